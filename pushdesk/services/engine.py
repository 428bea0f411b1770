"""The engine thread: a loop of its own that a desk lives in, so that nothing it does can hold the window.

Generic over what it runs (`open_services` is `desk.open_desk` for the window): services never import
the composition root.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Generic, ParamSpec, TypeVar

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
        self._stopping = threading.Event()
        self._calls: set[asyncio.Task[Any]] = set()
        self._answers: set[Future[Any]] = set()
        self._ready: Future[Services] = Future()
        self._ended: Future[None] = Future()

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    async def ready(self) -> Services:
        """The services, once they are open; raises what stopped them, CancelledError where `stop` did."""
        return await asyncio.shield(asyncio.wrap_future(self._ready))

    async def call(self, work: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs) -> T:
        """`await work(…)` on the engine's loop, awaited on the caller's.

        Raises CancelledError from `stop` on (a call that is under way then is cancelled, too), and
        BugError where the engine was not started or ended by itself.
        """
        if self._stopping.is_set():
            raise asyncio.CancelledError("the engine stops")
        if self._loop is None or self._ended.done():
            raise BugError("the engine is not running")

        async def run() -> T:
            task = asyncio.current_task()
            assert task is not None
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
            return await work(*args, **named)

        running = run()
        try:
            answer = asyncio.run_coroutine_threadsafe(running, self._loop)
        except RuntimeError:  # it ended by itself just now: its loop is closed
            running.close()
            raise BugError("the engine is not running") from None
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)
        if self._ended.done():
            answer.cancel()  # the same, before this answer was on the list of those to cancel
        return await asyncio.wrap_future(answer)

    async def stop(self) -> None:
        """Close the services in order and end the thread; raises what closing raised."""
        self._stopping.set()
        if self._thread.ident is None:
            return
        if self._loop is not None and self._stop is not None:
            with suppress(RuntimeError):  # it ended by itself: its loop is closed
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
        for answer in tuple(self._answers):  # nobody is left to give them
            answer.cancel()

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._open_services() as services:
            if self._stopping.is_set():  # perhaps before there was an event to set
                self._ready.cancel()
                return
            self._ready.set_result(services)
            await self._stop.wait()
            await self._end_calls()

    async def _end_calls(self) -> None:
        """Nothing may be half-way through services that close."""
        for task in (calls := tuple(self._calls)):
            task.cancel()
        if calls:
            await asyncio.wait(calls)
