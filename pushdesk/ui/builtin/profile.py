"""The browser's profile: a folder that one process uses at a time, the push service on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject
from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineProfileBuilder

from pushdesk.model.errors import FolderError

NAME = "pushdesk"
_LOCK = "in-use.lock"
_ENDED = "ended"


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Keep others out until the end of the block; raises FolderError while another browser is in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderError(
            "The built-in browser's profile is in use by another one, perhaps of a PushDesk that ended "
            "unexpectedly. Close its window, then start it again."
        ) from None
    except OSError as problem:
        raise FolderError(
            f"The built-in browser's profile {folder} cannot be used ({problem.strerror})."
        ) from None
    try:
        yield
    finally:
        lock.release()


def opened(folder: Path, parent: QObject) -> QWebEngineProfile:
    """The profile, with its push service."""
    shutil.rmtree(folder / _ENDED, ignore_errors=True)
    builder = QWebEngineProfileBuilder()
    builder.setPersistentStoragePath(str(folder / "profile"))
    builder.setCachePath(str(folder / "cache"))
    profile = builder.createProfile(NAME, parent)
    profile.setPushServiceEnabled(True)
    return profile


def put_away(profile: QWebEngineProfile, folder: Path) -> None:
    """To be called before the profile is deleted, or its push subscriptions are lost.

    QtWebEngine forgets them all while it ends (measured with 6.11.3: `push_messaging_application_id_map` in
    user_prefs.json is emptied), and has not written new ones for ten seconds. A change of the folder makes it
    write at once, and what it forgets afterwards, it forgets in a folder that nobody reads.
    """
    profile.setPersistentStoragePath(str(folder / _ENDED))
