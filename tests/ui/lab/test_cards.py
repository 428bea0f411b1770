"""The cards in a row: what stands whole on them where there are as many as a team has browsers."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pushdesk.model.views import LabOverview
from pushdesk.ui.lab.card_data import cards
from pushdesk.ui.lab.cards import CardStrip
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.text import ElidedLabel
from tests.ui.lab.fake_lab import device

# What the window's sidebar takes of its width.
SIDEBAR = 196
THERE = (
    device("v1"),
    device("b1", "builtin", name="Built-in browser", profile="p0", subscriptions=0),
    device("c1", "chromium", name="Chrome 156", profile="p1", kept=True, subscriptions=0),
    device("e1", "chromium", name="Edge 156", profile="p2", subscriptions=0),
    device("f1", "firefox", name="Firefox 153.7", profile="p3", subscriptions=12),
)


@pytest.mark.parametrize("width", [1440, 1920])
def test_the_facts_of_five_cards_stand_whole(qtbot: QtBot, theme: Theme, width: int) -> None:
    strip = CardStrip(theme, lambda menu, data: None)
    qtbot.addWidget(strip)
    strip.resize(width - SIDEBAR, 150)
    strip.say(cards(LabOverview(THERE), builtin_there=True))
    strip.show()
    QApplication.processEvents()
    assert len(strip.cards) == 5
    facts = [
        made
        for card in strip.cards
        for made in card.findChildren(ElidedLabel)
        if made.text() == card.data.facts
    ]
    assert [made.text() for made in facts if made.shown(made.width()) != made.text()] == []
    assert len(facts) == 5
