"""What the devices with a receiver page have in common: it is used like a person uses it."""

import asyncio
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, Self

from pushdesk.services.parts import Desk
from tests.desks import PATIENCE_S, until
from tests.journeys.four.device import Ways

# Resolves once the page's state is that word.
_STATE = """new Promise((done) => {
    const state = document.querySelector('#state');
    const look = () => { if (state.textContent === WORD) done(true); };
    new MutationObserver(look).observe(state, { childList: true, characterData: true, subtree: true });
    look();
})"""
_GIVE_UP = """navigator.serviceWorker.ready.then((ready) => ready.pushManager.getSubscription())
    .then((subscription) => subscription.unsubscribe())"""


class PageJourney(ABC):
    """A browser at the receiver page. Subclasses start it, and have its notifications answered."""

    kind: str
    ways: Ways

    def __init__(self, desk: Desk) -> None:
        assert desk.lab is not None
        assert desk.addresses.receiver is not None
        self.desk = desk
        self.lab = desk.lab
        self.receiver = f"{desk.addresses.receiver}/"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @abstractmethod
    async def start(self) -> None:
        """Run, at the receiver page."""

    @abstractmethod
    async def stop(self) -> None:
        """End in good order, if it runs."""

    @abstractmethod
    async def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, awaited."""

    @abstractmethod
    async def press(self, selector: str) -> None:
        """Click an element of the page."""

    async def subscribe(self) -> None:
        """Press Enable, and wait until the browser is connected to the lab."""
        await self._state("off")
        await self.press("#enable")
        await self._state("on")

        async def connected() -> bool:
            shown = (await self.lab.overview()).devices
            return any(one.kind == self.kind and one.state == "on" for one in shown)

        await until(self.desk, connected)

    async def agent(self) -> str:
        """The id under which the lab knows it."""
        (device,) = [one for one in (await self.lab.overview()).devices if one.kind == self.kind]
        return device.id

    async def move(self) -> None:
        """By the push service, where the browser has that; else by a page that lost its subscription."""
        if self.ways.moved_by == "push service":
            await self.lab.rotate(await self.agent())
            return
        await self.unsubscribe()
        await self.press("#enable")

    async def unsubscribe(self) -> None:
        """As any page of the origin can: behind the receiver's and the desk's back."""
        await self._state("on")
        assert await self.evaluate(_GIVE_UP)

    async def _state(self, word: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.evaluate(_STATE.replace("WORD", f"'{word}'"))
