"""An unmodified Firefox on the journey: its own alert windows are what a person sees."""

from pathlib import Path
from typing import Any

from pushdesk.services.parts import Desk
from tests.browsers import firefox_alerts
from tests.browsers.firefox import Firefox
from tests.browsers.firefox_alerts import Alert
from tests.desks import until
from tests.journeys.four.device import Seen, Ways
from tests.journeys.four.page import PageJourney

PROFILE = "journey"


class FirefoxJourney(PageJourney):
    """Bound to the lab by the preferences it names; headless."""

    kind = "firefox"
    ways = Ways(host="127.0.0.1", moved_by="push service", after_click=("closed",))

    def __init__(self, desk: Desk, executable: Path, folder: Path) -> None:
        super().__init__(desk)
        self._executable = executable
        self._folder = folder
        self._firefox: Firefox | None = None

    @property
    def firefox(self) -> Firefox:
        """The one that runs."""
        assert self._firefox is not None
        return self._firefox

    async def start(self) -> None:
        """At the receiver page; its alert windows can be reached."""
        firefox = Firefox(
            self._executable,
            profile=self._folder,
            prefs=self.lab.firefox_prefs(PROFILE),
            arguments=("--remote-allow-system-access",),
        )
        self._firefox = await firefox.__aenter__()
        await firefox.open(self.receiver)

    async def stop(self) -> None:
        """Asked over BiDi."""
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
