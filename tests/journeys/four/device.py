"""A device as the journey sees it, and in which ways the kinds differ."""

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self


@dataclass(frozen=True)
class Ways:
    """What is not the same for every kind of device, as data.

    `host`: how the host of its endpoints ends. Chromium makes them itself, on a host of Google's.
    `moved_by`: who can give it another address, "push service" or "page". Chromium's push service has no way
    to do it (pushdesk/services/lab/device_actions.py): there the page loses its subscription and asks anew.
    `after_click`: what the device reports behind the click. Firefox closes the alert that was clicked, and
    fires notificationclose for it.
    """

    host: str
    moved_by: str
    after_click: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """A notification as a person sees it."""

    title: str
    body: str


class Device(Protocol):
    """An async context manager: nothing of it is left running. `kind` as in the lab's overview."""

    kind: str
    ways: Ways

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def start(self) -> None:
        """Run, at the receiver page where there is one; it has its subscription of earlier, if any."""

    async def stop(self) -> None:
        """End in good order; what is kept is kept."""

    async def subscribe(self) -> None:
        """Do what a person does to receive messages here."""

    async def seen(self, title: str) -> Seen:
        """The notification of that title, once it is on the screen."""

    async def click(self, title: str, action: str = "") -> None:
        """Press one of its buttons; with no action, the notification itself."""

    async def close(self, title: str) -> None:
        """Dismiss it."""

    async def agent(self) -> str:
        """The id under which the lab knows it."""

    async def move(self) -> None:
        """Get another address: asked by the push service, or in the page (`ways.moved_by`)."""

    async def unsubscribe(self) -> None:
        """Give the subscription up and tell the push service, but not the desk."""
