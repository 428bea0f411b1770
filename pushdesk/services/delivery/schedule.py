"""The schedule: starts campaigns when their time comes, in the process that owns the data folder.

A time that was missed (nobody ran, or the computer slept) starts nothing: the campaign stays scheduled until
somebody sends or cancels it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from pushdesk.model import clock
from pushdesk.model.errors import FolderError, FolderLost, KnownError
from pushdesk.model.views import Changes
from pushdesk.services.store import schedule
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed

# How long it sleeps at most while a campaign waits: a clock that is set, a computer that wakes is noticed.
LOOK_SECONDS = 5.0
log = logging.getLogger(__name__)


class Schedule:
    """Enter it in the owner only; leave it before the runs are paused."""

    def __init__(self, database: Database, feed: Feed, start: Callable[[str], Awaitable[bool]]) -> None:
        self._database = database
        self._feed = feed
        self._start = start
        self._wake = asyncio.Event()
        self._looking = asyncio.Lock()
        # What could not be started (no contact, say) is told once, not every five seconds.
        self._refused: set[tuple[str, datetime]] = set()
        self._tasks = asyncio.TaskGroup()
        self._deaf: Callable[[], None] = lambda: None

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._deaf = self._feed.listen(self._hear, deliveries=False)
        self._task = self._tasks.create_task(self._keep(), name="schedule")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._deaf()
        # Not in the middle of a start: a campaign that was taken and not begun would be held by nobody.
        async with self._looking:
            self._task.cancel()
        await self._tasks.__aexit__(None, None, None)

    def _hear(self, changes: Changes) -> None:
        if changes.campaigns:
            self._wake.set()

    async def _keep(self) -> None:
        while True:
            self._wake.clear()
            async with self._looking:
                wait = await self._look()
            try:
                # Not wait_for: before Python 3.12 it can swallow a cancellation (python/cpython#86296).
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self) -> float | None:
        """Start what is due; returns the seconds until the next look, None where nothing waits."""
        try:
            now = clock.now()
            waiting = await self._database.read(schedule.waiting, now)
            for campaign_id, at in waiting:
                if at <= now and (campaign_id, at) not in self._refused:
                    await self._begin(campaign_id, at)
        except FolderError as problem:
            # Of a folder that is gone whoever works in it says so himself, once.
            tell = log.info if isinstance(problem, FolderLost) else log.warning
            tell("scheduled campaigns cannot be looked for: %s", problem.sentence)
            return LOOK_SECONDS
        ahead = [(at - clock.now()).total_seconds() for _, at in waiting if at > now]
        return min(max(0.0, ahead[0]), LOOK_SECONDS) if ahead else None

    async def _begin(self, campaign_id: str, at: datetime) -> None:
        try:
            if await self._start(campaign_id):
                log.info("campaign %s starts: it was scheduled for %s", campaign_id, clock.iso(at))
        except FolderError:
            raise
        except KnownError as problem:
            self._refused.add((campaign_id, at))
            log.error("scheduled campaign %s did not start: %s", campaign_id, problem.sentence)
