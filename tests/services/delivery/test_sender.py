"""The sender: what it refuses, what it starts, stops and resumes, with real sending behind it."""

import asyncio
from datetime import timedelta

import pytest

from pushdesk.model import clock
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.services.store import addresses, leases
from tests.services.delivery.delivery_desk import (
    ALL,
    DeliveryDesk,
    message,
    stored,
    under_way,
)
from tests.services.delivery.push_sink import ACCEPTED, PushSink, hanging

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
HOUR = timedelta(hours=1)


async def test_a_campaign_is_written_whole_sent_and_waited_for(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(3)
    sender = await desk.sender()
    campaign_id = await sender.send(message(body="x"), ALL)
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted, row.counts.total) == (CampaignState.FINISHED, 3, 3)
    assert (row.title, row.audience, row.message["body"]) == ("Hello", ("all",), "x")
    assert [found.id for found in await sender.every()] == [campaign_id]
    deliveries = await sender.deliveries(campaign_id)
    assert [found.state for found in deliveries] == [S.ACCEPTED] * 3
    assert [attempt.status for attempt in await sender.attempts(deliveries[0].id)] == [201]


async def test_the_audience_is_the_one_of_the_moment_of_sending(desk: DeliveryDesk, sink: PushSink) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 1)
    await desk.browsers(1)
    release.set()
    assert (await sender.wait(campaign_id)).counts.total == 1


@pytest.mark.parametrize(
    ("choices", "problem", "words"),
    [
        (ALL, BadInput, "No active device"),
        ([Choice(Selector.TAG, "nobody")], BadInput, "tag:nobody"),
        ([Choice(Selector.ID, "unknown")], NotFound, "unknown"),
        ([], BadInput, "No active device"),
    ],
)
async def test_an_audience_of_nobody_is_refused_and_nothing_is_stored(
    desk: DeliveryDesk, choices: list[Choice], problem: type[Exception], words: str
) -> None:
    sender = await desk.sender()
    with pytest.raises(problem, match=words):
        await sender.send(message(), choices)
    assert await stored(desk) == (0, 0)


async def test_a_device_that_rests_is_refused_by_name(desk: DeliveryDesk) -> None:
    (browser,) = await desk.browsers(1)
    row = await desk.device(browser)
    await desk.devices.retire(row.id)
    sender = await desk.sender()
    with pytest.raises(Conflict, match="retired"):
        await sender.send(message(), [Choice(Selector.ID, row.id)])
    assert await stored(desk) == (0, 0)


async def test_a_message_over_the_limit_is_refused_and_nothing_is_stored(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    with pytest.raises(BadInput, match="push services take 3,993"):
        await sender.send(message(body="x" * 4000), ALL)
    assert await stored(desk) == (0, 0)
    assert sink.arrivals == []


async def test_devices_report_to_the_receiver_that_runs_or_will_run(desk: DeliveryDesk) -> None:
    sender = await desk.sender()
    desk.change(receiver_port=4321)
    assert await sender.receiver_origin() == "http://localhost:4321"
    await desk.database.write(addresses.publish, {addresses.RECEIVER: "http://localhost:5555"})
    assert await sender.receiver_origin() == "http://localhost:5555"


async def test_two_campaigns_run_at_once_and_one_that_hangs_does_not_hold_up_the_other(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    browsers = await desk.browsers(20)
    quick = (await desk.device(browsers[0])).id
    sender = await desk.sender()
    release = hanging(sink)
    slow = await sender.send(message(), ALL)
    await sink.until(arrived=8)
    sink.answer = lambda _arrival: ACCEPTED
    row = await sender.wait(await sender.send(message(), [Choice(Selector.ID, quick)]))
    assert row.counts.accepted == 1
    assert sink.inside == 8
    release.set()
    assert (await sender.wait(slow)).counts.accepted == 20


@pytest.mark.parametrize("wanted", [CampaignState.PAUSED, CampaignState.CANCELLED])
async def test_pause_and_cancel_reach_a_run_of_this_process_at_once(
    desk: DeliveryDesk, sink: PushSink, wanted: CampaignState
) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 20)
    await (sender.pause if wanted is CampaignState.PAUSED else sender.cancel)(campaign_id)
    release.set()
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (wanted, 8)
    assert len(sink.arrivals) == 8


async def test_a_paused_campaign_is_resumed_where_it_stopped(desk: DeliveryDesk, sink: PushSink) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 20)
    await sender.pause(campaign_id)
    release.set()
    await sender.wait(campaign_id)
    await sender.resume(campaign_id)
    assert (await sender.wait(campaign_id)).counts.accepted == 20
    assert len(sink.arrivals) == 20


async def test_a_resume_right_after_a_pause_goes_on(desk: DeliveryDesk, sink: PushSink) -> None:
    sender, campaign_id, release = await under_way(desk, sink, 20)
    await sender.pause(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(sender.resume(campaign_id))
        release.set()
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 20)


async def test_many_resumes_at_once_make_one_run(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(20)
    campaign_id = await desk.created()
    await desk.database.write(leases.request, campaign_id, CampaignState.PAUSED, clock.now() + HOUR)
    sender = await desk.sender()
    await asyncio.gather(*(sender.resume(campaign_id) for _ in range(5)))
    assert (await sender.wait(campaign_id)).counts.accepted == 20
    assert len(sink.arrivals) == 20


async def test_an_ended_campaign_stays_as_it_is(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    ended = await sender.wait(campaign_id)
    await sender.resume(campaign_id)
    assert await sender.wait(campaign_id) == ended
    for stop in (sender.pause, sender.cancel):
        with pytest.raises(Conflict, match="finished already"):
            await stop(campaign_id)
    assert len(sink.arrivals) == 1


async def test_a_paused_campaign_can_be_cancelled(desk: DeliveryDesk) -> None:
    await desk.browsers(2)
    sender = await desk.sender()
    campaign_id = await desk.created()
    await desk.database.write(leases.request, campaign_id, CampaignState.PAUSED, clock.now() + HOUR)
    await sender.cancel(campaign_id)
    row = await sender.get(campaign_id)
    assert (row.state, row.counts.cancelled) == (CampaignState.CANCELLED, 2)


@pytest.mark.parametrize("call", ["resume", "pause", "cancel", "wait", "get"])
async def test_an_unknown_campaign_is_not_found(desk: DeliveryDesk, call: str) -> None:
    sender = await desk.sender()
    with pytest.raises(NotFound, match="no campaign"):
        await getattr(sender, call)("unknown")
