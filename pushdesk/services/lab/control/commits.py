"""Waiting for something in the database: woken by each commit of this process, never by a clock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pushdesk.services.store.database import Database

T = TypeVar("T")


class Commits:
    """Costs nothing while nobody waits. All of it happens in the loop of the first who waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()
        self._closed = False

    def close(self) -> None:
        """Everybody goes now with what there is."""
        self._closed = True
        self._stir()

    async def until(self, look: Callable[[], Awaitable[T]], enough: Callable[[T], bool], seconds: float) -> T:
        """What `look` finds as soon as that is `enough`, after `seconds`, or when this closes."""
        self._hear()
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    woken.clear()
                    found = await look()
                    if enough(found) or self._closed:
                        return found
                    await woken.wait()
        except TimeoutError:
            return await look()
        finally:
            self._waiting.discard(woken)

    def _hear(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._database.on_commit(self._committed)

    def _committed(self) -> None:
        """Called in the writer's thread."""
        if self._waiting and not self._closed and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stir)

    def _stir(self) -> None:
        for woken in self._waiting:
            woken.set()
