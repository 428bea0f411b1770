"""The sender process's work in a thread of the test's own process: the same code, without its start."""

import asyncio
import queue
import threading
from typing import Self

from pushdesk.services.delivery.dispatcher import Dispatcher
from pushdesk.services.delivery.jobs import Limits, Order, Report
from pushdesk.services.delivery.sender_main import Orders, work


class ThreadLink:
    """A Link to a Dispatcher in a thread."""

    def __init__(self, limits: Limits) -> None:
        self._orders: Orders = queue.SimpleQueue()
        self._reports: asyncio.Queue[list[Report] | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, args=(limits,), name="sender")
        self._thread.start()

    @classmethod
    async def start(cls, limits: Limits) -> Self:
        """Start the thread."""
        return cls(limits)

    def send(self, order: Order) -> None:
        """Hand an order over."""
        self._orders.put(order)

    async def receive(self) -> list[Report] | None:
        """The next reports."""
        return await self._reports.get()

    async def close(self) -> None:
        """End the thread."""
        self._orders.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self, limits: Limits) -> None:
        work(Dispatcher(limits), self._orders, self._tell)
        self._tell(None)

    def _tell(self, reports: list[Report] | None) -> None:
        self._loop.call_soon_threadsafe(self._reports.put_nowait, reports)
