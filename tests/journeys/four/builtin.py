"""The built-in browser on the journey: its cards answer for a person."""

from typing import Any

from pushdesk.model.builtin import BuiltinNotification
from tests.desks import until
from tests.journeys.four.device import Seen, Ways
from tests.journeys.four.page import PageJourney


class BuiltinJourney(PageJourney):
    """QtWebEngine in its own process."""

    kind = "builtin"
    ways = Ways(host=".google.com", moved_by="page")

    async def start(self) -> None:
        """At the receiver page."""
        await self.lab.builtin.start()

    async def stop(self) -> None:
        """Its profile stays."""
        await self.lab.builtin.stop()

    async def evaluate(self, expression: str) -> Any:
        """In its page."""
        return await self.lab.builtin.evaluate(expression)

    async def press(self, selector: str) -> None:
        """By a script: nothing is asked of a person here."""
        await self.evaluate(f"document.querySelector('{selector}').click()")

    async def seen(self, title: str) -> Seen:
        """The card."""
        card = await self._card(title)
        return Seen(card.title, card.body)

    async def click(self, title: str, action: str = "") -> None:
        """A button of the card."""
        await self.lab.builtin.click((await self._card(title)).id, action)

    async def close(self, title: str) -> None:
        """The card's cross."""
        await self.lab.builtin.close((await self._card(title)).id)

    async def _card(self, title: str) -> BuiltinNotification:
        async def look() -> BuiltinNotification | None:
            return next((one for one in await self.lab.builtin.notifications() if one.title == title), None)

        return await until(self.desk, look)
