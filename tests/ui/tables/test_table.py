"""The table: what a copy takes, what Enter opens, what follows the current row."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import LIGHT, Role


@dataclass(frozen=True)
class Thing:
    """A row with one of everything a cell can be."""

    id: str
    number: int


COLUMNS = (
    Column[Thing]("Id", lambda thing: thing.id, lambda thing: thing.id, strong=True),
    Column[Thing](
        "State", lambda thing: "Fine", lambda thing: 0, chip=lambda thing: Chip("Fine", Role.OK), width=60
    ),
    Column[Thing]("Tags", lambda thing: "qa, x", lambda thing: 0, tags=lambda thing: ["qa", "x"]),
    Column[Thing](
        "Time",
        lambda thing: f"{thing.number} ms",
        lambda thing: thing.number,
        raw=lambda thing: f"{thing.number}\nexactly",
        mono=True,
    ),
)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> LiveTable[Thing]:
    made = LiveTable(LiveTableModel(LiveView[Thing](lambda thing: thing.id), COLUMNS), theme, "Things")
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.live.load([Thing("a", 3), Thing("b", 1), Thing("c", 2)])
    made.show()
    return made


def test_arrows_walk_the_rows_and_say_which_is_looked_at(table: LiveTable[Thing]) -> None:
    spy = QSignalSpy(table.looked_at)
    table.look_at("a")
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert [spy.at(number)[0] for number in range(spy.count())] == ["a", "b"]
    assert table.current_id() == "b"


def test_a_copy_takes_raw_values_of_the_selected_rows(table: LiveTable[Thing]) -> None:
    table.look_at("a")
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Id\tState\tTags\tTime",
        "a\tFine\tqa, x\t3 exactly",
        "b\tFine\tqa, x\t1 exactly",
    ]


def test_enter_opens_the_current_row(table: LiveTable[Thing], qtbot: QtBot) -> None:
    table.look_at("c")
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["c"]


def test_the_first_order_is_the_order_of_arrival_and_a_third_click_returns_to_it(
    table: LiveTable[Thing],
) -> None:
    header = table.horizontalHeader()
    number_column = QPoint(header.sectionViewportPosition(3) + 20, header.height() // 2)

    def order() -> str:
        return "".join(table.live.id_at(row) for row in range(3))

    orders = [order()]
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=number_column)
        orders.append(order())
    assert orders == ["abc", "bca", "acb", "abc"]


def test_coming_by_tab_looks_at_the_first_row(table: LiveTable[Thing]) -> None:
    assert table.current_id() == ""
    table.clearFocus()
    spy = QSignalSpy(table.looked_at)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.selected_ids() == ["a"]
    assert spy.at(spy.count() - 1)[0] == "a"


def test_a_hidden_row_cannot_be_looked_at(table: LiveTable[Thing]) -> None:
    assert not table.look_at("unknown")
    assert table.current_id() == ""


def test_every_kind_of_cell_is_drawn(table: LiveTable[Thing]) -> None:
    picture = table.viewport().grab().toImage()
    every_pixel = [(x, y) for x in range(0, picture.width(), 2) for y in range(picture.height())]
    colours = {picture.pixelColor(x, y).name() for x, y in every_pixel}
    assert {LIGHT.ok.paper, LIGHT.neutral.paper} <= colours


def test_the_table_is_painted_anew_for_rows_in_sight_alone(table: LiveTable[Thing], qtbot: QtBot) -> None:
    table.live.load([Thing(f"t{number}", number) for number in range(1000)])
    painted = Painted(table.viewport())
    assert painted.by(qtbot, lambda: table.live.apply([Thing("t50", 0), Thing("t999", 0)])) == 0
    table.scrollToBottom()
    assert painted.by(qtbot, lambda: table.live.apply([Thing("t999", 1)])) == 1
    assert painted.by(qtbot, lambda: table.live.apply([Thing("t1", 1), Thing("t999", 2)])) == 1


def test_rows_that_come_below_what_is_seen_are_not_painted(table: LiveTable[Thing], qtbot: QtBot) -> None:
    def more(first: int, number: int) -> None:
        table.live.apply([Thing(f"t{place}", place) for place in range(first, first + number)])

    table.live.load([Thing("t0", 0)])
    painted = Painted(table.viewport())
    assert painted.by(qtbot, lambda: more(1, 50)) > 0
    reach = table.verticalScrollBar().maximum()
    assert painted.by(qtbot, lambda: more(51, 100)) == 0
    assert table.verticalScrollBar().maximum() == reach + 100
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.scrollToTop()
    assert painted.by(qtbot, lambda: table.live.apply([Thing("u", 0)])) > 0
    assert painted.by(qtbot, lambda: table.live.remove(["u"])) > 0


class Painted(QObject):
    """Counts how often a widget is painted."""

    QUIET_SECONDS = 0.1

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self._last = time.monotonic()
        widget.installEventFilter(self)

    def by(self, qtbot: QtBot, deed: Callable[[], None]) -> int:
        """How often it is painted because of a deed."""
        self._calm(qtbot)
        self.count = 0
        deed()
        self._calm(qtbot)
        return self.count

    def _calm(self, qtbot: QtBot) -> None:
        """Wait until nothing is painted any more: a window that opens, or scrolls, is so more than once."""
        self._last = time.monotonic()
        qtbot.waitUntil(lambda: time.monotonic() - self._last > self.QUIET_SECONDS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every paint event is one."""
        if event.type() is QEvent.Type.Paint:
            self.count += 1
            self._last = time.monotonic()
        return False
