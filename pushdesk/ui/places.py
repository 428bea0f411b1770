"""The window's places, in the order of the navigation, and how each screen is made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.screen import Screen


@dataclass(frozen=True)
class Place:
    """A place's name in `navigate`, its title, and what makes its screen."""

    name: str
    title: str
    make: Callable[[UiContext], Screen]


def _there(module: str, name: str) -> list[Callable[[UiContext], Screen]]:
    try:
        return [getattr(import_module(f"pushdesk.ui.{module}.screen"), name)]
    except ModuleNotFoundError:
        return []


PLACES = (
    Place("compose", "Compose", ComposeScreen),
    *(Place("devices", "Devices", made) for made in _there("devices", "DevicesScreen")),
    *(Place("campaigns", "Campaigns", made) for made in _there("campaigns", "CampaignsScreen")),
    *(Place("settings", "Settings", made) for made in _there("settings", "SettingsScreen")),
)
