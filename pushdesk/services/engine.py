"""The engine thread: a loop of its own that a desk lives in, so that nothing it does can hold the window.

Generic over what it runs (`open_services` is `desk.open_desk` for the window): services never import
the composition root.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from typing import Generic, ParamSpec, TypeVar

from pushdesk.model.errors import BugError

P = ParamSpec("P")
T = TypeVar("T")
Services = TypeVar("Services")


class Engine(Generic[Services]):
    """Opens the services in its own thread, runs coroutines there for the window, closes in order."""

    def __init__(self, open_services: Callable[[], AbstractAsyncContextManager[Services]]) -> None:
        self._open_services = open_services
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready: Future[Services] = Future()
        self._ended: Future[None] = Future()

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    async def ready(self) -> Services:
        """The services, once they are open; raises what stopped them from opening."""
        return await asyncio.shield(asyncio.wrap_future(self._ready))

    async def call(self, work: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs) -> T:
        """`await work(…)` on the engine's loop, awaited on the caller's; raises BugError once it ended."""
        if self._loop is None or self._ended.done():
            raise BugError("the engine is not running")

        async def run() -> T:
            return await work(*args, **named)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(), self._loop))

    async def stop(self) -> None:
        """Close the services in order and end the thread; raises what closing raised."""
        if self._loop is not None and self._stop is not None and not self._ended.done():
            self._loop.call_soon_threadsafe(self._stop.set)
        await asyncio.shield(asyncio.wrap_future(self._ended))

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as problem:  # noqa: BLE001 - relayed to whoever waits on the window's side
            if not self._ready.done():
                self._ready.set_exception(problem)
                self._ended.set_result(None)
            else:
                self._ended.set_exception(problem)
        else:
            self._ended.set_result(None)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._open_services() as services:
            self._ready.set_result(services)
            await self._stop.wait()
