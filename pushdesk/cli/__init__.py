"""The command line: each command parses its arguments, calls one service, prints.

Nothing heavy is imported before a command runs: `pushdesk --help` loads no Qt, no database, no crypto.
"""

import signal
import sys

_INTERRUPTED = '{"error": {"code": "interrupted", "message": "Stopped."}}'


def main() -> None:
    """The entry point of `pushdesk`; ends the process with the exit status."""
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        from pushdesk.cli.door import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the door stood, or while it closed
        status = _stopped()
    sys.exit(status)


def _stopped() -> int:
    if sys.stderr is not None:
        print("Stopped.", file=sys.stderr)
    if "--json" in sys.argv[1:]:
        print(_INTERRUPTED)
    return 1
