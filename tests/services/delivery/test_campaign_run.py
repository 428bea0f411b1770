"""One run of one campaign: a real database file, a real feed, and a sink that does what push services do."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from itertools import groupby

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.subscription import SubscriptionState
from pushdesk.services.store import addresses, campaign_rows, campaigns, subscriptions
from tests.services.delivery.delivery_desk import (
    DeliveryDesk,
    delivery_of,
    finished,
    message,
    states,
)
from tests.services.delivery.push_sink import ACCEPTED, Arrival, PushSink, Reply, by_path
from tests.services.samples import point

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
HOUR = timedelta(hours=1)


async def test_two_hundred_devices_get_one_message_each_and_never_too_many_at_once(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    release = asyncio.Event()
    sink.answer = lambda _arrival: Reply(wait=release)
    browsers = await desk.browsers(200)
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await sink.until(arrived=8)
        assert sink.inside == 8
        release.set()
    assert sink.most_inside == 8
    rows = await desk.rows(campaign_id)
    assert Counter(states(rows)) == {S.ACCEPTED: 200}
    assert {(row.status, row.attempts, row.reason) for row in rows} == {(201, 1, None)}
    assert [row.position for row in rows] == list(range(200))
    for row, browser in zip(rows, browsers, strict=True):
        (arrival,) = sink.to(browser)
        assert delivery_of(browser.decrypt(arrival.body)) == row.id
    campaign = await desk.campaign(campaign_id)
    assert campaign.state is CampaignState.FINISHED
    assert campaign.finished_at is not None
    assert (campaign.runner, campaign.lease_until) == (None, None)


async def test_a_claim_is_committed_before_its_request_leaves_and_the_answer_before_it_is_shown(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    def stored() -> str:
        with closing(sqlite3.connect(desk.path)) as other:
            return str(other.execute("SELECT state FROM delivery").fetchone()[0])

    while_answering: list[str] = []

    def answer(_arrival: Arrival) -> Reply:
        while_answering.append(stored())
        return ACCEPTED

    sink.answer = answer
    when_shown: list[str] = []
    desk.feed.listen(
        lambda changes: when_shown.extend(stored() for row in changes.deliveries if row.state is S.ACCEPTED)
    )
    await desk.browsers(1)
    (row,) = await finished(desk, await desk.created())
    await desk.watch.until_delivery(row.id, S.ACCEPTED)
    assert while_answering == ["sending"]
    assert when_shown == ["accepted"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_rests_with_its_history_and_is_never_sent_to_again(
    desk: DeliveryDesk, sink: PushSink, status: int
) -> None:
    first, second = await desk.browsers(2)
    sink.answer = by_path({"device-0001": [Reply(status, {}, b"Unsubscribed")]})
    rows = await finished(desk, await desk.created())
    assert states(rows) == [S.GONE, S.ACCEPTED]
    assert "Unsubscribed" in (rows[0].reason or "")
    device = await desk.device(first)
    assert device.state is SubscriptionState.GONE
    again = await finished(desk, await desk.created())
    assert [row.subscription_id for row in again] == [(await desk.device(second)).id]
    assert len(sink.to(first)) == 1
    assert (await desk.rows(rows[0].campaign_id))[0].status == status


async def test_a_410_for_an_old_address_leaves_the_new_one_alone(desk: DeliveryDesk, sink: PushSink) -> None:
    release = asyncio.Event()
    (old,) = await desk.browsers(1)
    new = sink.browser("moved")
    sink.answer = by_path({"device-0001": [Reply(410, wait=release)]})
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await sink.until(arrived=1)
        await desk.devices.resubscribe(old.endpoint, new.subscription)
        release.set()
    assert states(await desk.rows(campaign_id)) == [S.GONE]
    assert (await desk.device(new)).state is SubscriptionState.ACTIVE
    assert states(await finished(desk, await desk.created())) == [S.ACCEPTED]
    assert len(sink.to(new)) == 1


async def test_what_a_push_service_refuses_is_not_sent_again(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(5)
    sink.answer = by_path(
        {
            "device-0001": [Reply(400, {}, b"no such thing")],
            "device-0002": [Reply(401)],
            "device-0003": [Reply(403)],
            "device-0004": [Reply(413)],
            "device-0005": [Reply(307, {"Location": f"{sink.origin}/elsewhere"})],
        }
    )
    rows = await finished(desk, await desk.created())
    assert [(row.state, row.status, row.attempts) for row in rows] == [
        (S.REJECTED, status, 1) for status in (400, 401, 403, 413, 307)
    ]
    assert "no such thing" in (rows[0].reason or "")
    assert len(sink.arrivals) == 5
    assert {device.state for device in await desk.devices.every()} == {SubscriptionState.ACTIVE}


async def test_trouble_is_tried_again_until_it_is_over(desk: DeliveryDesk, sink: PushSink) -> None:
    (browser,) = await desk.browsers(1)
    sink.answer = by_path({"device-0001": [Reply(503), Reply(429, {"Retry-After": "0"}), ACCEPTED]})
    (row,) = await finished(desk, await desk.created())
    assert (row.state, row.status, row.attempts, row.reason) == (S.ACCEPTED, 201, 3, None)
    sent = {delivery_of(browser.decrypt(arrival.body)) for arrival in sink.to(browser)}
    assert sent == {row.id}
    attempts = await desk.database.read(campaign_rows.attempts, row.id)
    assert [(attempt.number, attempt.status) for attempt in attempts] == [(1, 503), (2, 429), (3, 201)]


async def test_trouble_that_stays_fails_after_a_bounded_number_of_attempts(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(3)
    desk.change(request_timeout=0.9)
    sink.answer = by_path(
        {
            "device-0001": [Reply(500)],
            "device-0002": [Reply(wait=asyncio.Event())],
            "device-0003": [Reply(raw=(b"HTTP/1.1 2",))],
        }
    )
    rows = await finished(desk, await desk.created())
    assert [(row.state, row.status, row.attempts) for row in rows] == [
        (S.FAILED, 500, 3),
        (S.FAILED, None, 3),
        (S.FAILED, None, 3),
    ]
    assert "No answer within 0.9 seconds. Given up after 3 attempts." in (rows[1].reason or "")
    # libcurl itself asks once more where a connection that was kept open breaks without an answer.
    assert 9 <= len(sink.arrivals) <= 12


async def test_a_retry_waits_for_its_moment_and_says_so_meanwhile(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    sink.answer = by_path({"device-0001": [Reply(429, {"Retry-After": "3600"}), ACCEPTED]})
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await desk.watch.until(lambda seen: any(row.state is S.RETRYING for row in seen.deliveries.values()))
        (row,) = await desk.rows(campaign_id)
        assert "slow down" in (row.reason or "")
        number, due = await desk.database.read(campaigns.next_due, campaign_id)
        assert number == 1
        assert due is not None
        assert timedelta(minutes=59) < due - clock.now() <= HOUR
        run.stop(CampaignState.PAUSED)
    assert states(await desk.rows(campaign_id)) == [S.RETRYING]
    assert len(sink.arrivals) == 1


async def test_a_retry_does_not_wait_for_a_device_that_hangs(desk: DeliveryDesk, sink: PushSink) -> None:
    release = asyncio.Event()
    await desk.browsers(2)
    sink.answer = by_path({"device-0001": [Reply(wait=release)], "device-0002": [Reply(503), ACCEPTED]})
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        _, second = await desk.rows(campaign_id)
        await desk.watch.until_delivery(second.id, S.ACCEPTED)
        assert sink.inside == 1
        release.set()


async def test_devices_that_hang_leave_the_rest_of_the_pool_to_others(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    release = asyncio.Event()
    browsers = await desk.browsers(20)
    hanging = [browser.endpoint.rsplit("/", 1)[1] for browser in browsers[:7]]
    sink.answer = by_path({name: [Reply(wait=release)] for name in hanging})
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await desk.watch.until(
            lambda seen: Counter(row.state for row in seen.deliveries.values())[S.ACCEPTED] == 13
        )
        assert sink.inside == 7
        release.set()


async def test_a_device_that_unsubscribed_after_the_campaign_was_made_gets_nothing(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    gone, _ = await desk.browsers(2)
    campaign_id = await desk.created()
    await desk.devices.unsubscribe(gone.endpoint)
    rows = await finished(desk, campaign_id)
    assert states(rows) == [S.CANCELLED, S.ACCEPTED]
    assert rows[0].reason == "Not sent: the device is unsubscribed."
    assert sink.to(gone) == []


async def test_many_devices_that_rest_do_not_stop_a_run(desk: DeliveryDesk, sink: PushSink) -> None:
    resting = await desk.browsers(30)
    await desk.browsers(1)
    campaign_id = await desk.created()
    for browser in resting:
        await desk.devices.unsubscribe(browser.endpoint)
    rows = await finished(desk, campaign_id)
    assert Counter(states(rows)) == {S.CANCELLED: 30, S.ACCEPTED: 1}
    assert len(sink.arrivals) == 1


async def test_a_run_of_devices_that_all_rest_ends(desk: DeliveryDesk, sink: PushSink) -> None:
    browsers = await desk.browsers(20)
    campaign_id = await desk.created()
    for browser in browsers:
        await desk.devices.unsubscribe(browser.endpoint)
    assert set(states(await finished(desk, campaign_id))) == {S.CANCELLED}
    assert sink.arrivals == []


async def test_a_message_goes_to_the_address_that_a_device_has_when_it_is_sent(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    (old,) = await desk.browsers(1)
    campaign_id, new = await desk.created(), sink.browser("moved")
    await desk.devices.resubscribe(old.endpoint, new.subscription)
    (row,) = await finished(desk, campaign_id)
    assert (row.state, row.endpoint) == (S.ACCEPTED, new.endpoint)
    assert delivery_of(new.decrypt(sink.to(new)[0].body)) == row.id


async def test_a_subscription_made_with_an_unknown_key_fails_with_a_sentence_and_the_others_go_out(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(1, vapidPublicKey=point())
    await desk.browsers(1)
    rows = await finished(desk, await desk.created())
    assert states(rows) == [S.FAILED, S.ACCEPTED]
    assert "import that key" in (rows[0].reason or "")
    assert (rows[0].attempts, rows[0].status) == (0, None)
    assert len(sink.arrivals) == 1


async def test_the_labs_devices_are_reached_at_the_address_of_the_moment(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    async def place(url: str) -> None:
        await desk.database.write(addresses.publish, {addresses.PUSH_SERVICE: url})

    def adopt(session: Session) -> None:
        for row in subscriptions.every(session):
            row.push_service = "lab"
            session.add(row)

    await desk.browsers(1)
    await desk.database.write(adopt)
    await place("http://127.0.0.1:1")
    desk.change(max_attempts=20)
    campaign_id = await desk.created()
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await desk.watch.until(lambda seen: any(row.state is S.RETRYING for row in seen.deliveries.values()))
        await place(sink.origin)
    assert states(await desk.rows(campaign_id)) == [S.ACCEPTED]


async def test_each_state_is_told_in_order(desk: DeliveryDesk, sink: PushSink) -> None:
    await desk.browsers(1)
    first, second = asyncio.Event(), asyncio.Event()
    sink.answer = by_path({"device-0001": [Reply(503, wait=first), Reply(wait=second)]})
    desk.change(retry_base=0.5)
    campaign_id = await desk.created()
    (row,) = await desk.rows(campaign_id)
    await desk.watch.until_delivery(row.id, S.PENDING)
    run = await desk.run(campaign_id)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.run())
        await desk.watch.until_delivery(row.id, S.SENDING)
        first.set()
        await desk.watch.until_delivery(row.id, S.RETRYING)
        await desk.watch.until_delivery(row.id, S.SENDING)
        second.set()
    await desk.watch.until_delivery(row.id, S.ACCEPTED)
    told = [state for state, _ in groupby(desk.watch.states[row.id])]
    assert told == [S.PENDING, S.SENDING, S.RETRYING, S.SENDING, S.ACCEPTED]


async def test_a_message_that_should_not_be_stored_is_still_tried_twice(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await desk.browsers(1)
    sink.answer = by_path({"device-0001": [Reply(503), ACCEPTED]})
    (row,) = await finished(desk, await desk.created(message(delivery={"ttl": 0})))
    assert (row.state, row.attempts) == (S.ACCEPTED, 2)
    assert {arrival.headers["TTL"] for arrival in sink.arrivals} == {"0"}
