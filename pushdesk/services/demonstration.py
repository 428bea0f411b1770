"""The main job on embedded parts: one campaign to a dozen virtual devices, two of which do not play along."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.errors import BugError
from pushdesk.model.message import parse_message
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services.lab.announcing import VirtualDevice
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk

DEVICES = 12
PATIENCE_SECONDS = 30.0
MESSAGE = {
    "title": "Your parcel is on its way",
    "body": "Order #4821 left our warehouse and arrives tomorrow by noon.",
    "tag": "order-4821",
    "actions": [
        {"action": "track", "title": "Track parcel"},
        {"action": "later", "title": "Remind me later"},
    ],
    "navigate": "/orders/4821",
    "delivery": {"topic": "order-4821"},
}


@dataclass(frozen=True)
class Performance:
    """What the campaign came to. `healthy` are the subscriptions that had to show it."""

    campaign: CampaignRow
    deliveries: tuple[DeliveryRow, ...]
    healthy: frozenset[str]

    @property
    def succeeded(self) -> bool:
        """Whether every healthy device showed the message."""
        shown = {row.subscription_id for row in self.deliveries if ReceiptEvent.SHOWN in row.heard}
        return self.healthy <= shown


async def perform(desk: Desk) -> Performance:
    """Send MESSAGE to the virtual devices and wait for what they report; somebody clicks one.

    One device has left without a word (the lab answers 410) and one is away (accepted, not shown):
    the table shows what those look like. `desk` must own its folder. Never raises for a device that
    keeps silent: the Performance tells.
    """
    if desk.lab is None:
        raise BugError("a demonstration needs the lab")
    devices = await desk.lab.ensure_devices(DEVICES)
    *healthy, away, left = devices[-DEVICES:]
    await desk.lab.devices.set_away(True, away.id)
    await desk.lab.devices.unsubscribe(left.id, tell_desk=False)
    known = {row.endpoint: row.id for row in await desk.devices.every()}
    audience = [Choice(Selector.ID, known[device.endpoint or ""]) for device in devices[-DEVICES:]]
    campaign_id = await desk.sender.send(parse_message(MESSAGE), audience)
    await desk.sender.wait(campaign_id)
    expected = frozenset(known[device.endpoint or ""] for device in healthy)
    await _until(desk, campaign_id, lambda rows: expected <= _heard(rows, ReceiptEvent.SHOWN))
    await _click(desk.lab, healthy[:2])
    await _until(desk, campaign_id, lambda rows: len(_heard(rows, ReceiptEvent.CLICKED)) == 2)
    rows = await desk.sender.deliveries(campaign_id)
    return Performance(await desk.sender.get(campaign_id), tuple(rows), expected)


async def _click(lab: Lab, devices: Iterable[VirtualDevice]) -> None:
    for device in devices:
        shown = await lab.devices.notifications(device.id)
        if shown:
            await lab.devices.click(shown[-1].id, "track")


def _heard(rows: list[DeliveryRow], event: ReceiptEvent) -> frozenset[str]:
    return frozenset(row.subscription_id for row in rows if event in row.heard)


async def _until(desk: Desk, campaign_id: str, met: Callable[[list[DeliveryRow]], bool]) -> None:
    """Until the campaign's rows are as they should be, or patience ends."""
    changed = asyncio.Event()
    stop = desk.feed.listen(lambda _changes: changed.set())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not met(await desk.sender.deliveries(campaign_id)):
                await changed.wait()
                changed.clear()
    except TimeoutError:
        return
    finally:
        stop()
