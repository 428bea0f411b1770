"""Wait for what the desk's database comes to hold, whichever process writes it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from pushdesk.services.store import database
from pushdesk.services.store.database import Database

T = TypeVar("T")
# SQLite tells of other processes' commits by a number alone, which has to be asked for.
PROBE_SECONDS = 0.02


class Watch:
    """Asks the database again after every commit."""

    def __init__(self, opened: Database) -> None:
        self._database = opened

    async def until(self, found: Callable[[Session], T | None], seconds: float = 60) -> T:
        """The first truthy answer of `found(session)`; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            async for _ in self._commits():
                if answer := await self._database.read(found):
                    return answer
        raise AssertionError("commits never end")

    async def _commits(self) -> AsyncIterator[None]:
        """At once, then after each commit of anybody's."""
        with closing(sqlite3.connect(self._database.path, timeout=10)) as probe:
            seen = None
            while True:
                version = probe.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    yield
                await asyncio.sleep(PROBE_SECONDS)


@asynccontextmanager
async def watching(data_dir: Path) -> AsyncIterator[Watch]:
    """A Watch on the database in `data_dir`, which some other process has made already."""
    async with Database(data_dir / database.FILE_NAME) as opened:
        yield Watch(opened)
