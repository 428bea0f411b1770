"""A Firefox that the lab opened: its own alert windows are what a person sees."""

import asyncio
from types import TracebackType
from typing import Any, Self

from pushdesk.services.parts import Desk
from tests.browsers import firefox_alerts
from tests.browsers.firefox import Driver
from tests.browsers.firefox_alerts import Alert
from tests.browsers.firefox_process import LISTENING
from tests.desks import PATIENCE_S, until
from tests.journeys.four.device import Seen, Ways
from tests.journeys.four.page import PageJourney
from tests.journeys.four.real_browser import RealBrowser

_EXTRA = ("--headless", "--remote-debugging-port", "0", "--remote-allow-system-access")
_LOOK_S = 0.05  # nobody tells of it: this connection has no events


class _Process:
    """The lab's Firefox, for the driver."""

    def __init__(self, browser: RealBrowser) -> None:
        self._browser = browser

    async def __aenter__(self) -> Self:
        await self._browser.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._browser.stop()

    async def bidi_url(self) -> str:
        return await self._browser.says(LISTENING)

    def last_output(self) -> str:
        return self._browser.said()


class _LabsFirefox(Driver):
    """The lab opens its page and ends it; over BiDi the test waits for the one, and only says good-bye."""

    async def at(self, url: str) -> None:
        """Wait until the tab is there."""
        async with asyncio.timeout(PATIENCE_S):
            while await self._address() != url:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_S)
        await self.wait_for("document.readyState === 'complete'")

    async def _address(self) -> str:
        tree = await self.bidi.command("browsingContext.getTree")
        return str(tree["contexts"][0]["url"])

    async def _close(self) -> None:
        await self.bidi.command("session.end")


class FirefoxJourney(PageJourney):
    """Headless; its alert windows can be reached."""

    kind = "firefox"
    ways = Ways(host="127.0.0.1", moved_by="push service", after_click=("closed",))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._browser = RealBrowser(desk, "firefox", _EXTRA)
        self._firefox: Driver | None = None

    @property
    def firefox(self) -> Driver:
        """The one that runs."""
        assert self._firefox is not None
        return self._firefox

    async def start(self) -> None:
        """The lab opens it at the receiver page."""
        firefox = await _LabsFirefox(_Process(self._browser)).__aenter__()
        self._firefox = firefox
        await firefox.at(self.receiver)

    async def stop(self) -> None:
        """By the lab."""
        if self._firefox is not None:
            firefox, self._firefox = self._firefox, None
            await firefox.__aexit__(None, None, None)

    async def evaluate(self, expression: str) -> Any:
        """In its page."""
        return await self.firefox.evaluate(expression)

    async def press(self, selector: str) -> None:
        """With the mouse."""
        await self.firefox.click(selector)

    async def seen(self, title: str) -> Seen:
        """The alert's words."""
        alert = await self._alert(title)
        return Seen(alert.title, alert.body)

    async def click(self, title: str, action: str = "") -> None:
        """On the alert's text; a button (the windows have none) is told to its listener."""
        await firefox_alerts.click(self.firefox.bidi, await self._alert(title), action)

    async def close(self, title: str) -> None:
        """The alert's cross."""
        await firefox_alerts.close(self.firefox.bidi, await self._alert(title))

    async def _alert(self, title: str) -> Alert:
        async def look() -> Alert | None:
            on_screen = await firefox_alerts.alerts(self.firefox.bidi)
            return next((one for one in on_screen if one.title == title), None)

        return await until(self.desk, look)
