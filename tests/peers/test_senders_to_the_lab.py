"""Senders of other authors push to the lab unchanged; and each fault makes them see exactly that answer."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import py_vapid
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pushdesk.model import base64url
from pushdesk.services.lab import fault_reading
from pushdesk.testing.client import Device, Lab
from tests.peers.peers import VapidDetails
from tests.peers.senders import NodeSender, Push, PyWebPush, Reported, Sender
from tests.services.lab.preset_answers import ANSWERS

PRESETS = [preset.id for preset in fault_reading.presets()]
# The same answers, sooner.
QUICKER = {"delay": 0.3, "drip": 0.5}
SENDERS = ["web-push", "pywebpush", "web-push-browser"]
PAYLOAD = {"title": "Grüße ✓", "body": "From another sender", "data": {"order": 17}}


@pytest.fixture(scope="module")
def vapid() -> VapidDetails:
    """The senders' key."""
    return new_key()


def new_key() -> VapidDetails:
    """A new one."""
    key = py_vapid.Vapid02()
    key.generate_keys()
    secret = key.private_key.private_numbers().private_value.to_bytes(32)
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return VapidDetails("mailto:tests@pushdesk.org", base64url.encode(point), base64url.encode(secret))


@pytest.fixture(scope="module")
def senders(node_modules: Path) -> dict[str, Sender]:
    """By name."""
    return {
        "web-push": NodeSender("send_with_web_push.mjs", node_modules),
        "pywebpush": PyWebPush(),
        "web-push-browser": NodeSender("send_with_web_push_browser.mjs", node_modules, needs_tls=False),
    }


def subscription(device: Device, *, tls: bool) -> dict[str, Any]:
    """Where to push to."""
    return device.tls_subscription if tls else device.subscription


@pytest.mark.parametrize(
    ("name", "tls"),
    [
        ("web-push", True),
        ("pywebpush", False),
        ("pywebpush", True),
        ("web-push-browser", False),
        ("web-push-browser", True),
    ],
)
async def test_what_it_sends_arrives_decrypted(
    senders: dict[str, Sender], vapid: VapidDetails, pushdesk_lab: Lab, name: str, tls: bool
) -> None:
    device = pushdesk_lab.create_device(application_server_key=vapid.public_key)
    stranger = pushdesk_lab.create_device(application_server_key=new_key().public_key)
    pushes = [Push(subscription(one, tls=tls), json.dumps(PAYLOAD)) for one in (device, stranger)]
    taken, refused = await senders[name].send(pushes, vapid, pushdesk_lab.ca_file)
    assert taken.status == 201, taken
    assert (refused.status, json.loads(refused.body)["error"]["code"]) == (403, "vapid_key_mismatch")
    message = device.wait_for_message()
    assert (message.payload, message.state) == (PAYLOAD, "shown")
    topic = None if name == "web-push-browser" else "news"  # it has no word for it
    assert (message.ttl, message.urgency, message.topic) == (60, "high", topic)
    assert message.sender_key == vapid.public_key
    assert message.notification is not None
    assert (message.notification.title, message.notification.body) == (PAYLOAD["title"], PAYLOAD["body"])


@pytest.fixture(scope="module")
def reported(
    senders: dict[str, Sender], vapid: VapidDetails, pushdesk_lab_url: str
) -> dict[tuple[str, str], Reported]:
    """By sender and preset: what it said of a push to a device with that fault. All at once."""
    found: dict[tuple[str, str], Reported] = {}
    with Lab(pushdesk_lab_url) as lab:
        for name, sender in senders.items():
            lab.reset()
            pushes = []
            for preset in PRESETS:
                device = lab.create_device(preset, vapid.public_key)
                more = {"delaySeconds": QUICKER[preset]} if preset in QUICKER else {}
                device.set_fault({"preset": preset, **more})
                pushes.append(Push(subscription(device, tls=sender.needs_tls), json.dumps(PAYLOAD)))
            answers = asyncio.run(sender.send(pushes, vapid, lab.ca_file))
            found |= {(name, preset): answer for preset, answer in zip(PRESETS, answers, strict=True)}
    return found


@pytest.mark.parametrize("preset", ANSWERS)
@pytest.mark.parametrize("name", SENDERS)
def test_each_fault_is_seen_exactly(
    reported: dict[tuple[str, str], Reported], name: str, preset: str
) -> None:
    status, headers, body = ANSWERS[preset]
    seen = reported[name, preset]
    assert (seen.status, seen.body) == (status, body)
    expected = {header.lower(): value for header, value in headers.items()}
    if preset == "429-date":
        moment = parsedate_to_datetime(seen.headers["retry-after"])
        assert abs(moment - datetime.now(UTC)) < timedelta(minutes=5)
        del expected["retry-after"]
    assert {header: seen.headers.get(header) for header in expected} == expected


@pytest.mark.parametrize("preset", ["silent", "delay", "drip"])
@pytest.mark.parametrize("name", SENDERS)
def test_what_is_accepted_all_the_same_is_a_201(
    reported: dict[tuple[str, str], Reported], name: str, preset: str
) -> None:
    assert reported[name, preset].status == 201


BROKEN = {
    ("web-push", "drop"): "socket hang up",
    ("web-push", "reset"): "ECONNRESET",
    ("pywebpush", "drop"): "Connection aborted",
    ("pywebpush", "reset"): "ConnectionResetError",
    ("web-push-browser", "drop"): "fetch failed: other side closed",
    ("web-push-browser", "reset"): "ECONNRESET",
}


@pytest.mark.parametrize(("name", "preset"), BROKEN)
def test_a_broken_connection_is_the_senders_own_error(
    reported: dict[tuple[str, str], Reported], name: str, preset: str
) -> None:
    seen = reported[name, preset]
    assert seen.status is None
    assert BROKEN[name, preset] in seen.error


def test_every_preset_is_among_these() -> None:
    assert set(PRESETS) == ANSWERS.keys() | {"silent", "delay", "drip", "drop", "reset"}
