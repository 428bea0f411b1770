"""The engine thread: opens services off the window's loop, runs calls there, closes them in order."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from pushdesk.model.errors import BugError, FolderError
from pushdesk.services.engine import Engine


@dataclass
class Services:
    """What a test opens in the engine; every event it writes down happened in the engine's thread."""

    said: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    problem: BaseException | None = None
    closing_problem: BaseException | None = None
    failure: asyncio.Event | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Services"]:
        assert threading.current_thread().name == "engine"
        self.said.append("opening")
        await asyncio.to_thread(self.gate.wait, 10)
        if self.problem is not None:
            raise self.problem
        self.failure = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self.fail_on_demand())
            self.said.append("open")
            yield self
            watching.cancel()
        self.said.append("closed")
        if self.closing_problem is not None:
            raise self.closing_problem

    async def fail_on_demand(self) -> None:
        assert self.failure is not None
        await self.failure.wait()
        raise ZeroDivisionError

    async def name(self, greeting: str, *, mark: str = "") -> str:
        return f"{greeting} {threading.current_thread().name}{mark}"

    async def wait(self) -> None:
        self.said.append("waiting")
        try:
            await asyncio.Event().wait()
        finally:
            self.said.append("wait ended")


@pytest.fixture
def services() -> Services:
    services = Services()
    services.gate.set()
    return services


async def test_calls_run_in_the_engines_thread_and_answer_in_the_callers(services: Services) -> None:
    engine = Engine(services.open)
    engine.start()
    assert await engine.ready() is services
    assert await engine.call(services.name, "hello", mark="!") == "hello engine!"
    assert threading.current_thread().name != "engine"
    await engine.stop()
    assert services.said == ["opening", "open", "closed"]


async def test_the_starting_thread_is_free_while_services_open(services: Services) -> None:
    services.gate.clear()
    engine = Engine(services.open)
    engine.start()
    ready = asyncio.create_task(engine.ready())
    await asyncio.sleep(0)  # the loop turns although nothing is open
    assert not ready.done()
    services.gate.set()
    assert await ready is services
    await engine.stop()


async def test_what_stops_the_opening_is_raised_by_ready_and_stop_is_quiet(services: Services) -> None:
    services.problem = FolderError("Somebody else has it.")
    engine = Engine(services.open)
    engine.start()
    for _ in range(2):
        with pytest.raises(FolderError, match="Somebody else has it"):
            await engine.ready()
    await engine.stop()
    with pytest.raises(BugError, match="not running"):
        await Engine(services.open).call(services.name, "hello")


async def test_an_error_in_a_call_reaches_its_caller_and_the_engine_goes_on(services: Services) -> None:
    async def fail() -> None:
        raise FolderError("full")

    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    with pytest.raises(FolderError, match="full"):
        await engine.call(fail)
    assert await engine.call(services.name, "hello") == "hello engine"
    await engine.stop()


async def waiting_in(services: Services) -> tuple[Engine[Services], asyncio.Task[None]]:
    """An engine, and a call that waits in it."""
    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    call = asyncio.create_task(engine.call(services.wait))
    while "waiting" not in services.said:
        await engine.call(services.name, "still")
    return engine, call


async def test_a_call_cancelled_here_is_cancelled_there(services: Services) -> None:
    engine, call = await waiting_in(services)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    while "wait ended" not in services.said:
        await engine.call(services.name, "still")
    await engine.stop()


async def test_stop_ends_calls_before_the_services_close_and_refuses_new_ones_quietly(
    services: Services,
) -> None:
    engine, call = await waiting_in(services)
    await engine.stop()
    assert services.said == ["opening", "open", "waiting", "wait ended", "closed"]
    with pytest.raises(asyncio.CancelledError):
        await call
    with pytest.raises(asyncio.CancelledError):
        await engine.call(services.name, "hello")


async def test_a_call_made_just_before_stop_still_counts_as_one(services: Services) -> None:
    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    calls = [asyncio.create_task(engine.call(services.wait)) for _ in range(20)]
    await asyncio.sleep(0)
    await engine.stop()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def test_stop_twice_and_stop_without_a_start_end_at_once(services: Services) -> None:
    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    await asyncio.gather(engine.stop(), engine.stop())
    await engine.stop()
    await Engine(services.open).stop()
    assert services.said.count("closed") == 1


async def test_a_window_closed_while_services_open_waits_for_them_and_closes_them(services: Services) -> None:
    services.gate.clear()
    engine = Engine(services.open)
    engine.start()
    ready = asyncio.create_task(engine.ready())
    stop = asyncio.create_task(engine.stop())
    await asyncio.sleep(0)
    services.gate.set()
    await stop
    with pytest.raises(asyncio.CancelledError):
        await ready
    assert services.said == ["opening", "open", "closed"]


async def test_a_window_closed_at_once_does_not_hang(services: Services) -> None:
    for _ in range(20):  # whichever thread is first
        engine = Engine(services.open)
        engine.start()
        await engine.stop()
    assert services.said.count("opening") == services.said.count("closed")


async def test_what_closing_raises_is_raised_by_stop(services: Services) -> None:
    services.closing_problem = FolderError("The disk is full.")
    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    with pytest.raises(FolderError, match="The disk is full"):
        await engine.stop()


async def test_an_engine_that_dies_of_itself_leaves_nobody_waiting(services: Services) -> None:
    async def fail_services() -> None:
        assert services.failure is not None
        services.failure.set()
        await asyncio.Event().wait()

    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    with pytest.raises(asyncio.CancelledError):
        await engine.call(fail_services)
    with pytest.raises(ExceptionGroup) as problem:
        await engine.stop()
    assert problem.group_contains(ZeroDivisionError)


async def test_after_it_died_a_call_says_so(services: Services) -> None:
    async def fail_services() -> None:
        assert services.failure is not None
        services.failure.set()

    engine = Engine(services.open)
    engine.start()
    await engine.ready()
    await engine.call(fail_services)
    engine._thread.join(10)
    with pytest.raises(BugError, match="the engine is not running"):
        await engine.call(services.name, "hello")
    with pytest.raises(ExceptionGroup):
        await engine.stop()
