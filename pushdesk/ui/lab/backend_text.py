"""What somebody needs to point a backend of theirs at the lab, as texts to copy."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pushdesk.model.views import LabDevice

_MOST_DEVICES = 5


class Snippet(NamedTuple):
    """A text to copy: what it is, what to know about it, the text."""

    title: str
    words: str
    text: str


def service(plain: str, secure: str | None, ca_file: Path | None) -> list[Snippet]:
    """Where the push service is, and what makes a backend trust it."""
    found = [Snippet("Push service", "The endpoints begin with it.", plain)]
    if secure:
        found.append(
            Snippet("Push service over TLS", "For senders that refuse an endpoint without https.", secure)
        )
    if ca_file is not None:
        trust = f"NODE_EXTRA_CA_CERTS={ca_file}\nREQUESTS_CA_BUNDLE={ca_file}\nSSL_CERT_FILE={ca_file}"
        found += [
            Snippet(
                "Certificate authority", "Its file; only a backend that is under test needs it.", str(ca_file)
            ),
            Snippet("Environment for TLS", "Node; Python with requests; OpenSSL, Go, Ruby, PHP.", trust),
        ]
    return found


def control(plain: str) -> list[Snippet]:
    """How a test-suite talks to the lab."""
    example = (
        "def test_a_user_is_told_of_the_order(pushdesk_lab, backend):\n"
        '    phone = pushdesk_lab.create_device("Anna\'s phone")\n'
        '    backend.subscribe("anna", phone.subscription)\n'
        '    backend.order_shipped("anna", 17)\n'
        "    message = phone.wait_for_message()\n"
        '    assert message.notification.title == "Order 17 is on its way"\n'
    )
    return [
        Snippet("Control interface", "Described by openapi.json beside it.", f"{plain}/control/"),
        Snippet(
            "pytest", "Install PushDesk beside your tests: the fixture brings a lab of its own.", example
        ),
    ]


def subscriptions(devices: Sequence[LabDevice]) -> list[Snippet]:
    """Each device's subscription as a backend stores it, those for any backend first."""
    ordered = sorted(devices, key=lambda device: not device.guest)
    found = [
        Snippet(device.name, _whom(device, alias), json.dumps(alias, indent=2))
        for device in ordered
        for alias in device.aliases
    ]
    return found[:_MOST_DEVICES]


def _whom(device: LabDevice, alias: Mapping[str, object]) -> str:
    if "keys" not in alias:
        return "Only the browser knows its keys: take the subscription from your page."
    if device.guest:
        return "Made for a backend of yours."
    return "Takes what is signed with the key it subscribed with: PushDesk’s, on the receiver page."
