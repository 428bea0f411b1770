"""The event stream of an open page."""

import asyncio
from functools import partial

import pytest
from aiohttp_sse import sse_response

from pushdesk.model.errors import FolderError
from pushdesk.services.receiver import routes as routes_module
from pushdesk.services.receiver.routes import Routes
from tests.services.delivery.delivery_desk import ALL, message
from tests.services.delivery.push_sink import PushSink
from tests.services.receiver.receiver_desk import ReceiverDesk

pytestmark = pytest.mark.allow_log("no keyring answers")
AT = "2026-11-24T12:00:00.000Z"


async def test_the_inbox_comes_at_once_and_after_each_change(house: ReceiverDesk, sink: PushSink) -> None:
    (browser,) = await house.desk.browsers(1)
    async with house.events(browser.endpoint) as events:
        assert events.response.headers["Content-Type"].startswith("text/event-stream")
        assert await events.next() == ("inbox", [])
        await house.sender.send(message(title="Grüße", body="two\nlines"), ALL)
        seen: list[str] = []
        while "Accepted" not in seen:
            name, (item,) = await events.next()
            seen.append(item["state"])
        assert name == "inbox"
        assert (item["title"], item["body"]) == ("Grüße", "two\nlines")
        receipt = {"delivery": item["delivery"], "event": "shown", "at": AT}
        (row,) = await house.desk.rows((await house.sender.every())[0].id)
        token = await house.desk.token(row.id)
        assert (await house.post("receipts", receipt | {"token": token})).status == 204
        name, (item,) = await events.next()
        assert (item["state"], item["at"]) == ("Shown", AT)


async def test_what_concerns_another_device_is_not_told(house: ReceiverDesk, sink: PushSink) -> None:
    mine, other = await house.desk.browsers(2)
    async with house.events(mine.endpoint) as events:
        assert await events.next() == ("inbox", [])
        await house.post("test", {"endpoint": other.endpoint})
        await sink.until(arrived=1)
        await house.post("test", {"endpoint": mine.endpoint})
        _, items = await events.next()
        assert len(items) == 1


async def test_two_pages_of_one_device_both_hear(house: ReceiverDesk, sink: PushSink) -> None:
    (browser,) = await house.desk.browsers(1)
    async with house.events(browser.endpoint) as first, house.events(browser.endpoint) as second:
        assert (await first.next(), await second.next()) == (("inbox", []), ("inbox", []))
        await house.post("test", {"endpoint": browser.endpoint})
        for events in (first, second):
            _, items = await events.next()
            assert len(items) == 1


async def test_a_change_between_the_first_read_and_the_stream_is_not_missed(
    house: ReceiverDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser,) = await house.desk.browsers(1)
    stream = Routes._stream

    async def late(*given: object) -> object:
        before = house.desk.watch.until(
            lambda seen: any(row.status == 201 for row in seen.deliveries.values())
        )
        await house.sender.send(message(), ALL)
        await before
        return await stream(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Routes, "_stream", late)
    async with house.events(browser.endpoint) as events:
        assert await events.next() == ("inbox", [])
        _, (item,) = await events.next()
        assert item["state"] == "Accepted"


async def test_a_device_that_moved_goes_on_hearing_at_its_old_address(
    house: ReceiverDesk, sink: PushSink
) -> None:
    (old,) = await house.desk.browsers(1)
    new = sink.browser("new")
    await house.sender.wait(await house.sender.send(message(), ALL))
    await house.desk.devices.resubscribe(old.endpoint, new.subscription)
    async with house.events(old.endpoint) as events:
        _, items = await events.next()
        assert [item["title"] for item in items] == ["Hello"]


async def test_a_page_that_has_not_subscribed_has_an_empty_inbox(house: ReceiverDesk) -> None:
    async with house.events(None) as events:
        assert events.response.status == 200
        assert await events.next() == ("inbox", [])


@pytest.mark.parametrize("query", ["?endpoint=", "?endpoint=https://push.example/unknown"])
async def test_an_unknown_device_has_no_stream(house: ReceiverDesk, query: str) -> None:
    answer = await house.ask("GET", f"/api/push/events{query}")
    assert (answer.status, answer.error) == (404, "not_found")


async def test_a_head_request_does_not_open_a_stream(house: ReceiverDesk) -> None:
    (browser,) = await house.desk.browsers(1)
    async with house.page.head("/api/push/events", params={"endpoint": browser.endpoint}) as response:
        assert response.status == 405


async def test_closing_the_receiver_ends_open_streams_at_once(house: ReceiverDesk) -> None:
    (browser,) = await house.desk.browsers(1)
    async with house.events(browser.endpoint) as first, house.events(browser.endpoint) as second:
        await first.next()
        await second.next()
        async with asyncio.timeout(0.5):
            await house.receiver.__aexit__(None, None, None)
        await first.end()
        await second.end()


async def test_a_page_that_went_away_leaves_nothing_behind(
    house: ReceiverDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_module, "_STILL_THERE_SECONDS", 0.01)
    # Streams that find out within a blink that their page has gone.
    monkeypatch.setattr(routes_module, "sse_response", partial(sse_response, ping_interval=0.01))
    (browser,) = await house.desk.browsers(1)
    listeners = len(house.desk.feed._listeners)
    async with house.events(browser.endpoint) as events:
        await events.next()
        assert len(house.desk.feed._listeners) == listeners + 1
    async with asyncio.timeout(5):
        while len(house.desk.feed._listeners) != listeners:
            await house.desk.database.read(lambda _session: None)


async def test_a_database_that_fails_ends_the_stream_and_no_second_answer_is_begun(
    house: ReceiverDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser,) = await house.desk.browsers(1)
    async with house.events(browser.endpoint) as events:
        await events.next()
        monkeypatch.setattr(routes_module, "inbox", failing)
        await house.sender.send(message(), ALL)
        rest = await events.response.content.read()
        assert b"HTTP/1.1" not in rest


def failing(*_given: object) -> None:
    """A read of a locked database."""
    raise FolderError("The database is locked.")
