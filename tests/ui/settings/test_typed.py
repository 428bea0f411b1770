"""A setting that is typed: when it is checked, when it is saved, and when it is left alone."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import BadInput
from pushdesk.ui.settings.section import Line
from pushdesk.ui.settings.typed import TypedSetting


def parsed(text: str) -> int:
    """Whole numbers only."""
    if not text.isdigit():
        raise BadInput("This is no number.")
    return int(text)


@dataclass
class Shown:
    """A number in a line, and what was saved of it."""

    box: QLineEdit
    line: Line
    setting: TypedSetting[int]
    saved: list[int] = field(default_factory=list)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """The number 7."""
    box, saved = QLineEdit(), list[int]()
    line = Line("Number", box)
    qtbot.addWidget(line)
    setting = TypedSetting(box, line, parsed, saved.append)
    setting.show_text("7")
    return Shown(box, line, setting, saved)


def test_it_is_saved_at_enter_as_what_was_read(shown: Shown) -> None:
    QTest.keyClicks(shown.box, "3")
    assert shown.saved == []
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert shown.saved == [73]


def test_what_nobody_typed_is_not_saved(shown: Shown) -> None:
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert shown.saved == []


def test_a_wrong_text_is_told_while_it_is_typed_and_never_saved(shown: Shown) -> None:
    QTest.keyClicks(shown.box, "x")
    assert shown.line.problem.text() == "This is no number."
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert shown.saved == []
    QTest.keyClick(shown.box, Qt.Key.Key_Backspace)
    assert shown.line.problem.text() == ""


def test_what_is_being_typed_is_not_written_over(shown: Shown) -> None:
    QTest.keyClicks(shown.box, "3")
    shown.setting.show_text("9")
    assert shown.box.text() == "73"
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    shown.setting.show_text("9")
    assert shown.box.text() == "9"
