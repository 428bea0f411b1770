"""A lab with a built-in browser and two browsers of the computer, in memory; what was asked is noted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pushdesk.model.views import Changes
from tests.ui.lab.fake_lab import PAYLOAD, FakeLab, device


@dataclass(frozen=True)
class Found:
    """A browser on this computer."""

    id: str
    title: str


@dataclass(frozen=True)
class Presented:
    """A notification of the built-in browser."""

    id: str
    payload: str | None
    open: bool = True


class FakeBuiltin:
    """Shows PAYLOAD twice; the older one was closed."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        shown, other = Presented("n2", PAYLOAD), Presented("n3", "other")
        self.presented = [Presented("n1", PAYLOAD, open=False), shown, other]

    async def start(self, *, url: str | None = None, visible: bool = True, real_push: bool = False) -> None:
        self.asked.append(("start", url, real_push))

    async def stop(self) -> None:
        self.asked.append(("stop",))

    async def open(self, url: str) -> None:
        self.asked.append(("open", url))

    async def allow_again(self) -> None:
        self.asked.append(("allow",))

    async def notifications(self) -> Sequence[Presented]:
        return self.presented

    async def click(self, notification_id: str, action: str = "") -> None:
        self.asked.append(("click", notification_id, action))

    async def close(self, notification_id: str) -> None:
        self.asked.append(("close", notification_id))


class FakeBrowsers:
    """A Firefox and a Chromium."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def found(self) -> Sequence[Found]:
        return [Found("firefox", "Firefox 153.7"), Found("chromium", "Chromium 156")]

    async def open(self, browser_id: str, *, keep: bool = False, url: str | None = None) -> None:
        self.asked.append(("open", browser_id, keep, url))

    async def reopen(self, profile_id: str, *, url: str | None = None) -> None:
        self.asked.append(("reopen", profile_id, url))

    async def stop(self, profile_id: str) -> None:
        self.asked.append(("stop", profile_id))

    async def forget(self, profile_id: str) -> None:
        self.asked.append(("forget", profile_id))

    async def allow_again(self, profile_id: str) -> None:
        self.asked.append(("allow", profile_id))


class FakeLabWithBrowsers(FakeLab):
    """As FakeLab, with browsers; one Firefox has a kept profile and does not run."""

    def __init__(self, publish: Callable[[Changes], None]) -> None:
        super().__init__(publish)
        self.builtin = FakeBuiltin()
        self.browsers = FakeBrowsers()
        firefox = device("f1", "firefox", name="Firefox 153.7", profile="p1", kept=True, state="off")
        self.there = [replace(self.there[0]), firefox]
