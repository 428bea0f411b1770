"""The window's places, in the order of the navigation, and how each screen is made."""

from collections.abc import Callable
from dataclasses import dataclass

from pushdesk.ui.campaigns.screen import CampaignsScreen
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.screen import DevicesScreen
from pushdesk.ui.lab.screen import LabScreen
from pushdesk.ui.screen import Screen
from pushdesk.ui.settings.screen import SettingsScreen


@dataclass(frozen=True)
class Place:
    """A place's name in `navigate`, its title, and what makes its screen."""

    name: str
    title: str
    make: Callable[[UiContext], Screen]


PLACES = (
    Place("compose", "Compose", ComposeScreen),
    Place("devices", "Devices", DevicesScreen),
    Place("campaigns", "Campaigns", CampaignsScreen),
    Place("lab", "Lab", LabScreen),
    Place("settings", "Settings", SettingsScreen),
)
