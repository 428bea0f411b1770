"""FilteredTable: a live table under its filter chips and its search, and what stands beside one."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from pushdesk.ui.tables.filter_bar import FilterBar
from pushdesk.ui.tables.filter_chips import ALL, Choice, FilterChips
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, restyle, row, surface
from pushdesk.ui.widgets.cards import EmptyState
from pushdesk.ui.widgets.fields import SearchField

Row = TypeVar("Row")
_SEARCH_WIDTH = 190
_EDGE = 12


class FilteredTable(QWidget, Generic[Row]):
    """`asked` comes when somebody names another group or other words; whoever hears it filters the model.

    Where nothing fits, `nothing` says so in the table's place.
    """

    asked = Signal()

    def __init__(
        self,
        theme: Theme,
        model: LiveTableModel[Row],
        name: str,
        choices: Sequence[Choice],
        hint: str,
        *,
        lead: QWidget | None = None,
        tail: QWidget | None = None,
        search_width: int = _SEARCH_WIDTH,
    ) -> None:
        """`hint` stands in the empty search; `lead` at the very left of the bar, `tail` at its right."""
        super().__init__()
        self.table = LiveTable[Row](model, theme, name)
        self.filters = FilterChips(theme, choices)
        self.filters.chosen.connect(lambda _: self.asked.emit())
        self.search = SearchField(hint)
        self.search.searched.connect(lambda _: self.asked.emit())
        bar: QWidget = FilterBar(self.filters, self.search, lead, search_width)
        self.nothing = EmptyState(
            self.tr("Nothing found"),
            self.tr("Nothing here fits these words, in the group that is chosen."),
            self.tr("Clear search"),
            self.show_all,
        )
        self.nothing.setProperty("surface", "panel")
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place = QStackedWidget()
        self._place.addWidget(self.table)
        self._place.addWidget(self.nothing)
        for change in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            change.connect(self._show_place)
        self.setLayout(column(bar if tail is None else _with_tail(bar, tail), self._place, gap=0))

    def show_all(self) -> None:
        """No filter."""
        self.filters.choose(ALL)
        self.search.clear()

    def _show_place(self) -> None:
        model = self.table.live
        self._place.setCurrentIndex(1 if len(model.view) and not model.rowCount() else 0)

    def show_numbers(self) -> None:
        """The rows changed: how many there are in each group."""
        view = self.table.live.view
        self.filters.count(view.counts, len(view))

    def look_at(self, identifier: str) -> bool:
        """Choose one row, whatever the filters hide; False where there is none."""
        if self.table.look_at(identifier):
            return True
        if self.table.live.view.row(identifier) is None:
            return False
        self.show_all()
        return self.table.look_at(identifier)


def _with_tail(bar: QWidget, tail: QWidget) -> QWidget:
    restyle(bar, "rule", None)
    made = surface("panel", "bottom")
    whole = row(bar, tail, gap=0, margins=(0, 0, _EDGE, 0))
    whole.setStretch(0, 1)
    made.setLayout(whole)
    return made


def beside(listed: QWidget, detail: QWidget, sizes: tuple[int, int]) -> QSplitter:
    """The list, and one thing of it beside it, at first in these widths; the list takes what is left."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    made.addWidget(listed)
    made.addWidget(detail)
    made.setStretchFactor(0, 1)
    made.setSizes(list(sizes))
    return made
