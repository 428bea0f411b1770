"""The question before a step that stays: nothing happens by Esc or Enter alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.confirm import confirm


@pytest.fixture
def answers() -> list[str]:
    return []


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def box(parent: QWidget, answers: list[str]) -> QMessageBox:
    return confirm(parent, "Retire 2 devices?", "It stays.", "Retire", lambda: answers.append("done"))


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_careless_key_does_nothing(box: QMessageBox, answers: list[str], key: Qt.Key) -> None:
    QTest.keyClick(box, key)
    assert answers == []


def test_the_named_button_does_it_once(box: QMessageBox, answers: list[str]) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == "Retire").click()
    assert answers == ["done"]
