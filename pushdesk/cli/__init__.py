"""The command line: each command parses its arguments, calls one service, prints.

Nothing heavy is imported before a command runs: `pushdesk --help` loads no Qt, no database, no crypto.
"""

import sys


def main() -> None:
    """The entry point of `pushdesk`; ends the process with the exit status."""
    from pushdesk.cli.door import run

    sys.exit(run(sys.argv[1:]))
