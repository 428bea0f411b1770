"""Wait for what the desk's database comes to hold, whichever process writes it: by its feed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from pushdesk.model.views import Changes
from pushdesk.services.store import database
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed

T = TypeVar("T")


class Watch:
    """Asks the database again after every change."""

    def __init__(self, opened: Database, feed: Feed) -> None:
        self._database = opened
        self._changed = asyncio.Event()
        feed.listen(self._hear)

    def _hear(self, _changes: Changes) -> None:
        self._changed.set()

    async def until(self, found: Callable[[Session], T | None], seconds: float = 60) -> T:
        """The first truthy answer of `found(session)`; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not (answer := await self._database.read(found)):
                await self._changed.wait()
                self._changed.clear()
            return answer


@asynccontextmanager
async def watching(data_dir: Path) -> AsyncIterator[Watch]:
    """A Watch on the database in `data_dir`, which some other process has made already."""
    async with Database(data_dir / database.FILE_NAME) as opened, Feed(opened) as feed:
        yield Watch(opened, feed)
