"""A part that scrolls shows what gets the focus in it, wherever the focus comes from."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.basics import button
from pushdesk.ui.widgets.scrolling import ScrollingColumn

NUMBER = 40


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A low window with many buttons that scroll, and one outside, over them."""
    inner, made = QWidget(), QWidget()
    lines = QVBoxLayout(inner)
    for number in range(NUMBER):
        lines.addWidget(button(f"Button {number}"))
    whole = QVBoxLayout(made)
    whole.addWidget(button("outside"))
    whole.addWidget(ScrollingColumn(inner))
    qtbot.addWidget(made)
    made.resize(300, 260)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def area(window: QWidget) -> ScrollingColumn:
    """The part of it that scrolls."""
    (found,) = window.findChildren(ScrollingColumn)
    return found


def buttons(area: ScrollingColumn) -> list[QPushButton]:
    """The outside one first."""
    return area.window().findChildren(QPushButton)


def in_view(area: ScrollingColumn, part: QWidget) -> bool:
    """Whether the whole of it can be seen."""
    corner = part.mapTo(area.viewport(), QPoint())
    return area.viewport().rect().contains(part.rect().translated(corner))


def test_tab_from_outside_scrolls_to_where_it_comes(area: ScrollingColumn) -> None:
    every = buttons(area)
    outside = next(one for one in every if one.text() == "outside")
    first = next(one for one in every if one.text() == "Button 0")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert not in_view(area, first)
    outside.setFocus()
    QTest.keyClick(outside, Qt.Key.Key_Tab)
    assert first.hasFocus()
    assert in_view(area, first)


def test_a_part_that_is_gone_to_is_shown(area: ScrollingColumn) -> None:
    last = next(one for one in buttons(area) if one.text() == f"Button {NUMBER - 1}")
    last.setFocus()
    assert in_view(area, last)


def test_the_scroll_bar_takes_its_room_from_the_margin(window: QWidget, qtbot: QtBot) -> None:
    inner, line = QWidget(), button("wide")
    lines = QVBoxLayout(inner)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.addWidget(line)
    lines.addStretch(1)
    area = ScrollingColumn(inner, (18, 0, 18, 0))
    area.setParent(window)
    area.resize(300, 200)
    area.show()
    qtbot.waitUntil(lambda: line.width() == area.viewport().width() - 2 * 18)
    wide = line.width()
    inner.setMinimumHeight(600)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: line.width() == wide)
    assert area.viewport().width() < wide + 2 * 18


def test_a_click_moves_nothing(area: ScrollingColumn) -> None:
    area.verticalScrollBar().setValue(7)
    first = next(one for one in buttons(area) if one.text() == "Button 0")
    QTest.mousePress(first, Qt.MouseButton.LeftButton)
    assert first.hasFocus()
    assert area.verticalScrollBar().value() == 7
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton)
