"""Where log records go: a line for people on standard error, everything with tracebacks into a file."""

import logging
import sys
import threading
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pushdesk.cli import output

FOLDER = "logs"
_BYTES = 1_000_000
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Terminal(logging.Handler):
    """Warnings as one line each; a traceback never reaches a terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # standard error is closed: nobody reads
            output.note(record.getMessage().partition("\n")[0])


def to_terminal() -> logging.Handler:
    """Show warnings on standard error from now on; returns the handler, for `quiet`."""
    handler = _Terminal(logging.WARNING)
    logging.getLogger().addHandler(handler)
    threading.excepthook = _log_thread
    return handler


def quiet(handler: logging.Handler) -> None:
    """Take a handler away again."""
    logging.getLogger().removeHandler(handler)


def to_file(data_dir: Path, name: str) -> Path:
    """Write records from INFO up to `name` in the data folder's “logs”; returns the file's path.

    A folder that cannot be written is not this function's business: opening the desk says so.
    """
    path = data_dir / FOLDER / name
    with suppress(OSError):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter(_FORMAT))
        handler.setLevel(logging.INFO)
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.INFO)
    return path


def _log_thread(problem: threading.ExceptHookArgs) -> None:
    if problem.exc_value is None or problem.exc_type is SystemExit:
        return
    name = problem.thread.name if problem.thread else "a thread"
    logging.getLogger(__name__).error("%s ended early", name, exc_info=problem.exc_value)


def is_terminal() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
