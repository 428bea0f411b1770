"""The columns of a table in front of a person: as there is room, as chosen, as wide as set by hand."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.theme.theme import Theme


@dataclass(frozen=True)
class Thing:
    """A row."""

    id: str


COLUMNS = (
    Column[Thing]("Name", lambda thing: thing.id, lambda thing: thing.id, width=200, widest=300),
    Column[Thing]("Size", lambda thing: "1", lambda thing: 1, width=100, gives_way=1),
    Column[Thing]("Key", lambda thing: "2", lambda thing: 2, width=100, gives_way=2),
    Column[Thing]("State", lambda thing: "3", lambda thing: 3, width=150),
)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> LiveTable[Thing]:
    made = LiveTable(LiveTableModel(LiveView[Thing](lambda thing: thing.id), COLUMNS), theme, "Things")
    qtbot.addWidget(made)
    made.live.load([Thing(str(number)) for number in range(50)])
    made.show()
    return made


def make_room(table: LiveTable[Thing], logical: float) -> None:
    """Give the columns so much room, and a little, in the pixels that their widths are written in."""
    scale = max(table.fontMetrics().height(), 16) / 16
    edges = table.width() - table.viewport().width()
    table.resize(round(logical * scale) + edges + 2, 300)


def titles(table: LiveTable[Thing]) -> list[str]:
    header = table.horizontalHeader()
    return [one.title for number, one in enumerate(COLUMNS) if not header.isSectionHidden(number)]


def menu_of(table: LiveTable[Thing]) -> dict[str, bool]:
    menu = QMenu(table)
    table.fit.fill(menu)
    return {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}


def toggle(table: LiveTable[Thing], text: str) -> None:
    menu = QMenu(table)
    table.fit.fill(menu)
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_columns_come_and_go_with_the_room_and_nothing_is_scrolled_sideways(table: LiveTable[Thing]) -> None:
    for room, expected in (
        (560, ["Name", "Size", "Key", "State"]),
        (500, ["Name", "Size", "State"]),
        (400, ["Name", "State"]),
        (560, ["Name", "Size", "Key", "State"]),
    ):
        make_room(table, room)
        assert titles(table) == expected
        assert table.horizontalScrollBar().maximum() == 0


def test_the_room_that_is_left_goes_to_the_column_that_grows_and_then_to_the_last(
    table: LiveTable[Thing],
) -> None:
    make_room(table, 590)
    name, last = table.columnWidth(0), table.columnWidth(3)
    make_room(table, 620)
    assert table.columnWidth(0) > name
    assert abs(table.columnWidth(3) - last) <= 2
    make_room(table, 900)
    assert table.columnWidth(3) > last + 100


def test_a_column_is_chosen_in_the_headers_menu_and_the_way_back_is_there(table: LiveTable[Thing]) -> None:
    make_room(table, 500)
    told: list[object] = []
    table.fit.chosen.connect(told.append)
    header = table.horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = header.findChildren(QMenu)
    assert {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()} == {
        "Size": True,
        "Key": False,
    }
    assert not menu.actions()[-1].isEnabled()
    next(action for action in menu.actions() if action.text() == "Key").trigger()
    menu.close()
    assert (titles(table), told[0]) == (["Name", "Key", "State"], {"Key": True})
    toggle(table, "Size")
    assert titles(table) == ["Name", "Size", "Key", "State"]
    toggle(table, "Key")
    assert (titles(table), told[2]) == (["Name", "Size", "State"], {"Key": False, "Size": True})
    make_room(table, 900)
    assert menu_of(table) == {"Size": True, "Key": False}
    toggle(table, "As there is room")
    assert (titles(table), told[3]) == (["Name", "Size", "Key", "State"], {})


def test_a_width_set_by_hand_stays_through_another_size_and_another_choice(table: LiveTable[Thing]) -> None:
    font = table.horizontalHeader().font()
    font.setPixelSize(23)  # widths are written for a smaller one
    table.horizontalHeader().setFont(font)
    make_room(table, 900)
    table.horizontalHeader().resizeSection(1, 77)
    toggle(table, "Key")
    make_room(table, 1200)
    assert table.columnWidth(1) == 77
    toggle(table, "Size")
    toggle(table, "Size")
    assert table.columnWidth(1) == 77


def test_a_table_whose_columns_all_stay_has_no_such_menu(qtbot: QtBot, theme: Theme) -> None:
    view = LiveView[Thing](lambda thing: thing.id)
    plain = LiveTable(LiveTableModel(view, (COLUMNS[0], COLUMNS[3])), theme, "Things")
    qtbot.addWidget(plain)
    assert not plain.fit.can_choose
    assert plain.horizontalHeader().contextMenuPolicy() is Qt.ContextMenuPolicy.DefaultContextMenu
