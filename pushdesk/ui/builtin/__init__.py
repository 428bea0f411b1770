"""The built-in browser: a test device in a process of its own, started by services/lab/builtin."""
