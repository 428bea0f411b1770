"""Cells: tags that do not fit are counted, and every cell looks as the style sheet says."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from pushdesk.settings import Theme as Choice
from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.delegate import fitting
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.text import mono_font

TEXTS = ("Phone", "A name that is longer than its column is wide", "שלום עולם", "📱 Äg", "")


@dataclass(frozen=True)
class Line:
    """A row with the same text in every cell."""

    id: str
    text: str


COLUMNS = (
    Column[Line]("Plain", lambda line: line.text, lambda line: line.text),
    Column[Line]("Mono", lambda line: line.text, lambda line: line.text, mono=True),
    Column[Line]("Strong", lambda line: line.text, lambda line: line.text, strong=True),
    Column[Line]("Number", lambda line: line.text, lambda line: line.text, numeric=True),
)


class ByTheStyle(QStyledItemDelegate):
    """Draws the cells of COLUMNS as Qt and the style sheet do."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The style asks the model; the column's font is all that it does not hear from there."""
        super().initStyleOption(option, index)
        column = COLUMNS[index.column()]
        if column.mono:
            option.font = mono_font(option.font)
        elif column.strong:
            option.font.setWeight(QFont.Weight.DemiBold)


def picture(table: LiveTable[Line]) -> QImage:
    made = QImage(table.size() * 2, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(2)
    table.render(made)
    return made


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK])
def test_a_cell_looks_as_the_style_sheet_says(
    qtbot: QtBot, theme: Theme, choice: Choice, direction: Qt.LayoutDirection
) -> None:
    theme.choose(choice)
    table = LiveTable(LiveTableModel(LiveView[Line](lambda line: line.id), COLUMNS), theme, "Lines")
    qtbot.addWidget(table)
    table.setLayoutDirection(direction)
    table.resize(QSize(500, 240))
    table.live.load([Line(str(number), text) for number, text in enumerate(TEXTS)])
    table.show()
    table.look_at("1")
    drawn = picture(table)
    reference = ByTheStyle(table)
    table.setItemDelegate(reference)
    assert picture(table) == drawn
    table.selectionModel().clear()
    assert picture(table) != drawn


def test_tags_that_fit_are_all_shown() -> None:
    assert fitting(["qa", "design"], 100, len) == ["qa", "design"]


def test_tags_without_room_become_a_number() -> None:
    assert fitting(["support", "design", "qa", "x"], 23, len) == ["support", "design", "+2"]
    assert fitting(["support", "design"], 8.0, len) == ["+2"]


def test_one_long_tag_is_shown_and_elided() -> None:
    assert fitting(["a-very-long-tag"], 5.0, len) == ["a-very-long-tag"]
