"""Shapes and variables on the way out: what a device decrypts, what is refused before, what fails alone."""

import json
from typing import Any

import pytest

from pushdesk.model.campaign import Campaign, DeliveryState
from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking, payload
from pushdesk.services.rebuilding import rebuilt_payload
from pushdesk.services.store import subscriptions
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, message, states, stored
from tests.services.delivery.push_sink import Browser, PushSink

pytestmark = pytest.mark.allow_log("no keyring answers")
S = PayloadShape
SAMPLE = Tracking.sample("http://localhost")
TEMPLATE = '{"id": "{{ delivery.id }}", "token": "{{ delivery.token }}", "t": "{{ notification.title }}"}'


async def said(desk: DeliveryDesk, browser: Browser, **values: Any) -> None:
    """Give a browser's device these fields."""
    row = await desk.device(browser)

    def write(session: Any) -> None:
        session.add(row)
        for name, value in values.items():
            setattr(row, name, value)

    await desk.database.write(write)


def heard(sink: PushSink, browser: Browser) -> bytes:
    """The plain payload of the one message to a browser."""
    (arrival,) = sink.to(browser)
    return browser.decrypt(arrival.body)


async def test_a_campaigns_shape_is_what_its_devices_decrypt(desk: DeliveryDesk, sink: PushSink) -> None:
    (browser,) = await desk.browsers(1)
    sender = await desk.sender()
    row = await sender.wait(await sender.send(message(body="b", navigate="/"), ALL, S.DECLARATIVE))
    assert (row.shape, row.shape_template) == (S.DECLARATIVE, "")
    raw = json.loads(heard(sink, browser))
    assert raw["web_push"] == 8030
    (delivery,) = await sender.deliveries(row.id)
    assert raw["notification"]["data"]["pushdesk"]["delivery"] == delivery.id
    assert (delivery.state, delivery.reason) == (DeliveryState.ACCEPTED, None)


@pytest.mark.parametrize("title", ["T", "{{ first }}"])
async def test_raw_json_goes_out_as_it_was_typed_with_its_nulls_and_in_its_order(
    desk: DeliveryDesk, sink: PushSink, title: str
) -> None:
    (browser,) = await desk.browsers(1)
    await said(desk, browser, attributes={"first": "T"})
    sender = await desk.sender()
    options = {"body": None, "own": None, "title": title, "silent": True, "icon": None}
    actions = [{"title": "A", "icon": None, "action": "a"}]
    typed = parse_message(options | {"actions": actions, "delivery": {"ttl": 60}})
    row = await sender.wait(await sender.send(typed, ALL, S.RAW))
    text = '{"body":null,"own":null,"title":"T","silent":true,"icon":null,'
    text += '"actions":[{"title":"A","icon":null,"action":"a"}]}'
    assert heard(sink, browser).decode() == text
    (delivery,) = await sender.deliveries(row.id)
    sent = await desk.database.read(lambda session: session.get(Campaign, row.id))
    assert sent is not None
    assert rebuilt_payload(sent, await desk.device(browser), delivery.id).decode() == text
    with pytest.raises(BadInput, match="“dir” is null, raw JSON goes out as typed"):
        await sender.send(parse_message({"title": "T", "dir": None}), ALL, S.RAW)
    assert payload(parse_message({"title": "T", "dir": None}).notification, SAMPLE, S.PUSHDESK)


async def test_a_devices_own_shape_goes_before_the_campaigns(desk: DeliveryDesk, sink: PushSink) -> None:
    plain, own, custom = await desk.browsers(3)
    await desk.devices.set_shape((await desk.device(own)).id, S.TEXT)
    await desk.devices.set_shape((await desk.device(custom)).id, S.CUSTOM, TEMPLATE)
    sender = await desk.sender()
    row = await sender.wait(await sender.send(message(body="b"), ALL, S.NGSW))
    assert json.loads(heard(sink, plain))["notification"]["title"] == "Hello"
    assert heard(sink, own) == b"Hello\nb"
    rows = await sender.deliveries(row.id)
    assert json.loads(heard(sink, custom)) == {
        "id": rows[2].id,
        "token": await desk.token(rows[2].id),
        "t": "Hello",
    }
    assert [delivery.reason is None for delivery in rows] == [True, False, True]
    assert "(shape “text”)" in (rows[1].reason or "")


async def test_a_custom_shape_is_stored_with_its_template(desk: DeliveryDesk, sink: PushSink) -> None:
    (browser,) = await desk.browsers(1)
    sender = await desk.sender()
    row = await sender.wait(await sender.send(message(), ALL, S.CUSTOM, "no id: {{ notification.title }}"))
    assert heard(sink, browser) == b"no id: Hello"
    assert (row.shape, row.shape_template) == (S.CUSTOM, "no id: {{ notification.title }}")
    (delivery,) = await sender.deliveries(row.id)
    assert "(shape “custom”)" in (delivery.reason or "")


async def test_each_device_reads_its_own_message(desk: DeliveryDesk, sink: PushSink) -> None:
    ada, bob = await desk.browsers(2)
    await said(desk, ada, attributes={"name": "Ada", "points": 3})
    await said(desk, bob, name="Bob's phone")
    sender = await desk.sender()
    text = 'Hello {{ name }}: {{ points | default("no") }} points'
    await sender.wait(await sender.send(message(title=text, body="{{ name | upper }}"), ALL))
    for browser, title, body in (
        (ada, "Hello Ada: 3 points", "ADA"),
        (bob, "Hello Bob's phone: no points", "BOB'S PHONE"),
    ):
        raw = json.loads(heard(sink, browser))
        assert (raw["title"], raw["body"]) == (title, body)


@pytest.mark.parametrize(
    ("options", "attributes", "words"),
    [
        (
            {"navigate": "{{ url }}"},
            {"url": "javascript:alert(1)"},
            "“navigate” must be an http or https URL",
        ),
        ({"body": "{{ long }}"}, {"long": "a" * PAYLOAD_LIMIT}, "push services take 3,993"),
        ({"body": "{{ name | round }}"}, {"name": "x"}, "cannot be worked out"),
    ],
)
async def test_what_one_device_cannot_get_fails_alone(
    desk: DeliveryDesk, sink: PushSink, options: dict[str, Any], attributes: dict[str, Any], words: str
) -> None:
    fine, wrong = await desk.browsers(2)
    good = {"url": "/", "long": "a", "name": "1"}
    await said(desk, fine, attributes=good)
    await said(desk, wrong, attributes=attributes)
    sender = await desk.sender()
    row = await sender.wait(await sender.send(message(**options), ALL))
    rows = await sender.deliveries(row.id)
    assert states(rows) == [DeliveryState.ACCEPTED, DeliveryState.FAILED]
    assert words in (rows[1].reason or "")
    assert sink.to(wrong) == []


async def test_a_value_that_devices_lack_is_refused_and_nothing_is_stored(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "AUDIENCE_PAGE", 2)
    ada, bob, _ = await desk.browsers(3)
    await said(desk, ada, attributes={"town": {"zip": "1"}})
    sender = await desk.sender()
    with pytest.raises(BadInput, match=r"^2 devices have no value for “town\.zip”"):
        await sender.send(message(body="{{ town.zip }}"), ALL)
    await said(desk, bob, attributes={"town": {"zip": "2"}})
    with pytest.raises(BadInput, match=r"^1 device has no value for “town\.zip”"):
        await sender.send(message(body="{{ town.zip }}"), ALL)
    assert await stored(desk) == (0, 0)
    assert sink.arrivals == []


@pytest.mark.parametrize(
    ("options", "shape", "template", "words"),
    [
        ({}, S.DECLARATIVE, "", "needs a URL to open"),
        ({"data": [1]}, S.NGSW, "", "make it a JSON object"),
        ({}, S.CUSTOM, "", "needs a template"),
        ({}, S.CUSTOM, "{{ nobody }}", "there is no “nobody” here"),
        ({}, S.CUSTOM, "{{ notification.body }}", "finds no value for “body”"),
        ({"body": "a" * 4000}, S.CUSTOM, "{{ notification.body }}", "push services take 3,993"),
        ({"body": "a" * 3990}, S.TEXT, "", "push services take 3,993"),
        ({"body": "{{ name() }}"}, S.PUSHDESK, "", "cannot be used"),
    ],
)
async def test_what_nobody_could_get_is_refused_and_nothing_is_stored(
    desk: DeliveryDesk, sink: PushSink, options: dict[str, Any], shape: S, template: str, words: str
) -> None:
    await desk.browsers(1)
    sender = await desk.sender()
    with pytest.raises(BadInput, match=words):
        await sender.send(message(**options), ALL, shape, template)
    assert await stored(desk) == (0, 0)
    assert sink.arrivals == []


async def test_the_length_of_a_variables_own_words_does_not_count(desk: DeliveryDesk, sink: PushSink) -> None:
    (browser,) = await desk.browsers(1)
    sender = await desk.sender()
    text = "{{ name | default('a') }}" * 200
    row = await sender.wait(await sender.send(message(body=text), ALL))
    assert row.counts.accepted == 1
    assert json.loads(heard(sink, browser))["body"] == "a" * 200


async def test_devices_that_could_not_confirm_are_counted_before_a_send(
    desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "AUDIENCE_PAGE", 2)
    browsers = await desk.browsers(5)
    sender = await desk.sender()
    assert await sender.unconfirmed(message(), ALL) == {}
    assert await sender.unconfirmed(message(), ALL, S.RAW) == {S.RAW: 5}
    await desk.devices.set_shape((await desk.device(browsers[0])).id, S.TEXT)
    await desk.devices.set_shape((await desk.device(browsers[3])).id, S.CUSTOM, TEMPLATE)
    assert await sender.unconfirmed(message(), ALL) == {S.TEXT: 1}
    assert await sender.unconfirmed(message(), ALL, S.CUSTOM, "x") == {S.TEXT: 1, S.CUSTOM: 3}
