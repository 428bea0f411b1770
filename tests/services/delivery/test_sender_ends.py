"""How sending ends: other processes, leaving the desk, a failing database."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import BadInput, Conflict, FolderError
from pushdesk.services.delivery import history
from pushdesk.services.delivery import sender as sender_module
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.store import campaigns, claiming, leases
from pushdesk.services.store.database import Database
from tests.services.delivery.delivery_desk import (
    ALL,
    DeliveryDesk,
    message,
    under_way,
)
from tests.services.delivery.push_sink import ACCEPTED, PushSink, hanging

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
HOUR = timedelta(hours=1)


async def test_another_process_sees_the_campaign_and_stops_it(
    desk: DeliveryDesk, sink: PushSink, other: Sender
) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 200)
    assert (await other.get(campaign_id)).state is CampaignState.SENDING
    await other.cancel(campaign_id)
    release.set()
    row = await sender.wait(campaign_id)
    assert row.state is CampaignState.CANCELLED
    assert row.counts.accepted == len(sink.arrivals) < 100
    assert row.counts.cancelled == 200 - len(sink.arrivals)
    assert await other.get(campaign_id) == row


async def test_a_campaign_that_is_being_sent_cannot_be_resumed_elsewhere(
    desk: DeliveryDesk, sink: PushSink, other: Sender
) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 1)
    with pytest.raises(Conflict, match="Another PushDesk is sending"):
        await other.resume(campaign_id)
    release.set()
    assert (await sender.wait(campaign_id)).counts.accepted == 1
    assert len(sink.arrivals) == 1


@pytest.mark.allow_log("stopped: Another PushDesk took this campaign over")
async def test_a_run_whose_campaign_was_taken_over_says_so(
    desk: DeliveryDesk, sink: PushSink, other: Sender
) -> None:
    def lapse(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.lease_until = clock.now() - HOUR
        session.add(campaign)
        leases.take(session, campaign_id, other._runner, clock.now() + HOUR, clock.now())

    release = hanging(sink)
    await desk.browsers(3)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sink.until(arrived=3)
    await desk.database.write(lapse)
    release.set()
    await sender._runs[campaign_id].ended.wait()
    assert not sender._runs
    with pytest.raises(Conflict, match="took this campaign over"):
        await sender.wait(campaign_id)
    sink.answer = lambda _arrival: ACCEPTED
    await other.resume(campaign_id)
    assert (await other.wait(campaign_id)).counts.accepted == 3


async def test_a_campaign_whose_runner_died_is_interrupted_and_resumed_by_one_process(
    desk: DeliveryDesk, sink: PushSink, other: Sender
) -> None:
    def kill(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.lease_until = clock.now() - HOUR
        session.add(campaign)
        claiming.claim(session, campaign_id, 5, clock.now())

    await desk.browsers(8)
    campaign_id = await desk.created()
    await desk.database.write(kill)
    sender = await desk.sender()
    await desk.watch.until_campaign(campaign_id, CampaignState.INTERRUPTED)
    assert Counter(row.state for row in await desk.rows(campaign_id)) == {S.SENDING: 5, S.PENDING: 3}
    results = await asyncio.gather(
        sender.resume(campaign_id), other.resume(campaign_id), return_exceptions=True
    )
    await asyncio.gather(sender.wait(campaign_id), other.wait(campaign_id))
    row = await desk.watch.until_campaign(campaign_id, CampaignState.FINISHED)
    assert row.counts.accepted == 8
    assert len(sink.arrivals) == 8
    assert [type(result) for result in results].count(Conflict) <= 1


async def test_a_lease_that_stands_still_is_waited_for(desk: DeliveryDesk, sink: PushSink) -> None:
    def age(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.lease_until = clock.now() + timedelta(seconds=0.5)
        session.add(campaign)

    await desk.browsers(1)
    campaign_id = await desk.created()
    await desk.database.write(age)
    sender = await desk.sender()
    await sender.resume(campaign_id)
    assert (await sender.wait(campaign_id)).counts.accepted == 1
    assert len(sink.arrivals) == 1


async def test_leaving_the_sender_pauses_what_is_being_sent(desk: DeliveryDesk, sink: PushSink) -> None:
    release = hanging(sink)
    await desk.browsers(20)

    async def answer_what_is_in_the_air() -> None:
        await desk.watch.until_states({S.SENDING: 8, S.PENDING: 12})
        release.set()

    async with (
        asyncio.TaskGroup() as group,
        Sender(desk.database, desk.tokens, lambda: desk.settings) as sender,
    ):
        campaign_id = await sender.send(message(), ALL)
        await sink.until(arrived=8)
        group.create_task(answer_what_is_in_the_air())
    campaign = await desk.campaign(campaign_id)
    assert (campaign.state, campaign.runner) == (CampaignState.PAUSED, None)
    assert Counter(row.state for row in await desk.rows(campaign_id)) == {S.ACCEPTED: 8, S.PENDING: 12}


async def test_leaving_does_not_wait_for_a_push_service_that_hangs(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "CLOSING_SECONDS", 0.05)
    hanging(sink)
    await desk.browsers(2)
    async with asyncio.timeout(3):
        async with Sender(desk.database, desk.tokens, lambda: desk.settings) as sender:
            campaign_id = await sender.send(message(), ALL)
            await sink.until(arrived=2)
    assert (await desk.campaign(campaign_id)).state is CampaignState.PAUSED
    assert {row.state for row in await desk.rows(campaign_id)} == {S.RETRYING}
    sink.answer = lambda _arrival: ACCEPTED
    again = await desk.sender()
    await again.resume(campaign_id)
    assert (await again.wait(campaign_id)).counts.accepted == 2
    assert len(sink.arrivals) == 4


async def test_an_error_in_the_block_comes_out_as_it_is_and_pauses(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    campaign_ids: list[str] = []

    async def block() -> None:
        async with Sender(desk.database, desk.tokens, lambda: desk.settings) as sender:
            campaign_ids.append(await sender.send(message(), ALL))
            raise BadInput("my own")

    await desk.browsers(20)
    with pytest.raises(BadInput, match="my own"):
        await block()
    assert (await desk.campaign(campaign_ids[0])).state is CampaignState.PAUSED


async def test_a_cancelled_block_leaves_no_task_and_no_connection(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "CLOSING_SECONDS", 0.05)
    hanging(sink)
    await desk.browsers(2)
    campaign_ids: list[str] = []

    async def block() -> None:
        async with Sender(desk.database, desk.tokens, lambda: desk.settings) as sender:
            campaign_ids.append(await sender.send(message(), ALL))
            await asyncio.Event().wait()

    task = asyncio.create_task(block())
    await sink.until(arrived=2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    names = {running.get_name().split()[0] for running in asyncio.all_tasks()}
    assert names.isdisjoint({"campaign", "lease", "results", "delivery", "lapsed"})
    assert (await desk.campaign(campaign_ids[0])).state is CampaignState.PAUSED


@pytest.mark.allow_log("stopped: The database is locked", "lapsed campaigns cannot be looked for")
async def test_a_database_that_fails_ends_the_run_with_a_sentence_and_the_campaign_can_be_resumed(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    release = hanging(sink)
    await desk.browsers(3)
    with closing(sqlite3.connect(desk.path)) as program:
        async with (
            Database(desk.path, busy=0.1) as impatient,
            Sender(impatient, desk.tokens, lambda: desk.settings) as sender,
        ):
            campaign_id = await sender.send(message(), ALL)
            await sink.until(arrived=3)
            program.execute("BEGIN IMMEDIATE")
            release.set()
            with pytest.raises(FolderError, match="locked by another program"):
                await sender.wait(campaign_id)
            program.execute("ROLLBACK")
            await sender.resume(campaign_id)
            row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 3)


async def test_lapsed_campaigns_are_looked_for_again_after_a_database_failed(
    desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lapse(session: Session) -> None:
        campaign = campaigns.by_id(session, campaign_id)
        campaign.lease_until = clock.now() - HOUR
        session.add(campaign)

    warned = asyncio.Event()
    monkeypatch.setattr(history, "_SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(history.log, "warning", lambda *_words: warned.set())
    await desk.browsers(1)
    campaign_id = await desk.created()
    await desk.database.write(lapse)
    with closing(sqlite3.connect(desk.path)) as program:
        program.execute("BEGIN IMMEDIATE")
        async with (
            Database(desk.path, busy=0.1) as impatient,
            Sender(impatient, desk.tokens, lambda: desk.settings),
        ):
            await warned.wait()
            program.execute("ROLLBACK")
            await desk.watch.until_campaign(campaign_id, CampaignState.INTERRUPTED)
