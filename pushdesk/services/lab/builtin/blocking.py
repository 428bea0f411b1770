"""Whether notifications are blocked in the built-in browser: kept as a file beside its profile."""

import asyncio
from pathlib import Path

from pushdesk.model.errors import FolderError

_NAME = "notifications-blocked"


class Blocking:
    """`load` it before `blocked` is asked for. `folder` need not exist."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _NAME
        self.blocked = False

    async def load(self) -> None:
        """As an earlier run left it."""
        self.blocked = await asyncio.to_thread(self._file.exists)

    async def keep(self, *, blocked: bool) -> None:
        """From now on; raises FolderError where the folder cannot be written."""
        try:
            await asyncio.to_thread(self._write, blocked)
        except OSError as problem:
            raise FolderError(
                f"The permission cannot be kept in {self._file.parent} ({problem.strerror})."
            ) from None
        self.blocked = blocked

    def _write(self, blocked: bool) -> None:
        if blocked:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
        else:
            self._file.unlink(missing_ok=True)
