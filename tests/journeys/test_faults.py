"""Faults through the desk's own sender: what the row says of an answer in another push service's words."""

import pytest

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.views import DeliveryRow
from pushdesk.services.parts import Desk
from tests.desks import delivery, send

pytestmark = pytest.mark.allow_log("no keyring answers")


async def sent(desk: Desk) -> DeliveryRow:
    """What became of one message to the device."""
    return await delivery(desk, await send(desk, title="Parcel"))


async def test_the_desk_understands_the_lab_in_every_push_services_words(desk: Desk) -> None:
    assert desk.lab is not None
    (device,) = await desk.lab.ensure_devices(1)
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
    assert desk.lab is not None
    await desk.lab.ensure_devices(1)
    await desk.lab.faults.set(None, {"preset": "edge-throttled", "retryAfter": 0}, times=1)
    row = await sent(desk)
    assert (row.state, row.attempts) == (DeliveryState.ACCEPTED, 2)
    first, second = reversed(await desk.lab.catch.rows())
    assert (first.status, second.status) == (406, 201)
    whole = await desk.lab.catch.get(second.number)
    assert whole.delivery == row.id
