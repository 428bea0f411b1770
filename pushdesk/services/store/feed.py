"""The stream of changes: whatever any process commits, each listener hears in batches, in order.

SQLite's `PRAGMA data_version` changes when another connection commits: asking it costs microseconds,
so a campaign that runs on the command line is seen in the window a tenth of a second later.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlmodel import Session, col, select

from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.errors import FolderError, FolderLost
from pushdesk.model.lab import LabCaught
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import Changes
from pushdesk.services.store import campaign_rows, caught_rows, delivery_rows
from pushdesk.services.store.database import Database
from pushdesk.services.store.revision import newest_revision

PAGE = 2000
SHORTEST_GAP = 0.05
LONGEST_GAP = 0.1

log = logging.getLogger(__name__)
Listener = Callable[[Changes], None]


class Feed:
    """Publishes Changes to its listeners, in the loop it was entered in, at most 20 times a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Listener] = []
        # Those who want to hear of each delivery; for the others its campaign's counts are enough.
        self._close: list[Listener] = []
        self._tasks: asyncio.TaskGroup
        self._task: asyncio.Task[None]
        self._wake = asyncio.Event()
        self._revision = 0
        self._lab_touched = False

    async def __aenter__(self) -> Self:
        self._revision = await self._database.read(newest_revision)
        loop = asyncio.get_running_loop()
        self._database.on_commit(lambda: self._nudge(loop))
        self._tasks = await asyncio.TaskGroup().__aenter__()
        self._task = self._tasks.create_task(self._publish_forever(), name="changes")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await self._tasks.__aexit__(None, None, None)

    def touch_lab(self) -> None:
        """Something of the lab changed that is in no row; call it in the feed's own loop."""
        self._lab_touched = True
        self._wake.set()

    def _nudge(self, loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._wake.set)

    def listen(self, listener: Listener, *, deliveries: bool = True) -> Callable[[], None]:
        """Call `listener` with every batch from now on; returns what ends it.

        Without `deliveries` it may get batches without rows of deliveries: to read them for nobody would
        cost a campaign on the command line a tenth of its time.
        """
        kept = [self._listeners, self._close] if deliveries else [self._listeners]
        for listeners in kept:
            listeners.append(listener)

        def end() -> None:
            for listeners in kept:
                if listener in listeners:
                    listeners.remove(listener)

        return end

    async def _publish_forever(self) -> None:
        # No time-out: a lock is waited for between two looks, never in this loop.
        probe = sqlite3.connect(self._database.path, timeout=0)
        try:
            version, trouble = None, ""
            while True:
                self._wake.clear()
                try:
                    # Read before the changes: a commit in between is then seen again, never missed.
                    seen = probe.execute("PRAGMA data_version").fetchone()[0]
                    if seen != version:
                        await self._publish()
                    elif self._lab_touched:
                        self._tell(Changes(self._revision))
                    version, trouble = seen, ""
                except (FolderError, sqlite3.Error) as problem:
                    # The changes are still there when the file can be read again.
                    known = self._database.explained(problem)
                    if trouble != (trouble := str(known)):
                        # Of a folder that is gone whoever works in it says so himself, once.
                        tell = log.info if isinstance(known, FolderLost) else log.warning
                        tell("changes cannot be read: %s", trouble)
                await asyncio.sleep(SHORTEST_GAP)
                try:
                    # Not wait_for: before Python 3.12 it can swallow a cancellation, and then closing
                    # would wait for good (python/cpython#86296).
                    async with asyncio.timeout(LONGEST_GAP - SHORTEST_GAP):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        finally:
            probe.close()

    async def _publish(self) -> None:
        """What is there now, page by page; what is committed meanwhile waits for the next turn."""
        goal: int | None = None
        while goal is None or self._revision < goal:
            changes, newest = await self._database.read(self._since)
            goal = newest if goal is None else goal
            self._revision = changes.revision
            self._tell(changes)

    def _tell(self, changes: Changes) -> None:
        # The word on the lab goes out with what is told next.
        touched, self._lab_touched = self._lab_touched, False
        changes = replace(changes, lab=True) if touched else changes
        if changes:
            for listener in tuple(self._listeners):
                listener(changes)

    def _since(self, session: Session) -> tuple[Changes, int]:
        """The next page, and the newest revision there is."""
        newest = newest_revision(session)
        if newest == self._revision:
            return Changes(newest), newest
        after, until = self._revision, newest
        # A page ends at a revision's border, so that no revision is ever split between two batches.
        paged = (
            (col(Delivery.revision), col(LabCaught.revision)) if self._close else (col(LabCaught.revision),)
        )
        for column in paged:
            found = select(column).where(column > after, column <= until).order_by(column)
            border = session.exec(found.offset(PAGE - 1).limit(1)).first()
            until = until if border is None else border
        rows = delivery_rows.changed(session, after, until) if self._close else []
        # Whatever changes a campaign's counts changes the campaign (see tally); a page that ends before that
        # tells of its deliveries alone.
        changed = (col(Campaign.revision) > after) & (col(Campaign.revision) <= until)
        campaigns = session.exec(select(Campaign).where(changed)).all()
        devices = session.exec(
            select(Subscription).where(
                col(Subscription.revision) > after, col(Subscription.revision) <= until
            )
        ).all()
        caught = caught_rows.changed(session, after, until)
        page = Changes(
            until, tuple(campaign_rows.rows(session, campaigns)), tuple(rows), tuple(devices), tuple(caught)
        )
        return page, newest
