"""Campaigns for later: written whole, started at their time by the owner, asked about where it was missed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.campaign import CampaignState
from pushdesk.model.errors import BadInput, Conflict
from pushdesk.services.delivery import schedule as schedule_module
from pushdesk.services.delivery.schedule import Schedule
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.store import addresses
from pushdesk.services.store import schedule as store
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, message, stored
from tests.services.delivery.push_sink import PushSink

pytestmark = pytest.mark.allow_log("no keyring answers")
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the clock that the desk looks at so far ahead."""
    right = clock.now
    monkeypatch.setattr(schedule_module, "LOOK_SECONDS", 0.05)
    return lambda ahead: monkeypatch.setattr(clock, "now", lambda: right() + ahead)


def owner(desk: DeliveryDesk, sender: Sender) -> Schedule:
    return Schedule(desk.database, desk.feed, sender.start_due)


async def looked(desk: DeliveryDesk, sender: Sender) -> None:
    """Until the schedule has started another campaign: by then it has looked at all that wait."""
    other = await sender.schedule(message(), ALL, clock.now() + SECOND)
    await desk.watch.until_campaign(other, CampaignState.FINISHED)


async def test_it_is_written_whole_with_its_audience_and_held_by_nobody(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(2)
    sender = await desk.sender()
    at = clock.now() + HOUR
    campaign_id = await sender.schedule(message(body="x"), ALL, at)
    await desk.browsers(1)
    row = await sender.get(campaign_id)
    assert (row.state, row.scheduled_at, row.started_at) == (CampaignState.SCHEDULED, at, None)
    assert (row.counts.pending, row.counts.total, row.message["body"]) == (2, 2, "x")
    assert row.document()["scheduledAt"] == clock.iso(at)
    campaign = await desk.campaign(campaign_id)
    assert (campaign.runner, campaign.lease_until) == (None, None)
    assert not sink.arrivals


async def test_what_send_refuses_is_refused_and_so_is_a_time_that_has_passed(desk: DeliveryDesk) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    later = clock.now() + HOUR
    for choices, at in (
        ([Choice(Selector.TAG, "nobody")], later),
        (ALL, clock.now() - SECOND),
    ):
        with pytest.raises(BadInput):
            await sender.schedule(message(), choices, at)
    with pytest.raises(BadInput):
        await sender.schedule(message(body="x" * 5000), ALL, later)
    assert await stored(desk) == (0, 0)


async def test_its_time_starts_it_though_the_schedule_slept_when_it_was_written(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(2)
    sender = await desk.sender()
    async with owner(desk, sender):
        later = await sender.schedule(message(), ALL, clock.now() + HOUR)
        at = clock.now() + SECOND
        campaign_id = await sender.schedule(message(), ALL, at)
        row = await desk.watch.until_campaign(campaign_id, CampaignState.FINISHED)
        assert (await sender.get(later)).state is CampaignState.SCHEDULED
    assert row.started_at is not None
    assert row.started_at >= at
    assert len(sink.arrivals) == row.counts.accepted == 2


async def test_a_restart_keeps_it_and_a_computer_that_slept_for_less_than_a_minute_sends(
    desk: DeliveryDesk, sink: PushSink, set_clock: Callable[[timedelta], None]
) -> None:
    await desk.browsers(1)
    campaign_id = await (await desk.sender()).schedule(message(), ALL, clock.now() + HOUR)
    origin = "http://localhost:4711"
    await desk.database.write(addresses.publish, {addresses.RECEIVER: origin})
    again = await desk.sender()
    async with owner(desk, again):
        set_clock(HOUR + 50 * SECOND)
        row = await desk.watch.until_campaign(campaign_id, CampaignState.FINISHED)
    assert (row.counts.accepted, len(sink.arrivals)) == (1, 1)
    assert (await desk.campaign(campaign_id)).receiver == origin


async def test_a_missed_time_starts_nothing_until_somebody_says_so(
    desk: DeliveryDesk, sink: PushSink, set_clock: Callable[[timedelta], None]
) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    campaign_id = await sender.schedule(message(), ALL, clock.now() + HOUR)
    set_clock(HOUR + 70 * SECOND)
    async with owner(desk, sender):
        await looked(desk, sender)
        assert (await sender.get(campaign_id)).state is CampaignState.SCHEDULED
        assert len(sink.arrivals) == 1
    assert not await sender.start_due(campaign_id)
    await sender.resume(campaign_id)
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 1)


async def test_a_missed_one_gets_another_time_and_starts_then(
    desk: DeliveryDesk, sink: PushSink, set_clock: Callable[[timedelta], None]
) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    later = await sender.schedule(message(), ALL, clock.now() + 9 * HOUR)
    campaign_id = await sender.schedule(message(), ALL, clock.now() + HOUR)
    set_clock(2 * HOUR)
    assert [row.id for row in await sender.scheduled()] == [campaign_id, later]
    with pytest.raises(BadInput, match="has passed already"):
        await sender.reschedule(campaign_id, clock.now() - SECOND)
    await sender.cancel(later)
    async with owner(desk, sender):
        await looked(desk, sender)
        # Nothing else waits: the schedule sleeps until it hears of the change.
        at = clock.now() + SECOND
        await sender.reschedule(campaign_id, at)
        row = await desk.watch.until_campaign(campaign_id, CampaignState.FINISHED)
    assert (row.scheduled_at, len(sink.arrivals)) == (at, 2)
    assert await sender.scheduled() == []
    with pytest.raises(Conflict, match="finished"):
        await sender.reschedule(campaign_id, clock.now() + HOUR)


@pytest.mark.parametrize("wanted", [CampaignState.CANCELLED, CampaignState.PAUSED])
async def test_one_that_was_stopped_before_its_time_never_starts(
    desk: DeliveryDesk, sink: PushSink, set_clock: Callable[[timedelta], None], wanted: CampaignState
) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    campaign_id = await sender.schedule(message(), ALL, clock.now() + HOUR)
    await (sender.cancel if wanted is CampaignState.CANCELLED else sender.pause)(campaign_id)
    set_clock(HOUR + SECOND)
    async with owner(desk, sender):
        await looked(desk, sender)
    assert not await sender.start_due(campaign_id)
    row = await sender.get(campaign_id)
    assert (row.state, row.counts.pending) == (wanted, int(wanted is CampaignState.PAUSED))
    assert len(sink.arrivals) == 1
    if wanted is CampaignState.CANCELLED:
        with pytest.raises(Conflict):
            await sender.cancel(campaign_id)


async def test_leaving_waits_for_a_start_that_is_under_way(
    desk: DeliveryDesk, set_clock: Callable[[timedelta], None]
) -> None:
    begun, gate, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def start(_campaign_id: str) -> bool:
        begun.set()
        await gate.wait()
        ended.set()
        return True

    await desk.browsers(1)
    sender = await desk.sender()
    await sender.schedule(message(), ALL, clock.now() + HOUR)
    set_clock(HOUR + SECOND)
    async with Schedule(desk.database, desk.feed, start):
        await begun.wait()
        asyncio.get_running_loop().call_soon(gate.set)
    assert ended.is_set()


@pytest.mark.allow_log("no keyring answers|did not start")
async def test_one_that_may_not_start_is_told_once_and_waits_for_somebody(
    desk: DeliveryDesk,
    set_clock: Callable[[timedelta], None],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(_campaign_id: str) -> bool:
        raise BadInput("Say who sends.")

    loop, look, looks = asyncio.get_running_loop(), store.waiting, asyncio.Semaphore(0)

    def waiting(session: Session, now: datetime) -> list[tuple[str, datetime]]:
        loop.call_soon_threadsafe(looks.release)
        return look(session, now)

    monkeypatch.setattr(store, "waiting", waiting)
    await desk.browsers(1)
    sender = await desk.sender()
    due: datetime = clock.now() + HOUR
    campaign_id = await sender.schedule(message(), ALL, due)
    set_clock(HOUR + SECOND)
    async with Schedule(desk.database, desk.feed, refuse):
        # While another one waits it looks again and again.
        await sender.schedule(message(), ALL, clock.now() + HOUR)
        for _ in range(4):
            await looks.acquire()
    assert [record.getMessage() for record in caplog.records if "did not start" in record.getMessage()] == [
        f"scheduled campaign {campaign_id} did not start: Say who sends."
    ]
    assert (await sender.get(campaign_id)).state is CampaignState.SCHEDULED
