"""How a run ends early and goes on: stops, other processes, lost leases, a failing database, a kill."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, Delivery, DeliveryState
from pushdesk.model.errors import Conflict, FolderError
from pushdesk.services.delivery import campaign_run
from pushdesk.services.delivery.campaign_run import CampaignRun
from pushdesk.services.store import campaigns, leases
from pushdesk.services.store.database import Database
from tests.services.delivery.delivery_desk import (
    RUNNER,
    DeliveryDesk,
    delivery_of,
    finished,
    states,
)
from tests.services.delivery.push_sink import ACCEPTED, PushSink, Reply, by_path, hanging

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
HOUR = timedelta(hours=1)
# Of eight that may be in the air at once: these, and three times as many that are ready to follow.
CLAIMED = 32


async def unanswered_run(desk: DeliveryDesk, sink: PushSink) -> tuple[CampaignRun, str, asyncio.Event]:
    """A run to twenty devices, not started, whose requests are answered once the event is set."""
    release = hanging(sink)
    await desk.browsers(20)
    campaign_id = await desk.created()
    return await desk.run(campaign_id), campaign_id, release


@pytest.mark.parametrize("wanted", [CampaignState.PAUSED, CampaignState.CANCELLED])
async def test_a_stop_waits_for_what_is_in_the_air_and_sends_nothing_more(
    desk: DeliveryDesk, sink: PushSink, wanted: CampaignState
) -> None:
    run, campaign_id, release = await unanswered_run(desk, sink)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await sink.until(arrived=8)
        run.stop(wanted)
        # The sender has heard of it: what had not left is back.
        await desk.watch.until_states({S.SENDING: 8, S.PENDING: 12})
        release.set()
    left = S.PENDING if wanted is CampaignState.PAUSED else S.CANCELLED
    assert Counter(states(await desk.rows(campaign_id))) == {S.ACCEPTED: 8, left: 12}
    campaign = await desk.campaign(campaign_id)
    assert (campaign.state, campaign.runner) == (wanted, None)
    assert len(sink.arrivals) == 8


@pytest.mark.parametrize("wanted", [CampaignState.PAUSED, CampaignState.CANCELLED])
async def test_another_process_can_ask_for_a_stop(
    desk: DeliveryDesk, sink: PushSink, wanted: CampaignState
) -> None:
    run, campaign_id, release = await unanswered_run(desk, sink)
    async with asyncio.TaskGroup() as group, Database(desk.path) as other:
        ending = group.create_task(run.run())
        await sink.until(arrived=8)
        await other.write(leases.request, campaign_id, wanted, clock.now())
        while not run.stopping:  # the heartbeat brings it: half a second at most
            await desk.database.read(campaigns.by_id, campaign_id)
        await desk.watch.until_states({S.SENDING: 8, S.PENDING: 12})
        release.set()
        await ending
    assert (await desk.campaign(campaign_id)).state is wanted
    assert len(sink.arrivals) == 8


async def test_a_cancel_from_another_process_outranks_a_pause_of_our_own(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    run, campaign_id, release = await unanswered_run(desk, sink)
    async with asyncio.TaskGroup() as group:
        ending = group.create_task(run.run())
        await sink.until(arrived=8)
        run.stop(CampaignState.PAUSED)
        await desk.database.write(leases.request, campaign_id, CampaignState.CANCELLED, clock.now())
        await desk.watch.until_states({S.SENDING: 8, S.PENDING: 12})
        release.set()
        await ending
    assert (await desk.campaign(campaign_id)).state is CampaignState.CANCELLED
    assert Counter(states(await desk.rows(campaign_id)))[S.CANCELLED] == 12


async def test_a_run_whose_campaign_was_taken_over_stops_and_records_nothing(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    release = asyncio.Event()
    sink.answer = lambda _arrival: Reply(wait=release)
    await desk.browsers(50)
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    ending = asyncio.create_task(run.run())
    await sink.until(arrived=8)
    lapsed = clock.now() + HOUR
    await desk.database.write(leases.take, campaign_id, "the other one", lapsed + HOUR, lapsed)
    before = await desk.rows(campaign_id)
    release.set()
    with pytest.raises(ExceptionGroup) as problem:
        await ending
    assert problem.group_contains(Conflict, match="took this campaign over")
    assert await desk.rows(campaign_id) == before
    # Of what was claimed it is not known what left: all of it goes out again, with the same ids.
    assert Counter(states(before)) == {S.RETRYING: CLAIMED, S.PENDING: 50 - CLAIMED}
    assert len(sink.arrivals) <= CLAIMED
    assert (await desk.campaign(campaign_id)).runner == "the other one"


async def test_a_run_that_lost_its_campaign_between_heartbeats_claims_nothing(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_run, "HEARTBEAT", 3600)
    await desk.browsers(3)
    campaign_id = await desk.created()
    lapsed = clock.now() + HOUR
    await desk.database.write(leases.take, campaign_id, "the other one", lapsed + HOUR, lapsed)
    with pytest.raises(ExceptionGroup) as problem:
        await (await desk.run(campaign_id)).run()
    assert problem.group_contains(Conflict)
    assert Counter(states(await desk.rows(campaign_id))) == {S.PENDING: 3}
    assert sink.arrivals == []


async def test_a_lease_that_lapsed_while_the_computer_slept_is_taken_up_again(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    run, campaign_id, release = await unanswered_run(desk, sink)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await sink.until(arrived=8)
        assert await desk.database.write(leases.interrupt_lapsed, clock.now() + HOUR) == [campaign_id]
        release.set()
    assert Counter(states(await desk.rows(campaign_id))) == {S.ACCEPTED: 20}
    assert (await desk.campaign(campaign_id)).state is CampaignState.FINISHED


async def test_a_database_that_cannot_be_written_ends_the_run_and_leaves_it_for_a_resume(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    release = asyncio.Event()
    sink.answer = lambda _arrival: Reply(wait=release)
    browsers = await desk.browsers(3)
    campaign_id = await desk.created()
    with closing(sqlite3.connect(desk.path)) as program:
        async with Database(desk.path, busy=0.1) as impatient:
            run = await desk.run(campaign_id, database=impatient)
            ending = asyncio.create_task(run.run())
            await sink.until(arrived=3)
            program.execute("BEGIN IMMEDIATE")
            release.set()
            with pytest.raises(ExceptionGroup) as problem:
                await ending
        program.execute("ROLLBACK")
    assert problem.group_contains(FolderError, match="locked by another program")
    assert Counter(states(await desk.rows(campaign_id))) == {S.SENDING: 3}

    await desk.database.write(leases.take, campaign_id, RUNNER, clock.now() + HOUR, clock.now())
    rows = await finished(desk, campaign_id)
    assert Counter(states(rows)) == {S.ACCEPTED: 3}
    for row, browser in zip(rows, browsers, strict=True):
        sent = [delivery_of(browser.decrypt(arrival.body)) for arrival in sink.to(browser)]
        assert sent == [row.id, row.id]


async def test_after_a_kill_exactly_the_unanswered_ones_go_out_again_with_the_same_ids(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    browsers = await desk.browsers(60)
    never = asyncio.Event()
    sink.answer = by_path(
        {path.endpoint.rsplit("/", 1)[1]: [Reply(wait=never), ACCEPTED] for path in browsers[10:]}
    )
    campaign_id = await desk.created()
    dying = asyncio.create_task((await desk.run(campaign_id)).run())
    await desk.watch.until(
        lambda seen: Counter(row.state for row in seen.deliveries.values())[S.ACCEPTED] == 10
    )
    await sink.until(arrived=18)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    there = Counter(states(await desk.rows(campaign_id)))
    assert there[S.ACCEPTED] == 10
    assert 8 <= there[S.SENDING] <= CLAIMED
    unanswered = sink.arrivals[10:]

    sink.answer = lambda _arrival: ACCEPTED
    await desk.database.write(leases.take, campaign_id, RUNNER, clock.now() + HOUR, clock.now() + HOUR)
    rows = await finished(desk, campaign_id)
    assert Counter(states(rows)) == {S.ACCEPTED: 60}
    twice = {arrival.path for arrival in unanswered}
    for row, browser in zip(rows, browsers, strict=True):
        sent = [delivery_of(browser.decrypt(arrival.body)) for arrival in sink.to(browser)]
        again = browser.endpoint.removeprefix(sink.origin) in twice
        assert sent == [row.id] * (2 if again else 1)


async def abandoned(desk: DeliveryDesk, sink: PushSink, wanted: CampaignState, *, arrived: int) -> str:
    """A campaign that nobody answers, stopped and let go of once so many requests have arrived."""
    sink.answer = lambda _arrival: Reply(wait=asyncio.Event())
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await sink.until(arrived=arrived)
        run.stop(wanted)
        run.abandon()
    return campaign_id


async def test_what_is_abandoned_at_a_pause_goes_out_again_later(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(2)
    campaign_id = await abandoned(desk, sink, CampaignState.PAUSED, arrived=2)
    rows = await desk.rows(campaign_id)
    assert states(rows) == [S.RETRYING, S.RETRYING]
    assert {row.reason for row in rows} == {
        "Interrupted before the answer came; it goes out again with the same id."
    }
    assert (await desk.campaign(campaign_id)).state is CampaignState.PAUSED


async def test_what_is_abandoned_at_a_cancel_is_not_called_unsent(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(10)
    campaign_id = await abandoned(desk, sink, CampaignState.CANCELLED, arrived=8)
    rows = await desk.rows(campaign_id)
    assert set(states(rows)) == {S.CANCELLED}
    assert Counter("not known" in (row.reason or "") for row in rows) == {True: 8, False: 2}


async def test_a_campaign_resumed_after_its_messages_first_life_is_tried_like_any_other(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    def age(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.created_at -= timedelta(days=2)
        session.add(campaign)

    await desk.browsers(1)
    sink.answer = by_path({"device-0001": [Reply(503), ACCEPTED]})
    campaign_id = await desk.created()
    await desk.database.write(age)
    (row,) = await finished(desk, campaign_id)
    assert (row.state, row.attempts) == (S.ACCEPTED, 2)


async def test_nothing_is_left_running_after_a_run(desk: DeliveryDesk) -> None:
    await desk.browsers(3)
    await finished(desk, await desk.created())
    names = {task.get_name().split()[0] for task in asyncio.all_tasks()}
    assert names.isdisjoint({"lease", "results", "delivery"})
    left = select(Delivery).where(Delivery.state == S.SENDING)
    assert await desk.database.read(lambda session: session.exec(left).first()) is None
