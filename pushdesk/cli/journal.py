"""Where log records go: a line for people on standard error, everything with tracebacks into a file."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


@contextmanager
def on_terminal() -> Iterator[None]:
    """Show warnings on standard error, and threads that end early among them, until the block ends."""
    handler, before = _Terminal(logging.WARNING), threading.excepthook
    logging.getLogger().addHandler(handler)
    threading.excepthook = _log_thread
    try:
        yield
    finally:
        threading.excepthook = before
        logging.getLogger().removeHandler(handler)


def to_file(data_dir: Path, name: str) -> Path:
    """Write records (of ours from INFO up) to `name` in the data folder's “logs”; returns the file's path.

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
        logging.getLogger("pushdesk").setLevel(logging.INFO)
    return path


def _log_thread(problem: threading.ExceptHookArgs) -> None:
    if problem.exc_value is None or problem.exc_type is SystemExit:
        return
    name = problem.thread.name if problem.thread else "a thread"
    logging.getLogger(__name__).error("%s ended early", name, exc_info=problem.exc_value)


def is_terminal() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
