"""The receiver: the page a test device opens, and the HTTP it talks to the desk with (loopback only)."""
