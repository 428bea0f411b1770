"""Boxes that offer a few choices."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.choice_box import ChoiceBox


def test_a_choice_that_is_none_of_the_offered_is_shown_muted(qtbot: QtBot) -> None:
    box = ChoiceBox("Direction", ["not set", "ltr"])
    qtbot.addWidget(box)
    box.show_text("up")
    assert (box.currentIndex(), box.placeholderText()) == (-1, "up")
    box.show_text("ltr")
    assert box.currentText() == "ltr"


def test_a_free_choice_takes_any_text(qtbot: QtBot) -> None:
    box, said = ChoiceBox("TTL", ["4 h"], free=True), list[str]()
    qtbot.addWidget(box)
    box.show_text("")
    box.typed.connect(said.append)
    line = box.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "90")
    assert said == ["9", "90"]
    assert line.accessibleName() == "TTL"
