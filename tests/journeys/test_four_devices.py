"""One journey, the same steps, over every kind of device: from the subscription to its end."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.errors import Conflict
from pushdesk.model.lab import CaughtState
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from tests.desks import delivery, heard, send, until
from tests.journeys.four.builtin import BuiltinJourney
from tests.journeys.four.chromium import ChromiumJourney
from tests.journeys.four.device import Device, Seen
from tests.journeys.four.firefox import FirefoxJourney
from tests.journeys.four.virtual import VirtualJourney

pytestmark = [pytest.mark.allow_log("no keyring answers"), pytest.mark.timeout(180)]
BODY = "Grüße 👋, on its way"
# The action's name is its title: a system's notification shows nothing else.
OPTIONS = {
    "body": BODY,
    "actions": [{"action": "track", "title": "track"}, {"action": "later", "title": "later"}],
    "requireInteraction": True,
}


@pytest.fixture
def lab(desk: Desk) -> Lab:
    """The desk's."""
    assert desk.lab is not None
    return desk.lab


@pytest.fixture(params=["virtual", "firefox", "chromium", "builtin"])
async def device(
    request: pytest.FixtureRequest,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Device]:
    """One of each kind, not started."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    made: dict[str, Device] = {
        "virtual": VirtualJourney(desk),
        "firefox": FirefoxJourney(desk),
        "chromium": ChromiumJourney(desk),
        "builtin": BuiltinJourney(desk),
    }
    async with made[request.param] as running:
        yield running


async def test_a_device_subscribes_receives_answers_returns_moves_and_leaves(
    desk: Desk, lab: Lab, device: Device
) -> None:
    await device.start()
    await device.subscribe()
    (before,) = await desk.devices.every()
    assert (before.push_service, before.state) == ("lab", SubscriptionState.ACTIVE)
    assert (urlsplit(before.endpoint).hostname or "").endswith(device.ways.host)

    clicked = await send(desk, title="Parcel", **OPTIONS)
    assert await device.seen("Parcel") == Seen("Parcel", BODY)
    await heard(desk, clicked, "received", "shown")
    await device.click("Parcel", "later")
    await heard(desk, clicked, "received", "shown", "clicked later", *device.ways.after_click)
    closed = await send(desk, title="Dismissed", **OPTIONS)
    assert await device.seen("Dismissed") == Seen("Dismissed", BODY)
    await device.close("Dismissed")
    await heard(desk, closed, "received", "shown", "closed")

    await device.stop()
    stored = await send(desk, title="While away", **OPTIONS)
    assert (await delivery(desk, stored)).state is DeliveryState.ACCEPTED
    assert (await lab.catch.rows(limit=1))[0].state is CaughtState.WAITING
    await heard(desk, stored)
    await device.start()
    assert await device.seen("While away") == Seen("While away", BODY)
    await heard(desk, stored, "received", "shown")
    await device.click("While away")
    await heard(desk, stored, "received", "shown", "clicked", *device.ways.after_click)

    if device.ways.moved_by == "page":
        with pytest.raises(Conflict, match="does not let its push service move"):
            await lab.rotate(await device.agent())
    await device.move()
    after = await moved(desk, before)
    assert (await delivery(desk, clicked)).subscription_id == after.id
    elsewhere = await send(desk, title="Elsewhere", **OPTIONS)
    assert (await delivery(desk, elsewhere)).endpoint == after.endpoint
    assert await device.seen("Elsewhere") == Seen("Elsewhere", BODY)
    await heard(desk, elsewhere, "received", "shown")

    await device.unsubscribe()
    await until(desk, lambda: has_ended(lab, after))
    late = await delivery(desk, await send(desk, title="Too late", **OPTIONS))
    assert (late.state, late.status) == (DeliveryState.GONE, 410)
    assert (await desk.devices.get(after.id)).state is SubscriptionState.GONE


async def moved(desk: Desk, before: Subscription) -> Subscription:
    """The same device, once it has another address; the one of before stays as where it was."""

    async def look() -> Subscription | None:
        device = await desk.devices.get(before.id)
        return device if device.endpoint != before.endpoint else None

    device = await until(desk, look)
    (left,) = [one for one in await desk.devices.every() if one.id != before.id]
    assert device.state is SubscriptionState.ACTIVE
    assert (left.endpoint, left.state) == (before.endpoint, SubscriptionState.REPLACED)
    return device


async def has_ended(lab: Lab, device: Subscription) -> bool:
    """Whether the push service knows that nobody is at this address any more."""
    channel = lab.channels.by_token(device.endpoint.rpartition("/")[2])
    return channel is not None and channel.ended
