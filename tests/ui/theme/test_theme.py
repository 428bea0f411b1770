"""The theme: light, dark, or as the desktop is; palette and style sheet change together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pushdesk.model.campaign import CampaignState, Said
from pushdesk.model.subscription import SubscriptionState
from pushdesk.settings import Theme as Choice
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.theme.stylesheet import stylesheet
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import DARK, LIGHT, Role


def test_switching_changes_what_is_painted(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    shown = QLabel("words")
    shown.setProperty("surface", "panel")
    qtbot.addWidget(shown)
    shown.show()

    def paper() -> str:
        return shown.grab().toImage().pixelColor(1, 1).name()

    assert paper() == LIGHT.panel
    with qtbot.waitSignal(theme.changed):
        theme.choose(Choice.DARK)
    assert paper() == DARK.panel
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == DARK.ink


def test_the_system_theme_follows_the_desktop(theme: Theme) -> None:
    theme.choose(Choice.SYSTEM)
    theme.follow(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    theme.follow(Qt.ColorScheme.Light)
    assert theme.tokens is LIGHT


def test_what_the_user_chose_wins_over_the_desktop(theme: Theme) -> None:
    theme.choose(Choice.LIGHT)
    theme.follow(Qt.ColorScheme.Dark)
    assert theme.tokens is LIGHT


def test_the_style_sheet_names_no_colour_that_is_no_token() -> None:
    light = stylesheet(LIGHT)
    assert "$" not in light
    assert LIGHT.accent in light
    assert LIGHT.panel not in stylesheet(DARK).replace(DARK.accent_ink, "").replace(DARK.side_on_ink, "")


def test_sizes_follow_the_applications_font() -> None:
    assert "15.50pt" in stylesheet(LIGHT, 10)
    assert "18.60pt" in stylesheet(LIGHT, 12)


@pytest.mark.parametrize("state", [*Said, *SubscriptionState, *CampaignState])
def test_every_state_has_a_chip(state: Said | SubscriptionState | CampaignState) -> None:
    text, role = chip_for(state)
    assert text[0].isupper()
    assert role in Role


def test_accepted_is_not_the_colour_of_shown() -> None:
    assert chip_for(Said.ACCEPTED) == ("Accepted", Role.INFO)
    assert chip_for(Said.SHOWN) == ("Shown", Role.OK)
