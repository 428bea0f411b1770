"""Bridge: the one way from the engine's thread into the window, the one way to start a coroutine there."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from pushdesk.model.errors import KnownError
from pushdesk.ui.seam import DeskLike, EngineLike

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.views import Changes

# 20 batches a second at most.
BATCH_MS = 50
# So many deliveries at a time: to show these takes a fraction of a tick. The others follow, a tick apart.
BATCH_ROWS = 250
REST_MS = 16

_Row = TypeVar("_Row")


def merge(first: "Changes", second: "Changes") -> "Changes":
    """Both batches as one: of each row the later value, in the order of the last change."""
    return replace(
        second,
        campaigns=_latest(first.campaigns + second.campaigns, lambda row: row.id),
        deliveries=_latest(first.deliveries + second.deliveries, lambda row: row.id),
        subscriptions=_latest(first.subscriptions + second.subscriptions, lambda row: row.id),
        caught=_latest(first.caught + second.caught, lambda row: row.number),
        lab=first.lab or second.lab,
    )


def _latest(rows: tuple[_Row, ...], identify: Callable[[_Row], object]) -> tuple[_Row, ...]:
    found: dict[object, _Row] = {}
    for row in rows:
        identifier = identify(row)
        found.pop(identifier, None)
        found[identifier] = row
    return tuple(found.values())


def _part(changes: "Changes") -> "tuple[Changes, Changes | None]":
    """What is shown now, and what next: a campaign's counts never before its rows."""
    if len(changes.deliveries) <= BATCH_ROWS:
        return changes, None
    now, rest = changes.deliveries[:BATCH_ROWS], changes.deliveries[BATCH_ROWS:]
    return replace(changes, campaigns=(), deliveries=now), replace(
        changes, deliveries=rest, subscriptions=(), caught=(), lab=False
    )


class Bridge(QObject):
    """Lives in the window's thread.

    `changed(Changes)` comes at most every 50 ms, with all that was heard since; of many deliveries in parts,
    a tick apart. `refused(str)` carries the sentence of a KnownError that ended a task; any other error goes
    to sys.excepthook. `begun` comes where a person does the next thing: what was refused before is past.
    """

    changed = Signal(object)
    refused = Signal(str)
    begun = Signal()
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._pending: Changes | None = None
        self._shown = asyncio.Event()
        self._shown.set()
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._flush)
        self._heard.connect(self._collect, Qt.ConnectionType.QueuedConnection)

    async def follow(self, engine: EngineLike, desk: DeskLike) -> None:
        """Hear the desk's changes from now on, until its engine stops."""

        async def listen() -> None:
            desk.feed.listen(self._heard.emit)

        await engine.call(listen)

    def _collect(self, changes: "Changes") -> None:
        self._pending = changes if self._pending is None else merge(self._pending, changes)
        if not self._timer.isActive():
            self._timer.start(BATCH_MS)
            self._shown.clear()

    def _flush(self) -> None:
        now, self._pending = _part(self._pending) if self._pending else (None, None)
        if self._pending is None:
            self._shown.set()
        else:
            self._timer.start(REST_MS)
        if now:
            self.changed.emit(now)

    def spawn(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[Any]:
        """Start `work` on the window's loop, keep it until it ends, and tell what went wrong."""
        task: asyncio.Task[Any] = asyncio.get_event_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, KnownError):
            self.refused.emit(error.sentence)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def do(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[Any]:
        """`spawn` for what a person asked for just now: what was refused before is past."""
        self.begun.emit()
        return self.spawn(work, name)

    async def idle(self) -> None:
        """Returns once no task runs but the caller's own, and no batch waits to be shown."""
        while not self._shown.is_set() or self._others():
            await self._shown.wait()
            if rest := self._others():
                await asyncio.wait(rest)

    def _others(self) -> set[asyncio.Task[Any]]:
        return {task for task in self._tasks if task is not asyncio.current_task()}

    async def close(self) -> None:
        """End every task but the caller's own, and wait until they have."""
        rest = self._others()
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
