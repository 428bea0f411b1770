"""The checks: a card for what is wrong, one press from its box."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.checks import Checks
from pushdesk.ui.compose.draft import Problem
from pushdesk.ui.theme.theme import Theme

PROBLEM = Problem("ttl", "TTL", "TTL must be a time such as 4 h.")


def cards(checks: Checks) -> list[QFrame]:
    """The cards that can be seen."""
    return [card for card in checks.findChildren(QFrame) if card.accessibleName() and not card.isHidden()]


def test_without_problems_it_says_ready(theme: Theme, qtbot: QtBot) -> None:
    checks = Checks(theme)
    qtbot.addWidget(checks)
    assert [card.accessibleName().split(":")[0] for card in cards(checks)] == ["Ready"]


def test_a_card_leads_to_its_field_by_mouse_and_by_key(theme: Theme, qtbot: QtBot) -> None:
    checks, fields = Checks(theme), list[str]()
    qtbot.addWidget(checks)
    checks.go_to.connect(fields.append)
    checks.show_problems((PROBLEM,))
    (card,) = cards(checks)
    assert card.accessibleName() == PROBLEM.sentence
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert fields == ["ttl", "ttl"]
