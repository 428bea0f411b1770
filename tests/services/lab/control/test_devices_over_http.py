"""Devices over the control interface: made for a test, moved, ended, taken away."""

from typing import Any

import pytest

from pushdesk.model.lab import AgentKind
from pushdesk.services.lab.lab import Lab
from tests.services.lab.control.conftest import Asking
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer


async def test_a_device_is_made_and_shown_with_its_subscription_plain_and_for_tls(
    control: Asking, lab: Lab, desk: DeskStub
) -> None:
    made = await control.device(name="Anna's phone")
    assert made | {"id": "", "subscription": None, "tlsSubscription": None} == {
        "id": "",
        "kind": "virtual",
        "name": "Anna's phone",
        "state": "on",
        "guest": True,
        "subscription": None,
        "tlsSubscription": None,
        "applicationServerKey": None,
        "faults": [],
    }
    subscription = made["subscription"]
    assert subscription["endpoint"].startswith(f"{lab.addresses.push_service}/push/")
    assert subscription["keys"].keys() == {"p256dh", "auth"}
    moved = subscription["endpoint"].replace(lab.addresses.push_service, lab.addresses.push_service_tls)
    assert made["tlsSubscription"] == {**subscription, "endpoint": moved}
    assert await control.get(f"devices/{made['id']}") == made
    assert await control.get("devices") == {"devices": [made]}
    assert desk.posts == []


async def test_a_device_belongs_to_the_sender_whose_key_it_names(control: Asking, server: AppServer) -> None:
    stranger = AppServer(server.session, server.now)
    made = await control.device(applicationServerKey=server.public_key + "=")
    assert made["applicationServerKey"] == server.public_key
    assert (await server.push(made["subscription"], {"title": "Hello"})).status == 201
    assert (await stranger.push(made["subscription"], {"title": "Hello"})).code == "vapid_key_mismatch"


async def test_an_announced_device_is_the_desks_too(
    control: Asking, server: AppServer, desk: DeskStub
) -> None:
    made = await control.device(announce=True)
    assert made["applicationServerKey"] == server.public_key
    assert [body["endpoint"] for body in desk.of("subscribe")] == [made["subscription"]["endpoint"]]
    desk.statuses["subscribe"] = 400
    refused = await control.refusal("POST", "devices", {"announce": True})
    assert refused[:2] == (502, "receiver_refused")


@pytest.mark.parametrize("action", ["expire", "unsubscribe", "withdraw-permission"])
async def test_a_device_whose_subscription_ended_gets_another_by_rotating(
    control: Asking, server: AppServer, action: str
) -> None:
    made = await control.device()
    status, ended = await control.ask("POST", f"devices/{made['id']}/{action}")
    assert (status, ended["subscription"], ended["tlsSubscription"]) == (200, None, None)
    assert (await server.push(made["subscription"], {"title": "Hello"})).status == 410
    assert (await control.refusal("POST", f"devices/{made['id']}/{action}"))[:2] == (409, "conflict")
    status, moved = await control.ask("POST", f"devices/{made['id']}/rotate")
    assert status == 200
    assert moved["subscription"]["keys"] != made["subscription"]["keys"]
    assert (await server.push(moved["subscription"], {"title": "Hello"})).status == 201


async def test_what_waits_for_a_device_that_is_away_comes_when_it_returns(
    control: Asking, server: AppServer
) -> None:
    made = await control.device()
    assert (await control.ask("POST", f"devices/{made['id']}/away"))[1]["state"] == "away"
    await server.push(made["subscription"], {"title": "Later"})
    found = await control.get(f"messages?device={made['id']}&wait=30")
    assert [message["state"] for message in found["messages"]] == ["waiting"]
    assert (await control.ask("POST", f"devices/{made['id']}/return"))[1]["state"] == "on"
    (shown,) = (await control.get("messages?wait=30"))["messages"]
    assert (shown["state"], shown["title"]) == ("shown", "Later")


async def test_a_removed_device_is_gone_and_the_desks_stay(
    control: Asking, server: AppServer, lab: Lab
) -> None:
    (own,) = await lab.ensure_devices(1)
    made = await control.device()
    assert await control.ask("DELETE", f"devices/{made['id']}") == (204, None)
    assert (await control.refusal("DELETE", f"devices/{made['id']}"))[:2] == (404, "not_found")
    assert (await server.push(made["subscription"], {"title": "Hello"})).status == 410
    assert (await control.refusal("DELETE", f"devices/{own.id}"))[:2] == (409, "conflict")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": 5}, "“name” must be a text"),
        ({"name": "x" * 201}, "200 characters"),
        ({"name": "a\u202eb"}, "control characters"),
        ({"announce": "yes"}, "true or false"),
        ({"applicationServerKey": 5}, "base64url, or null"),
        ({"applicationServerKey": ""}, "65 bytes"),
        ({"applicationServerKey": "B" * 87}, "“applicationServerKey”"),
        (
            {"colour": "red"},
            "“colour” is no field of this body; known here: name, applicationServerKey, announce.",
        ),
        ([], "must be a JSON object"),
    ],
)
async def test_what_is_no_device_is_refused_in_one_sentence(control: Asking, body: Any, words: str) -> None:
    status, code, sentence = await control.refusal("POST", "devices", body)
    assert (status, code) == (400, "bad_input")
    assert words in sentence
    assert await control.get("devices") == {"devices": []}


async def test_an_announced_device_has_no_key_of_its_own(control: Asking, server: AppServer) -> None:
    body = {"announce": True, "applicationServerKey": server.public_key}
    assert (await control.refusal("POST", "devices", body))[0] == 400


async def test_a_real_browser_is_shown_and_left_alone(control: Asking, lab: Lab) -> None:
    await lab.channels.register(lab.addresses.push_service, "uaid", AgentKind.FIREFOX, "channel", None)
    assert [device["kind"] for device in (await control.get("devices"))["devices"]] == ["firefox"]
    for path in ("/away", "/return", "/unsubscribe", "/withdraw-permission"):
        status, code, sentence = await control.refusal("POST", f"devices/uaid{path}")
        assert (status, code) == (409, "conflict")
        assert "browser" in sentence
    assert (await control.refusal("DELETE", "devices/uaid"))[:2] == (409, "conflict")


async def test_a_real_browser_is_forgotten_by_its_push_service(
    control: Asking, lab: Lab, server: AppServer
) -> None:
    channel = await lab.channels.register(
        lab.addresses.push_service, "uaid", AgentKind.FIREFOX, "channel", None
    )
    status, ended = await control.ask("POST", "devices/uaid/expire")
    assert (status, ended["kind"], ended["subscription"]) == (200, "firefox", None)
    assert (await server.post(channel.endpoint, b"")).status == 410


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "devices/nobody"),
        ("DELETE", "devices/nobody"),
        ("POST", "devices/nobody/rotate"),
        ("POST", "devices/nobody/expire"),
        ("POST", "devices/nobody/withdraw-permission"),
        ("POST", "devices/nobody/unsubscribe"),
        ("POST", "devices/nobody/away"),
        ("POST", "devices/nobody/return"),
        ("GET", "messages?device=nobody"),
        ("GET", "messages/1"),
        ("POST", "notifications/nobody/click"),
        ("POST", "notifications/nobody/close"),
        ("DELETE", "faults?device=nobody"),
        ("DELETE", "faults/nobody"),
        ("GET", "nothing"),
    ],
)
async def test_what_is_not_here_is_404(control: Asking, method: str, path: str) -> None:
    assert (await control.refusal(method, path))[:2] == (404, "not_found")
