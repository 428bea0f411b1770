"""The data folder: made private, checked for writing, migrated, and owned by one process at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pushdesk.model.errors import FolderError

OWNER_LOCK = "owner.lock"
SETUP_LOCK = "setup.lock"
_SETUP_SECONDS = 60


def prepare(data_dir: Path) -> Path:
    """Make the folder and bring its database to today's shape; returns the database's path.

    Raises FolderError where that cannot be done.
    """
    # The window asks here who owns the folder before it is on the screen, and without the database’s library.
    from pushdesk.services.store import database
    from pushdesk.services.store.migrate import migrate

    path = data_dir / database.FILE_NAME
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
        # Two first starts at once: one of them makes the tables, the other waits.
        with FileLock(data_dir / SETUP_LOCK, timeout=_SETUP_SECONDS):
            if not path.exists():
                # Devices' secrets are in it: private even in a folder that somebody made for all to read.
                path.touch(mode=0o600)
            migrate(path)
    except Timeout:
        raise FolderError(
            f"Another PushDesk has been preparing the data folder for {_SETUP_SECONDS} seconds: end it first."
        ) from None
    except OSError as problem:
        raise FolderError(
            f"The data folder {data_dir} cannot be used ({problem.strerror or problem}). "
            "Change its rights, or name another with --data-dir."
        ) from None
    return path


class FolderOwned(FolderError):
    """Another process owns the folder."""


def refuse_if_owned(data_dir: Path) -> None:
    """Raise FolderOwned while another process owns the folder; a folder that is not there is nobody's."""
    if (data_dir / OWNER_LOCK).exists():
        with owned(data_dir):
            return


@contextmanager
def owned(data_dir: Path) -> Iterator[None]:
    """Own the folder until the end of the block; raises FolderOwned while another process does."""
    lock = FileLock(data_dir / OWNER_LOCK, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderOwned(
            f"Another PushDesk (its window, lab or demo) already uses the data folder {data_dir}. "
            "Use that one, or name another folder with --data-dir."
        ) from None
    except OSError as problem:
        raise FolderError(f"The data folder {data_dir} cannot be locked ({problem.strerror}).") from None
    try:
        yield
    finally:
        lock.release()
