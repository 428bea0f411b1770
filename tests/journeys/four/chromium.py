"""A Chromium that the lab opened: its notifications go to the system, here a bus of the test's own."""

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Page, async_playwright

from pushdesk.services.parts import Desk
from tests.browsers.at_the_page import DEVTOOLS, first_page
from tests.desks import PATIENCE_S
from tests.journeys.four.device import Seen, Ways
from tests.journeys.four.page import PageJourney
from tests.journeys.four.real_browser import RealBrowser
from tests.services.notification_bus import Bus, session_bus

THE_WHOLE = "default"  # the key of a click on the notification itself
_EXTRA = ("--headless=new", "--remote-debugging-port=0")


class ChromiumJourney(PageJourney):
    """Headless, and the daemon's buttons are real ones."""

    kind = "chromium"
    ways = Ways(host=".google.com", moved_by="page")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._browser = RealBrowser(desk, "chromium", _EXTRA)
        self._buses = AsyncExitStack()
        self._running = AsyncExitStack()
        self._bus: Bus
        self._page: Page
        self._told: dict[str, dict[str, Any]] = {}

    async def __aenter__(self) -> Self:
        self._bus = await self._buses.enter_async_context(session_bus("body", "actions"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        await self._buses.aclose()

    async def start(self) -> None:
        """The lab opens it at the receiver page; DevTools reaches the page."""
        self._running.push_async_callback(self._browser.stop)
        await self._browser.start()
        playwright = await self._running.enter_async_context(async_playwright())
        address = await self._browser.says(DEVTOOLS)
        browser = await playwright.chromium.connect_over_cdp(address)
        self._running.push_async_callback(browser.close)  # lets go of it: it was not started here
        self._page = await first_page(browser)

    async def stop(self) -> None:
        """By the lab."""
        await self._running.aclose()

    async def evaluate(self, expression: str) -> Any:
        """In its page."""
        return await self._page.evaluate(expression)

    async def press(self, selector: str) -> None:
        """With the mouse."""
        await self._page.click(selector)

    async def seen(self, title: str) -> Seen:
        """What the daemon was given, below the origin that Chromium writes first."""
        body: str = (await self._notification(title))["body"]
        origin, _, words = body.partition("\n\n")
        assert origin == self.receiver.removeprefix("http://").rstrip("/")
        return Seen(title, words)

    async def click(self, title: str, action: str = "") -> None:
        """The daemon's button of that name; Chromium hands it numbers, and the words tell which is which."""
        told = await self._notification(title)
        keys = dict(zip(told["actions"][1::2], told["actions"][::2], strict=True))
        await self._bus.press(told["id"], keys[action] if action else THE_WHOLE)

    async def close(self, title: str) -> None:
        """By hand, in the daemon."""
        await self._bus.dismiss((await self._notification(title))["id"])

    async def _notification(self, title: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while title not in self._told:
                told = await self._bus.next()
                self._told[told["title"]] = told
        return self._told[title]
