"""The window's places, in the order of the navigation, and how each screen is made."""

from dataclasses import dataclass
from importlib import import_module

from pushdesk.ui.context import UiContext
from pushdesk.ui.screen import Screen


@dataclass(frozen=True)
class Place:
    """A place's name in `navigate`, its title, and where its screen's class is.

    `early`: there is something to do in it before there is a desk.
    """

    name: str
    title: str
    module: str
    kind: str
    early: bool = False

    def load(self) -> None:
        """Import the screen and all it stands on; in any thread."""
        import_module(self.module)

    def make(self, context: UiContext) -> Screen:
        """A new screen; imports what was not imported before."""
        made = getattr(import_module(self.module), self.kind)(context)
        assert isinstance(made, Screen)
        return made


PLACES = (
    Place("compose", "Compose", "pushdesk.ui.compose.screen", "ComposeScreen", early=True),
    Place("devices", "Devices", "pushdesk.ui.devices.screen", "DevicesScreen"),
    Place("campaigns", "Campaigns", "pushdesk.ui.campaigns.screen", "CampaignsScreen"),
    Place("lab", "Lab", "pushdesk.ui.lab.screen", "LabScreen"),
    Place("settings", "Settings", "pushdesk.ui.settings.screen", "SettingsScreen"),
)
