"""A virtual device of the lab on the journey."""

from types import TracebackType
from typing import Self

from pushdesk.model.lab import LabNotification
from pushdesk.services.parts import Desk
from tests.desks import until
from tests.journeys.four.device import Seen, Ways


class VirtualJourney:
    """Lives in the lab itself: away is its way of being closed."""

    kind = "virtual"
    ways = Ways(host="127.0.0.1", moved_by="push service")

    def __init__(self, desk: Desk) -> None:
        assert desk.lab is not None
        self._desk = desk
        self._lab = desk.lab

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends with the lab."""

    async def start(self) -> None:
        """Connect, where it exists already."""
        await self._lab.devices.set_away(False)

    async def stop(self) -> None:
        """Disconnect."""
        await self._lab.devices.set_away(True)

    async def subscribe(self) -> None:
        """Be made, and announced to the desk."""
        await self._lab.ensure_devices(1)

    async def seen(self, title: str) -> Seen:
        """What it handled."""
        found = await self._notification(title)
        return Seen(found.title, found.options["body"])

    async def click(self, title: str, action: str = "") -> None:
        """As a person would."""
        await self._lab.devices.click((await self._notification(title)).id, action)

    async def close(self, title: str) -> None:
        """As a person would."""
        await self._lab.devices.close((await self._notification(title)).id)

    async def move(self) -> None:
        """Rotated by its push service."""
        await self._lab.rotate(await self.agent())

    async def unsubscribe(self) -> None:
        """Without a word to the desk."""
        await self._lab.devices.unsubscribe(await self.agent(), tell_desk=False)

    async def agent(self) -> str:
        """The id under which the lab knows it."""
        (device,) = await self._lab.devices.every()
        return device.id

    async def _notification(self, title: str) -> LabNotification:
        device = await self.agent()

        async def look() -> LabNotification | None:
            handled = await self._lab.devices.notifications(device)
            return next((one for one in handled if one.title == title), None)

        return await until(self._desk, look)
