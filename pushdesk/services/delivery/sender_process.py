"""SenderProcess: the desk's end of the process that encrypts and sends, started when it is first needed.

Its death is an event: every lane hears of it, and the next page starts another one.
"""

import asyncio
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from pushdesk.model.identifiers import new_id
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import LENGTH, Begin, Forget, Halt, Limits, Order, Page, Report, framed

MODULE = "pushdesk.services.delivery.sender_main"
_CLOSE_SECONDS = 3.0
log = logging.getLogger(__name__)


class Link(Protocol):
    """A way to a Dispatcher: orders in, lists of reports out, the end as None."""

    def send(self, order: Order) -> None:
        """Hand an order over; where it has ended, nothing happens."""

    async def receive(self) -> list[Report] | None:
        """The next reports; None where it has ended."""

    async def close(self) -> None:
        """Let it end."""


class ProcessLink:
    """A Dispatcher in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, limits: Limits) -> Self:
        """Start it. What it imports takes it about half a second, and nobody waits for that."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", MODULE),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        made = cls(process)
        made.send(limits)
        return made

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def send(self, order: Order) -> None:
        """Hand an order over; where the process has ended, nothing happens."""
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(framed(order))

    async def receive(self) -> list[Report] | None:
        """The next reports; None where the process has ended."""
        stream = self._process.stdout
        assert stream is not None
        try:
            raw = await stream.readexactly(*LENGTH.unpack(await stream.readexactly(LENGTH.size)))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        reports: list[Report] = pickle.loads(raw)
        return reports

    async def close(self) -> None:
        """End its stdin, and the process where that does not end it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


class Lane:
    """One run's way through the sender process."""

    def __init__(self, errand: Errand) -> None:
        self.name = new_id()
        self.errand = errand
        # None says that the process ended: whatever was handed over and not reported may have left or not.
        self.reports: asyncio.Queue[Report | None] = asyncio.Queue()
        # From that None until its reader has taken back what was out; nothing leaves by this lane meanwhile.
        self.mourning = False


class SenderProcess:
    """An async context manager. `limits` are asked for with each page."""

    # What starts it; a test may put another kind of link here.
    start: Callable[[Limits], Awaitable[Link]] = staticmethod(ProcessLink.start)

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self._limits = limits
        self._link: Link | None = None
        self._told: Limits | None = None
        self._begun: set[str] = set()
        self._lanes: dict[str, Lane] = {}
        self._starting = asyncio.Lock()
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._link is not None:
            await self._link.close()
        await self._tasks.__aexit__(None, None, None)

    def warm(self) -> None:
        """Start the process before it is needed, beside what comes first; who sends meets a failure."""
        if self._link is None:
            self._tasks.create_task(self._warm(), name="sender process, ahead")

    async def _warm(self) -> None:
        with suppress(OSError):
            await self._linked()

    def lane(self, errand: Errand) -> Lane:
        """A way for one run; `close` it."""
        lane = Lane(errand)
        self._lanes[lane.name] = lane
        return lane

    async def submit(self, lane: Lane, page: Page) -> None:
        """Send these: each comes back in a report of the lane, or with the None that is on its way."""
        link = await self._linked()
        if lane.mourning:
            return
        if (limits := self._limits()) != self._told:
            link.send(limits)
            self._told = limits
        if lane.name not in self._begun:
            self._begun.add(lane.name)
            link.send(Begin(lane.name, lane.errand))
        link.send(page)

    def halt(self, lane: Lane) -> bool:
        """What has not left comes back unsent, with a report that is `halted`; False where nothing can."""
        return self._tell(lane, Halt(lane.name))

    def close(self, lane: Lane) -> None:
        """Nobody waits for this lane any more: what is in the air is dropped."""
        self._tell(lane, Forget(lane.name))
        self._lanes.pop(lane.name, None)
        self._begun.discard(lane.name)

    def _tell(self, lane: Lane, order: Halt | Forget) -> bool:
        known = lane.name in self._begun
        if self._link is not None and known:
            self._link.send(order)
        return known

    async def _linked(self) -> Link:
        async with self._starting:
            if self._link is None:
                limits = self._limits()
                self._link, self._told = await self.start(limits), limits
                self._tasks.create_task(self._read(self._link), name="sender process")
            return self._link

    async def _read(self, link: Link) -> None:
        while (reports := await link.receive()) is not None:
            for report in reports:
                if lane := self._lanes.get(report.run):
                    lane.reports.put_nowait(report)
        if self._link is link:
            self._link = None
            for name in self._begun & self._lanes.keys():
                log.warning("the sender process ended; what was in the air is sent again with the same ids")
                lane = self._lanes[name]
                lane.mourning = True
                lane.reports.put_nowait(None)
            self._begun.clear()
