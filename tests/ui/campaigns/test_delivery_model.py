"""The live table's model: its cells, and 10,000 deliveries that change while a view watches."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from pushdesk.model.campaign import DeliveryState
from pushdesk.ui.campaigns.delivery_model import COLUMNS, DeliveryModel
from pushdesk.ui.campaigns.delivery_view import DeliveryFilter, Group
from pushdesk.ui.tables.column import Role
from tests.ui.rows import accepted, delivery, rejected

TITLES = [column.title for column in COLUMNS]


@pytest.fixture
def model(qapp: object) -> Iterator[DeliveryModel]:
    made = DeliveryModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


def cell(model: DeliveryModel, row: int, title: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return model.index(row, TITLES.index(title)).data(role)


def chip(model: DeliveryModel, row: int) -> str:
    column, line = model.cell(model.index(row, TITLES.index("Status")))
    assert column.chip is not None
    return str(column.chip(line).text)


def test_a_line_says_what_is_known_of_a_delivery(model: DeliveryModel) -> None:
    model.load([rejected()])
    texts = [model.index(0, column).data() for column in range(model.columnCount())]
    assert texts == ["Support MacBook", "web.push.apple.com", "Rejected", "403", "1", "299 ms", "–"]
    assert "BadJwtToken" in str(cell(model, 0, "Status", Qt.ItemDataRole.ToolTipRole))


def test_a_waiting_line_has_dashes_not_zeros(model: DeliveryModel) -> None:
    model.load([delivery()])
    assert [cell(model, 0, title) for title in ("Code", "Latency", "Device says")] == ["–"] * 3


def test_a_copy_takes_raw_values(model: DeliveryModel) -> None:
    model.load([rejected(latency_ms=1240)])
    assert cell(model, 0, "Latency") == "1.2 s"
    assert cell(model, 0, "Latency", Role.COPY) == "1240"
    assert cell(model, 0, "Push service", Role.COPY) == "https://web.push.apple.com/QGzi0123456789kU8"


def test_the_chip_turns_from_accepted_to_shown(model: DeliveryModel) -> None:
    model.load([accepted()])
    before = chip(model, 0)
    model.apply([accepted(0, "received", "shown")])
    assert [before, chip(model, 0)] == ["Accepted", "Shown"]
    assert str(cell(model, 0, "Device says")).startswith("shown, ")


def test_sorting_by_status_brings_what_went_wrong_first(model: DeliveryModel) -> None:
    model.load([accepted(1, "shown"), delivery(2), rejected(3), accepted(4)])
    model.sort(TITLES.index("Status"))
    assert [model.id_at(row) for row in range(4)] == ["d3", "d2", "d4", "d1"]


def test_devices_sort_by_their_numbers(model: DeliveryModel) -> None:
    model.load([delivery(10), delivery(9)])
    model.sort(TITLES.index("Device"))
    assert [model.id_at(row) for row in range(2)] == ["d9", "d10"]


def test_a_whole_campaign_runs_through_a_filtered_sorted_table_in_batches(model: DeliveryModel) -> None:
    model.load([delivery(number) for number in range(60)])
    model.filter(DeliveryFilter(Group.ACCEPTED))
    model.sort(TITLES.index("Device"), Qt.SortOrder.DescendingOrder)
    resets = QSignalSpy(model.modelReset)
    for start in range(0, 60, 20):
        batch = range(start, start + 20)
        model.apply([delivery(number, DeliveryState.SENDING) for number in batch])
        model.apply([rejected(number) if number % 10 == 0 else accepted(number) for number in batch])
        model.apply([accepted(number, "shown") for number in batch if number % 10])
    assert model.rowCount() == 54
    assert model.id_at(0) == "d59"
    assert resets.count() == 0


def test_many_deliveries_land_in_slices_and_keep_the_selection(qtbot: QtBot) -> None:
    # Without the tester, which walks every row itself.
    model = DeliveryModel()
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    resets = QSignalSpy(model.modelReset)
    model.load([delivery(number) for number in range(10_000)])
    assert model.rowCount() < 1000  # the others come between two frames
    model.apply([accepted(9_999, "shown")])  # even one that is not loaded yet
    table.show()
    qtbot.waitUntil(lambda: model.settled)
    assert [model.id_at(row) for row in (0, 9_999)] == ["d0", "d9999"]
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().setCurrentIndex(model.index_of("d7777"), flags.ClearAndSelect | flags.Rows)
    model.sort(TITLES.index("Status"))
    assert model.id_at(0) == "d0"  # nothing waits for the order
    qtbot.waitUntil(lambda: model.settled)
    assert [model.id_at(row) for row in (0, 9_999)] == ["d0", "d9999"]
    for start in range(0, 10_000, 1000):
        model.apply([accepted(number, "shown") for number in range(start, start + 1000) if number != 4321])
    model.apply([rejected(4321)])
    model.filter(DeliveryFilter(Group.REJECTED))
    qtbot.waitUntil(lambda: model.settled)
    assert [model.id_at(row) for row in range(model.rowCount())] == ["d4321"]
    model.filter(DeliveryFilter())
    qtbot.waitUntil(lambda: model.settled)
    assert (model.rowCount(), model.id_at(0)) == (10_000, "d4321")
    model.remove(["d1", "d2"])
    assert model.rowCount() == 9_998
    assert resets.count() == 1
