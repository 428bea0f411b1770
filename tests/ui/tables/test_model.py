"""The live table model under Qt's own tester: signals are right, selections follow, 10,000 rows are quick."""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from pushdesk.ui.tables.column import Column, Role
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.view import LiveView


@dataclass(frozen=True)
class Thing:
    """A row: an id, a number to sort by, a word to filter by."""

    id: str
    number: int
    word: str = "x"


COLUMNS = (
    Column[Thing]("Id", lambda thing: thing.id, lambda thing: thing.id),
    Column[Thing](
        "Number",
        lambda thing: f"{thing.number} ms",
        lambda thing: thing.number,
        numeric=True,
        hover=lambda thing: f"exactly {thing.number}",
        raw=lambda thing: str(thing.number),
    ),
)


@pytest.fixture
def model(qapp: object) -> Iterator[LiveTableModel[Thing]]:
    made = LiveTableModel(LiveView[Thing](lambda thing: thing.id), COLUMNS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


def letters(model: LiveTableModel[Thing]) -> str:
    return "".join(model.index(row, 0).data() for row in range(model.rowCount()))


def test_a_batch_whose_order_holds_is_one_change_of_a_range(model: LiveTableModel[Thing]) -> None:
    model.load([Thing(letter, number) for number, letter in enumerate("abcde")])
    changed, moved = QSignalSpy(model.dataChanged), QSignalSpy(model.layoutChanged)
    resets = QSignalSpy(model.modelReset)
    model.apply([Thing("b", 10), Thing("d", 11)])
    assert changed.count() == 1
    first, last = changed.at(0)[:2]
    assert (first.row(), last.row(), last.column()) == (1, 3, 1)
    assert moved.count() == resets.count() == 0


def test_rows_that_are_here_as_they_are_announce_nothing(model: LiveTableModel[Thing]) -> None:
    model.load([Thing("a", 1), Thing("b", 2)])
    changed = QSignalSpy(model.dataChanged)
    model.apply([Thing("a", 1), Thing("b", 2)])
    assert changed.count() == 0
    model.apply([Thing("a", 1), Thing("b", 3)])
    assert [(first.row(), last.row()) for first, last, _ in map(changed.at, range(changed.count()))] == [
        (1, 1)
    ]


def test_rows_that_others_took_the_place_of_are_let_go_bit_by_bit(qtbot: QtBot) -> None:
    model = LiveTableModel(LiveView[Thing](lambda thing: thing.id), COLUMNS)
    model.load(things := [Thing(str(number), number) for number in range(20_000)])
    qtbot.waitUntil(lambda: model.settled)
    known = [weakref.ref(thing) for thing in things]
    del things[:]
    model.load([Thing("a", 1)])
    assert any(thing() for thing in known)
    qtbot.waitUntil(lambda: not any(thing() for thing in known))
    assert letters(model) == "a"


def test_new_rows_come_in_one_insertion(model: LiveTableModel[Thing]) -> None:
    model.load([Thing("a", 0)])
    inserted, resets = QSignalSpy(model.rowsInserted), QSignalSpy(model.modelReset)
    model.apply([Thing(letter, number) for number, letter in enumerate("bcd")])
    assert letters(model) == "abcd"
    assert (inserted.count(), resets.count()) == (1, 0)


def test_sorting_follows_changes(model: LiveTableModel[Thing]) -> None:
    model.load([Thing("a", 1), Thing("b", 2), Thing("c", 3)])
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert letters(model) == "cba"
    model.apply([Thing("a", 9), Thing("d", 0)])
    assert letters(model) == "acbd"
    model.sort(-1)
    assert letters(model) == "abcd"


def test_filtering_follows_changes(model: LiveTableModel[Thing]) -> None:
    model.load([Thing("a", 1), Thing("b", 2, "y"), Thing("c", 3), Thing("d", 4, "y")])
    model.filter(lambda thing: thing.word == "x")
    assert letters(model) == "ac"
    model.apply([Thing("a", 1, "y"), Thing("b", 2)])
    assert letters(model) == "bc"
    model.filter(lambda thing: True)
    assert letters(model) == "abcd"


def test_selection_and_current_row_follow_their_rows(model: LiveTableModel[Thing], qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    model.load([Thing(letter, number) for number, letter in enumerate("abcdef")])
    model.sort(1)
    flags = QItemSelectionModel.SelectionFlag
    rows = flags.Select | flags.Rows
    table.selectionModel().setCurrentIndex(model.index_of("b"), flags.Current | rows)
    table.selectionModel().select(model.index_of("e"), rows)
    model.apply([Thing("b", 99), Thing("g", -1), Thing("c", 50)])
    model.filter(lambda thing: thing.id != "a")
    model.sort(1, Qt.SortOrder.DescendingOrder)
    selected = {model.id_at(index.row()) for index in table.selectionModel().selectedRows()}
    assert selected == {"b", "e"}
    assert model.id_at(table.currentIndex().row()) == "b"


def test_a_cell_says_its_text_its_exact_value_and_what_a_copy_takes(model: LiveTableModel[Thing]) -> None:
    model.load([Thing("a", 7)])
    cell = model.index(0, 1)
    assert cell.data() == "7 ms"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "exactly 7"
    assert cell.data(Role.COPY) == "7"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Number"


def test_rows_that_are_gone_leave_without_a_reset_and_the_others_keep_their_selection(
    model: LiveTableModel[Thing],
) -> None:
    model.load([Thing(letter, number) for number, letter in enumerate("abcde")])
    resets = QSignalSpy(model.modelReset)
    model.remove(["a", "b", "nowhere"])
    assert letters(model) == "cde"
    assert len(model.view) == 3
    model.apply([Thing("a", 9)])
    assert letters(model) == "cdea"
    assert resets.count() == 0
