"""UiContext: what every screen is made with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pushdesk.settings import Settings
from pushdesk.ui.actions import Actions
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.theme.theme import Theme


class Navigate(Protocol):
    """Go to a place: compose, devices, campaigns, lab, settings; and there to one thing by its id."""

    def __call__(self, place: str, item: str | None = None) -> None: ...


@dataclass(frozen=True)
class UiContext:
    """`notify` says what was done (a toast), `refuse` what cannot be done (a banner); both take a sentence.

    `settings` are those the window was started with; the desk's `settings` are what holds later.
    """

    settings: Settings
    theme: Theme
    bridge: Bridge
    actions: Actions
    navigate: Navigate
    notify: Callable[[str], None]
    refuse: Callable[[str], None]
