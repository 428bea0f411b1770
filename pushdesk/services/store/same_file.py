"""Whether the database's file is still where it was: a folder that is deleted takes what is written with it.

SQLite goes on with a file that has no name any more, as long as somebody has it open (on Linux and macOS;
Windows lets nobody delete it), and a campaign would be sent of which nothing is on record.
"""

import os
from contextlib import suppress
from pathlib import Path

from pushdesk.model.errors import FolderLost


class SameFile:
    """The file at `path` as it is now, or once it is made. Any thread may ask."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: os.stat_result | None = None
        with suppress(OSError):
            self._known = path.stat()

    def require(self) -> None:
        """Raise FolderLost where the file was there and is gone, or is another one; a look costs 2 µs."""
        found: os.stat_result | None = None
        try:
            found = self._path.stat()
        except FileNotFoundError:
            pass
        except OSError:  # a disk that does not answer: SQLite has the words for it
            return
        if self._known is None:
            self._known = found
        elif found is None or not os.path.samestat(self._known, found):
            raise FolderLost(
                "The data folder was moved, replaced or deleted while PushDesk used it: what came after that "
                "is not kept. Put the folder back, or start PushDesk again."
            )
