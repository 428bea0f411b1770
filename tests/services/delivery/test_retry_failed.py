"""What failed is sent once more: the same deliveries, with fresh attempts, by one process."""

import asyncio

import pytest

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.services.delivery.sender import Sender
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, delivery_of, message, states
from tests.services.delivery.push_sink import ACCEPTED, PushSink, Reply, by_path

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState


async def test_what_failed_or_was_rejected_goes_out_again_with_the_same_ids_and_as_many_attempts(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    good, down, strict, away = await desk.browsers(4)
    path = {browser: browser.endpoint.rpartition("/")[2] for browser in (down, strict, away)}
    sink.answer = by_path({path[down]: [Reply(503)], path[strict]: [Reply(403)], path[away]: [Reply(410)]})
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    before = await sender.wait(campaign_id)
    assert states(await desk.rows(campaign_id)) == [S.ACCEPTED, S.FAILED, S.REJECTED, S.GONE]
    sink.answer = by_path({path[down]: [Reply(503), Reply(503), ACCEPTED], path[strict]: [Reply(503)]})
    await sender.retry_failed(campaign_id)
    after = await sender.wait(campaign_id)
    rows = await desk.rows(campaign_id)
    assert states(rows) == [S.ACCEPTED, S.ACCEPTED, S.FAILED, S.GONE]
    # Three attempts at first (max_attempts), three once more.
    assert [row.attempts for row in rows] == [1, 6, 4, 1]
    assert (rows[2].reason or "").endswith("Given up after 3 more attempts.")
    assert [attempt.number for attempt in await sender.attempts(rows[1].id)] == [1, 2, 3, 4, 5, 6]
    assert {delivery_of(down.decrypt(arrival.body)) for arrival in sink.to(down)} == {rows[1].id}
    assert (len(sink.to(good)), len(sink.to(away))) == (1, 1)
    assert (after.state, after.counts.total) == (CampaignState.FINISHED, 4)
    assert after.finished_at is not None
    assert before.finished_at is not None
    assert after.finished_at > before.finished_at
    # What a retry took is counted from its own start.
    assert before.run_started_at == before.started_at == after.started_at
    assert after.run_started_at is not None
    assert before.finished_at <= after.run_started_at <= after.finished_at


async def test_a_retry_that_is_paused_is_resumed_with_its_attempts_left(
    desk: DeliveryDesk, sink: PushSink, other: Sender
) -> None:
    await desk.browsers(1)
    sink.answer = lambda _: Reply(403)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sender.wait(campaign_id)
    release = asyncio.Event()
    sink.answer = lambda _: Reply(503, wait=release)
    await sender.retry_failed(campaign_id)
    await sink.until(arrived=2)
    assert (await desk.campaign(campaign_id)).finished_at is None
    with pytest.raises(Conflict, match="being sent"):
        await sender.retry_failed(campaign_id)
    with pytest.raises(Conflict, match="Another PushDesk is sending"):
        await other.retry_failed(campaign_id)
    await sender.pause(campaign_id)
    sink.answer = lambda _: Reply(503) if len(sink.arrivals) < 4 else ACCEPTED
    release.set()
    assert (await sender.wait(campaign_id)).state is CampaignState.PAUSED
    await other.resume(campaign_id)
    row = await other.wait(campaign_id)
    assert (row.state, row.counts.accepted, len(sink.arrivals)) == (CampaignState.FINISHED, 1, 4)


async def test_where_nothing_failed_nothing_is_touched(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    before = await sender.wait(campaign_id)
    with pytest.raises(BadInput, match="Nothing of this campaign failed"):
        await sender.retry_failed(campaign_id)
    assert await sender.get(campaign_id) == before
    with pytest.raises(NotFound):
        await sender.retry_failed("unknown")


async def test_a_cancelled_campaign_stays_cancelled(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(2)
    sink.answer = lambda _: Reply(503, {"Retry-After": "60"})
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sink.until(arrived=1)
    await sender.cancel(campaign_id)
    before = await sender.wait(campaign_id)
    with pytest.raises(BadInput, match="cancelled for good"):
        await sender.retry_failed(campaign_id)
    assert await sender.get(campaign_id) == before


async def test_a_retry_and_a_resume_at_once_make_one_run(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(40)
    hold = asyncio.Event()
    sink.answer = lambda _: Reply(403, wait=None if len(sink.arrivals) < 5 else hold)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sink.until(arrived=8)
    await sender.pause(campaign_id)
    hold.set()
    before = await sender.wait(campaign_id)
    assert before.counts.rejected
    assert before.counts.pending
    release = asyncio.Event()
    sink.answer = lambda _: Reply(wait=release)
    asked = (sender.resume(campaign_id), sender.retry_failed(campaign_id))
    problems = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(problem) for problem in problems] == [type(None), Conflict]
    release.set()
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted, row.resent) == (
        CampaignState.FINISHED,
        before.counts.pending,
        0,
    )
