"""Where log records go: a line for people on standard error, everything with tracebacks into a file."""

import logging
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pushdesk.cli import output

FOLDER = "logs"
_BYTES = 1_000_000
_REMEMBERED = 50
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Terminal(logging.Handler):
    """Warnings as one line each, the same one once; a traceback never reaches a terminal."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._warned: deque[str] = deque(maxlen=_REMEMBERED)

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage().partition("\n")[0]
        if record.levelno == logging.WARNING:
            if line in self._warned:
                return
            self._warned.append(line)
        with suppress(OSError, ValueError):  # standard error is closed: nobody reads
            output.note(line)


class _File(RotatingFileHandler):
    """A log file that cannot be written (a full disk) is one sentence, not logging's traceback for each."""

    _said = False

    def handleError(self, record: logging.LogRecord) -> None:
        problem = sys.exc_info()[1]
        with suppress(OSError, ValueError):
            # What is left in its buffer would fail again, at the latest when the process ends.
            self.close()
        if not self._said:
            self._said = True
            words = getattr(problem, "strerror", None) or type(problem).__name__
            with suppress(OSError, ValueError):
                output.note(f"The log file {self.baseFilename} cannot be written: {words}.")


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
        handler = _File(path, maxBytes=_BYTES, backupCount=3, encoding="utf-8")
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
