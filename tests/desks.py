"""A desk of a test's own on free ports, and what tests of real devices ask of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pushdesk.desk import open_desk
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.message import parse_message
from pushdesk.model.views import DeliveryRow
from pushdesk.services.parts import Desk
from pushdesk.services.store import delivery_rows
from pushdesk.settings import FREE_PORTS, load_settings

T = TypeVar("T")
PATIENCE_S = 30
LOOK_AGAIN_S = 0.2


@pytest.fixture
async def desk(data_dir: Path) -> AsyncIterator[Desk]:
    """A desk with receiver and lab, without devices."""
    settings = load_settings(data_dir=data_dir, **FREE_PORTS)
    async with open_desk(settings, own=True, devices=0) as opened:
        yield opened


async def until(desk: Desk, look: Callable[[], Awaitable[T | None]]) -> T:
    """The first truthy answer, asked for again whenever anything changed in the desk or its lab."""
    changed = asyncio.Event()
    end = desk.feed.listen(lambda _: changed.set())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not (found := await look()):
                # What a browser puts on its screen changes nothing here: it is looked at again soon.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_S):
                        await changed.wait()
                changed.clear()
            return found
    finally:
        end()


async def send(desk: Desk, **message: Any) -> str:
    """One campaign to every device; returns its id when the push service has taken it."""
    campaign = await desk.sender.send(parse_message(message), [Choice(Selector.ALL)])
    await desk.sender.wait(campaign)
    return campaign


async def delivery(desk: Desk, campaign: str) -> DeliveryRow:
    """The one delivery of a campaign, as it stands."""
    (row,) = await desk.database.read(delivery_rows.deliveries, campaign)
    return row


async def heard(desk: Desk, campaign: str, *events: str) -> None:
    """Wait until the device's receipts are these, an action behind its event."""
    said: list[str] = []

    async def look() -> bool:
        receipts = (await delivery(desk, campaign)).receipts
        said[:] = [" ".join(filter(None, (one.event.value, one.action))) for one in receipts]
        return len(said) >= len(events)

    with suppress(TimeoutError):
        await until(desk, look)
    assert said == list(events), f"the device's receipts are {said}"
