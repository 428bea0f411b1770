"""The dispatcher on a clock of the test's own; without network, for the lab that it sends to is away."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from pushdesk.model import clock
from pushdesk.model.campaign import DeliveryState
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Begin, Forget, Halt, Limits
from tests.services.delivery.delivery_desk import RECEIVER, message
from tests.services.delivery.orders import Ordering
from tests.services.delivery.push_sink import ACCEPTED, PushSink, Reply, hanging

MANY = Limits(timeout=20, attempts=3, retry_base=1, ceiling=1000)


@pytest.fixture
async def desks() -> AsyncIterator[Callable[[Limits], Ordering]]:
    """Makes an Ordering with a run named “a run”."""
    made: list[Ordering] = []

    def make(limits: Limits) -> Ordering:
        desk = Ordering(limits)
        desk.begin("a run")
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.dispatcher.close()


@pytest.fixture
async def other_sink() -> AsyncIterator[PushSink]:
    """A second push service."""
    async with PushSink() as running:
        yield running


Desks = Callable[[Limits], Ordering]


async def test_a_push_service_that_hangs_never_keeps_another_waiting(
    desks: Desks, sink: PushSink, other_sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=8))
    hanging(sink)
    desk.page("a run", sink, 50)
    names = desk.page("a run", other_sink, 100)
    await desk.until(lambda: len(desk.results()) >= 100)
    assert {result.delivery_id for result in desk.results()} == set(names)
    assert (sink.inside, sink.most_inside) == (8, 8)


async def test_a_retry_that_stood_in_the_queue_beyond_its_time_does_not_leave(
    desks: Desks, sink: PushSink
) -> None:
    desk = desks(MANY)
    desk.begin("late", timedelta(seconds=-1))
    first, again = desk.page("late", sink, 1), desk.page("late", sink, 1, attempt=3, before=2)
    (retry,) = desk.page("late", sink, 1, attempt=2)
    await desk.until(lambda: len(desk.results("late")) == 3)
    results = {result.delivery_id: result for result in desk.results("late")}
    assert [results[name].state for name in (*first, *again)] == [DeliveryState.ACCEPTED] * 2
    assert (results[retry].state, results[retry].attempt) == (DeliveryState.FAILED, None)
    assert "time to live is over" in (results[retry].reason or "")
    assert len(sink.arrivals) == 2


async def test_under_a_cap_push_services_take_turns(
    desks: Desks, sink: PushSink, other_sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=100, per_second=100))
    desk.page("a run", sink, 200)
    desk.page("a run", other_sink, 200)
    for _ in range(20):
        desk.later(0.1)
        await desk.turn()
    await desk.until(lambda: sink.inside + other_sink.inside == 0)
    assert abs(len(sink.arrivals) - len(other_sink.arrivals)) <= 30
    assert len(sink.arrivals) >= 60


async def test_the_cap_counts_for_all_push_services_together(
    desks: Desks, sink: PushSink, other_sink: PushSink
) -> None:
    # One message in a day of real time: only the moved clock lets anything leave.
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=100, per_second=0.00001))
    desk.page("a run", sink, 5)
    desk.page("a run", other_sink, 5)
    await desk.until(lambda: len(desk.results()) == 1)
    await desk.rest()
    assert len(sink.arrivals) + len(other_sink.arrivals) == 1
    for sent in (2, 3, 4):
        desk.later(100_001)
        await desk.rest()
        assert len(sink.arrivals) + len(other_sink.arrivals) == sent
    desk.dispatcher.take(Limits(timeout=20, attempts=3, retry_base=1, ceiling=100))
    await desk.until(lambda: len(desk.results()) == 10)


async def test_retry_after_holds_back_all_that_goes_to_that_push_service_and_nothing_else(
    desks: Desks, sink: PushSink, other_sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=4))
    sink.answer = lambda _arrival: Reply(429, {"Retry-After": "3600"})
    desk.page("a run", sink, 20)
    desk.page("a run", other_sink, 20)
    await desk.until(lambda: len(desk.results()) == 24)
    await desk.rest()
    assert (len(sink.arrivals), len(other_sink.arrivals)) == (4, 20)
    assert Counter(result.state for result in desk.results()) == {
        DeliveryState.RETRYING: 4,
        DeliveryState.ACCEPTED: 20,
    }
    assert desk.reports[-1].rooms[sink.origin] == 0
    sink.answer = lambda _arrival: ACCEPTED
    desk.later(3500)
    await desk.rest()
    assert len(sink.arrivals) == 4
    desk.later(101)
    await desk.until(lambda: len(desk.results()) == 40)


async def test_while_everything_has_to_wait_a_turn_takes_its_time(desks: Desks, sink: PushSink) -> None:
    desk = desks(MANY)
    sink.answer = lambda _arrival: Reply(429, {"Retry-After": "3600"})
    desk.page("a run", sink, 1)
    await desk.until(lambda: len(desk.results()) == 1)
    desk.page("a run", sink, 1)
    began = time.monotonic()
    await desk.turn(0.2)
    assert desk.dispatcher.busy
    assert time.monotonic() - began > 0.15


async def test_what_would_leave_after_its_time_to_live_fails_at_once_and_the_rest_waits(
    desks: Desks, sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=1))
    desk.begin("a short run", timedelta(minutes=30))
    sink.answer = lambda _arrival: Reply(429, {"Retry-After": "3600"})
    desk.page("a run", sink, 3)
    early = desk.page("a short run", sink, 2)
    await desk.until(lambda: len(desk.results("a short run")) == 2)
    late = desk.page("a short run", sink, 1)
    await desk.until(lambda: len(desk.results("a short run")) == 3)
    failed = desk.results("a short run")
    assert [result.delivery_id for result in failed] == early + late
    assert {result.state for result in failed} == {DeliveryState.FAILED}
    assert re.fullmatch(
        r"Not sent: the push service asks to wait 3[56]\d\d seconds more, .*", failed[0].reason or ""
    )
    assert len(sink.arrivals) == 1
    sink.answer = lambda _arrival: ACCEPTED
    desk.later(3601)
    await desk.until(lambda: len(desk.results()) == 3)
    assert len(sink.arrivals) == 3


async def test_halt_gives_back_what_has_not_left_and_what_is_in_the_air_is_awaited(
    desks: Desks, sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=4))
    release = hanging(sink)
    desk.begin("another run")
    names = desk.page("a run", sink, 10)
    desk.page("another run", sink, 3)
    await desk.until(lambda: sink.inside == 4)
    desk.dispatcher.take(Halt("a run"))
    await desk.until(desk.halted)
    assert desk.unsent() == names[4:]
    assert desk.results() == []
    release.set()
    await desk.until(lambda: len(desk.results()) == 4 and len(desk.results("another run")) == 3)
    assert {result.delivery_id for result in desk.results()} == set(names[:4])
    assert len(sink.arrivals) == 7


async def test_halt_is_answered_where_nothing_was_to_do(desks: Desks) -> None:
    desk = desks(MANY)
    desk.dispatcher.take(Halt("a run"))
    await desk.until(desk.halted)
    assert (desk.unsent(), desk.results()) == ([], [])
    assert not desk.dispatcher.busy


async def test_what_nobody_waits_for_is_dropped_and_its_place_is_free_for_others(
    desks: Desks, sink: PushSink
) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=4))
    release = hanging(sink)
    desk.page("a run", sink, 10)
    await desk.until(lambda: sink.inside == 4)
    desk.dispatcher.take(Forget("a run"))
    assert not desk.dispatcher.busy
    release.set()
    sink.answer = lambda _arrival: ACCEPTED
    desk.begin("another run")
    desk.page("another run", sink, 10)
    await desk.until(lambda: len(desk.results("another run")) == 10)
    assert desk.results() == []
    assert len(sink.arrivals) == 14


async def test_a_push_service_without_http2_gets_no_more_than_64_at_once(
    desks: Desks, sink: PushSink
) -> None:
    desk = desks(MANY)
    for _ in range(9):
        release = hanging(sink)
        desk.page("a run", sink, 100)
        await desk.until(lambda: sink.inside >= 32)
        await desk.rest()
        most = sink.inside
        release.set()
        await desk.until(lambda: not desk.dispatcher.busy)
    assert most == 64
    assert desk.reports[-1].rooms == {sink.origin: 64}


@pytest.mark.parametrize("status", [429, 503])
async def test_a_round_of_complaints_halves_what_is_sent_at_once(
    desks: Desks, sink: PushSink, status: int
) -> None:
    desk = desks(MANY)
    release = asyncio.Event()
    sink.answer = lambda _arrival: Reply(status, wait=release)
    desk.page("a run", sink, 32)
    await desk.until(lambda: sink.inside == 32)
    release.set()
    await desk.until(lambda: len(desk.results()) == 32)
    hanging(sink)
    desk.page("a run", sink, 100)
    await desk.until(lambda: sink.inside == 16)
    await desk.rest()
    assert sink.inside == 16
    assert desk.reports[-1].rooms == {sink.origin: 16}


async def test_the_users_ceiling_counts_from_the_moment_it_is_set(desks: Desks, sink: PushSink) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=8))
    desk.page("a run", sink, 1)
    await desk.until(lambda: len(desk.results()) == 1)
    desk.dispatcher.take(Limits(timeout=20, attempts=3, retry_base=1, ceiling=2))
    release = hanging(sink)
    desk.page("a run", sink, 20)
    await desk.rest()
    assert sink.inside == 2
    release.set()
    await desk.until(lambda: len(desk.results()) == 21)
    assert sink.most_inside == 2


async def test_no_answer_in_time_is_a_complaint_too(desks: Desks, sink: PushSink) -> None:
    desk = desks(Limits(timeout=0.3, attempts=3, retry_base=1, ceiling=1000))
    hanging(sink)
    desk.page("a run", sink, 32)
    await desk.until(lambda: len(desk.results()) == 32)
    assert {result.state for result in desk.results()} == {DeliveryState.RETRYING}
    assert desk.reports[-1].rooms == {sink.origin: 16}


async def test_what_cannot_be_sent_takes_nobodys_place(desks: Desks, sink: PushSink) -> None:
    desk = desks(Limits(timeout=20, attempts=3, retry_base=1, ceiling=1))
    desk.dispatcher.take(
        Begin("no value", Errand(message(body="{{ colour }}"), RECEIVER, clock.now() + timedelta(days=1)))
    )
    desk.page("no value", sink, 3)
    desk.page("a run", sink, 3)
    await desk.until(lambda: len(desk.results()) == 3 and len(desk.results("no value")) == 3)
    assert {result.state for result in desk.results("no value")} == {DeliveryState.FAILED}
    assert len(sink.arrivals) == 3
