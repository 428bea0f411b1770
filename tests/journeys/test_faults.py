"""Faults through the desk's own sender: what the row says of an answer in another push service's words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pushdesk.desk import open_desk
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.campaign import DeliveryState
from pushdesk.model.message import parse_message
from pushdesk.model.views import DeliveryRow
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from pushdesk.services.store import campaign_rows
from pushdesk.settings import Settings

pytestmark = pytest.mark.allow_log("no keyring answers")
MESSAGE = parse_message({"title": "Parcel"})


@pytest.fixture
async def desk(data_dir: Path) -> AsyncIterator[Desk]:
    """A desk of its own with one virtual device, on free ports."""
    settings = Settings(
        data_dir=data_dir,
        receiver_port=0,
        push_service_port=0,
        push_service_tls_port=0,
        push_service_mcs_port=0,
    )
    async with open_desk(settings, own=True, devices=1) as opened:
        yield opened


async def sent(desk: Desk) -> DeliveryRow:
    """What became of one message to the device."""
    campaign = await desk.sender.send(MESSAGE, [Choice(Selector.ALL)])
    await desk.sender.wait(campaign)
    (row,) = await desk.database.read(campaign_rows.deliveries, campaign)
    return row


async def test_the_desk_understands_the_lab_in_every_push_services_words(desk: Desk) -> None:
    assert isinstance(desk.lab, Lab)
    (device,) = await desk.lab.devices.every()
    for preset, state, ours, theirs in [
        (
            "apple-contact",
            DeliveryState.REJECTED,
            "contact on a real domain",
            "The lab as Apple answered 403",
        ),
        ("mozilla-key-mismatch", DeliveryState.REJECTED, "a different key", "VAPID public key mismatch"),
        ("edge-ttl-0", DeliveryState.REJECTED, "TTL above 0", "The lab as WNS answered 400: Ttl value"),
        ("fcm-invalid-jwt", DeliveryState.REJECTED, "key pair belongs together", "The lab as FCM"),
        ("403", DeliveryState.REJECTED, "VAPID token of this desk", "Lab answered 403"),
        ("fcm-forgot", DeliveryState.GONE, "FCM forgot this device", "The lab as FCM answered 404"),
    ]:
        await desk.lab.faults.set(device.id, preset, times=1)
        row = await sent(desk)
        assert row.state is state, preset
        assert ours in (row.reason or ""), preset
        assert theirs in (row.reason or ""), preset


async def test_a_throttled_message_is_sent_again_and_arrives(desk: Desk) -> None:
    assert isinstance(desk.lab, Lab)
    await desk.lab.faults.set(None, {"preset": "edge-throttled", "retryAfter": 0}, times=1)
    row = await sent(desk)
    assert (row.state, row.attempts) == (DeliveryState.ACCEPTED, 2)
    first, second = reversed(await desk.lab.catch.rows())
    assert (first.status, second.status) == (406, 201)
    whole = await desk.lab.catch.get(second.number)
    assert whole.delivery == row.id
