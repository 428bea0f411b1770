"""What somebody needs to point a backend of theirs at the lab, as texts to copy."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pushdesk.model.views import LabDevice, over_tls

_MOST_DEVICES = 5


class Snippet(NamedTuple):
    """A text to copy: what it is, what to know about it, the text, and the same with an https endpoint."""

    title: str
    words: str
    text: str
    secure: str = ""


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
                "Certificate authority",
                "To be trusted by senders that speak https only; only a backend under test needs it.",
                str(ca_file),
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


def subscriptions(devices: Sequence[LabDevice], tls: str | None) -> list[Snippet]:
    """Each device's subscription as a backend stores it, those for any backend first; `tls`: the origin."""
    ordered = sorted(devices, key=lambda device: not device.guest)
    found = [
        Snippet(
            title,
            _whom(device, alias),
            json.dumps(alias, indent=2),
            json.dumps(over_tls(alias, tls), indent=2) if tls else "",
        )
        for device in ordered
        for title, alias in zip(_titles(device), device.aliases, strict=True)
    ]
    return found[:_MOST_DEVICES]


def copied(device: LabDevice, tls: str | None = None) -> str:
    """A device's subscription, or a list of all that it has; with `tls`, that origin, their https form."""
    found = [over_tls(alias, tls) if tls else alias for alias in device.aliases]
    return json.dumps(found[0] if len(found) == 1 else found, indent=2)


def _titles(device: LabDevice) -> list[str]:
    """What tells the subscriptions of one browser apart: the page, where it is known, or a number."""
    pages = device.pages or ("",) * len(device.aliases)
    return [
        f"{device.name}, {page.partition('://')[2]}"
        if page
        else f"{device.name}, subscription {number}"
        if len(pages) > 1
        else device.name
        for number, page in enumerate(pages, 1)
    ]


def _whom(device: LabDevice, alias: Mapping[str, object]) -> str:
    if "keys" not in alias:
        return "Only the browser knows its keys: take the subscription from your page."
    if device.guest:
        return "Made for a backend of yours."
    return "Takes what is signed with the key it subscribed with: PushDesk’s, on the receiver page."
