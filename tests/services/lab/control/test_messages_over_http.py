"""What arrived, over the control interface: listed, waited for, clicked, forgotten."""

import asyncio
import json
from typing import Any

import pytest

from pushdesk.services.lab.lab import Lab
from tests.services.lab.conftest import OpenLab
from tests.services.lab.control.conftest import Asking
from tests.services.lab.sending import AppServer, tracked

ACTIONS = [{"action": "open", "title": "Open"}, {"action": "later", "title": "Later"}]


async def test_a_message_is_told_with_all_that_is_known(control: Asking, server: AppServer) -> None:
    device = await control.device(name="Phone")
    payload = {"title": "Grüße ✓", "body": "World", "tag": "t"}
    await server.push(device["subscription"], payload, headers={"Topic": "news", "Urgency": "high"})
    answer = await control.get("messages?wait=30")
    (message,) = answer["messages"]
    assert answer["next"] == message["number"] == 1
    told = ("device", "deviceName", "title", "ttl", "urgency", "topic", "status", "state", "verdict")
    assert {name: message[name] for name in told} == {
        "device": device["id"],
        "deviceName": "Phone",
        "title": "Grüße ✓",
        "ttl": 60,
        "urgency": "high",
        "topic": "news",
        "status": 201,
        "state": "shown",
        "verdict": "Shown",
    }
    assert (message["payload"], message["senderKey"]) == (payload, server.public_key)
    assert message["headers"]["Topic"] == "news"
    assert message["headers"]["Authorization"].startswith("vapid t=")
    shown = message["notification"]
    assert (shown["title"], shown["body"], shown["options"]["tag"]) == ("Grüße ✓", "World", "t")
    assert [event["event"] for event in message["events"]] == ["received", "shown"]
    assert await control.get("messages/1") == message


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"url": "/orders/17"}, "lang": "en"},
        {"lang": "en"},
        {},
        {"data": {"value": 1}},
        {"data": 17},
        {"data": "order-17"},
        {"data": ["a", 1]},
        {"data": False},
        {"data": {}},
        {"data": None},
    ],
)
async def test_a_notifications_options_are_those_that_were_sent(
    control: Asking, server: AppServer, sent: dict[str, Any], inside: bool
) -> None:
    device = await control.device()
    message = {"title": "T", "body": "B", **sent}
    await server.push(
        device["subscription"], json.dumps({"notification": message} if inside else message).encode()
    )
    (message,) = (await control.get("messages?wait=30"))["messages"]
    options = message["notification"]["options"]
    found = {name: value for name, value in options.items() if name in {"body", "data", "lang"}}
    assert found == {"body": "B", **sent}


@pytest.mark.parametrize(
    ("raw", "payload"),
    [
        (b"Hello you", "Hello you"),
        (b"[1, 2.5, null]", [1, 2.5, None]),
        (b"NaN", "NaN"),
        (b"[" * 3000, "[" * 3000),
        (b"", ""),
        (b"\xff", "\ufffd"),
    ],
)
async def test_a_payload_is_json_where_it_is_json(
    control: Asking, server: AppServer, raw: bytes, payload: Any
) -> None:
    device = await control.device()
    await server.push(device["subscription"], raw)
    (message,) = (await control.get("messages?wait=30"))["messages"]
    assert message["payload"] == payload
    assert message["payloadText"] == raw.decode("utf-8", "replace")


async def test_what_was_refused_is_told_too(control: Asking, server: AppServer, lab: Lab) -> None:
    device = await control.device()
    await server.push(device["subscription"], {"title": "Hello"}, headers={"TTL": None})
    await server.post(f"{lab.addresses.push_service}/push/nobody", b"")
    await server.post(device["subscription"]["endpoint"], b"no message at all")
    found = (await control.get("messages?wait=30&since=2"))["messages"]
    assert [message["state"] for message in found] == ["undecryptable"]
    assert (found[0]["payload"], found[0]["notification"]) == (None, None)
    first, second = (await control.get("messages?limit=2"))["messages"]
    assert (first["status"], first["code"], first["device"]) == (400, "ttl_missing", device["id"])
    assert first["answer"] == {
        "status": 400,
        "headers": {"Content-Type": "application/json; charset=utf-8"},
        "body": json.dumps({"error": {"code": "ttl_missing", "message": first["reason"]}}),
        "how": "whole",
    }
    assert (second["status"], second["code"], second["device"]) == (404, "subscription_unknown", None)


async def test_it_is_listed_by_device_and_page_by_page(control: Asking, server: AppServer) -> None:
    one, other = await control.device(), await control.device()
    for number, device in enumerate((one, other, one)):
        await server.push(device["subscription"], {"title": f"Message {number}"})
        await control.get(f"messages?wait=30&since={number}")
    answer = await control.get("messages?limit=2")
    assert ([message["number"] for message in answer["messages"]], answer["next"]) == ([1, 2], 2)
    answer = await control.get(f"messages?limit=2&since={answer['next']}")
    assert ([message["number"] for message in answer["messages"]], answer["next"]) == ([3], 3)
    assert await control.get("messages?since=3") == {"messages": [], "next": 3}
    found = (await control.get(f"messages?device={one['id']}"))["messages"]
    assert [message["title"] for message in found] == ["Message 0", "Message 2"]


async def test_who_waits_hears_at_once_and_only_of_what_was_asked_for(
    control: Asking, server: AppServer
) -> None:
    one, other = await control.device(), await control.device()
    waiting = asyncio.create_task(control.get(f"messages?device={one['id']}&wait=60"))
    await server.push(other["subscription"], {"title": "For the other"})
    await control.get("messages?wait=30")
    assert not waiting.done()
    await server.push(one["subscription"], {"title": "For this one"})
    async with asyncio.timeout(10):
        (message,) = (await waiting)["messages"]
    # Its device has spoken: nobody sees a message that is still under way.
    assert (message["title"], message["state"]) == ("For this one", "shown")


async def test_who_waits_in_vain_gets_nothing_after_the_time_asked_for(control: Asking) -> None:
    before = asyncio.get_running_loop().time()
    assert await control.get("messages?wait=0.2") == {"messages": [], "next": 0}
    assert 0.2 <= asyncio.get_running_loop().time() - before < 5


async def test_a_lab_that_closes_lets_nobody_wait(open_lab: OpenLab, server: AppServer) -> None:
    async with asyncio.timeout(10):
        async with open_lab() as lab:
            asking = Asking(lab, server.session)
            waiting = asyncio.create_task(asking.get("messages?wait=60"))
            # The first answer to another question says that the one before it is being asked.
            await asking.get("messages")
            await lab.devices.invite()
        assert await waiting == {"messages": [], "next": 0}


async def test_a_notification_is_clicked_and_closed(control: Asking, server: AppServer) -> None:
    device = await control.device()
    for title in ("Clicked", "Button", "Closed"):
        await server.push(device["subscription"], {"title": title, "actions": ACTIONS})
    shown: list[dict[str, Any]] = []
    while len(shown) < 3:
        shown += (await control.get(f"messages?wait=30&since={len(shown)}"))["messages"]
    clicked, button, closed = (f"notifications/{message['notification']['id']}" for message in shown)
    assert await control.ask("POST", f"{clicked}/click") == (204, None)
    assert await control.ask("POST", f"{button}/click", {"action": "later"}) == (204, None)
    assert await control.ask("POST", f"{closed}/close") == (204, None)
    found = (await control.get("messages"))["messages"]
    assert [(message["state"], message["action"]) for message in found] == [
        ("clicked", ""),
        ("clicked", "later"),
        ("closed", ""),
    ]
    status, _, sentence = await control.refusal("POST", f"{button}/click", {"action": "never"})
    assert (status, sentence) == (400, "The notification has no action “never”; it has open, later.")
    assert (await control.refusal("POST", f"{button}/click", {"action": 5}))[0] == 400


async def test_what_was_caught_is_forgotten_and_numbers_go_on(control: Asking, server: AppServer) -> None:
    device = await control.device()
    await server.push(device["subscription"], {"title": "First"})
    await control.get("messages?wait=30")
    assert await control.ask("DELETE", "messages") == (204, None)
    assert await control.get("messages") == {"messages": [], "next": 0}
    await server.push(device["subscription"], {"title": "Second"})
    assert (await control.get("messages?wait=30&since=1"))["messages"][0]["number"] == 2


async def test_a_reset_leaves_the_desks_devices_and_nothing_else(
    control: Asking, server: AppServer, lab: Lab
) -> None:
    (own,) = await lab.ensure_devices(1)
    device = await control.device()
    await lab.devices.set_away(True, own.id)
    await server.push(own.subscription(), tracked("waits"))
    await server.push(device["subscription"], {"title": "Hello"})
    await control.ask("POST", "faults", {"fault": "503"})
    assert await control.ask("POST", "reset") == (204, None)
    assert [one["id"] for one in (await control.get("devices"))["devices"]] == [own.id]
    assert await control.get("messages") == {"messages": [], "next": 0}
    assert await control.get("faults") == {"faults": []}
    assert (await server.push(device["subscription"], {"title": "Hello"})).status == 410
    (gone,) = (await control.get("messages"))["messages"]
    # What waited for the desk's own device is gone with the rest.
    await lab.devices.set_away(False, own.id)
    assert (await server.push(own.subscription(), tracked("new"))).status == 201
    (shown,) = (await control.get(f"messages?wait=30&since={gone['number']}"))["messages"]
    assert [row.delivery for row in await lab.devices.notifications(own.id)] == ["new"]
    assert shown["state"] == "shown"


@pytest.mark.parametrize(
    "query",
    ["since=-1", "since=x", "since=", "since=١", "limit=0", "limit=1001", "wait=61", "wait=-1", "wait=nan",
     "wait=1e1", "colour=red", "since=1&since=2"],
)  # fmt: skip
async def test_a_query_that_makes_no_sense_is_refused(control: Asking, query: str) -> None:
    assert (await control.refusal("GET", f"messages?{query}"))[:2] == (400, "bad_input")
