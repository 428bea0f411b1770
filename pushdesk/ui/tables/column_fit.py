"""ColumnFit: the columns of one table as wide as there is room, and the menu in which they are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.fitting import fitted, seen

# Column widths are written for this line height; a larger font gets wider columns.
_LINE = 16


class ColumnFit(QObject):
    """What the user set by hand stays as wide; what he chose is shown, or not, whatever the room.

    `chosen(choices)`: by column title, what he wants of those that give way; the others are as there is room.
    """

    chosen = Signal(object)

    def __init__(self, header: QHeaderView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(header)
        self._header = header
        self._columns = tuple(columns)
        self._choices: dict[str, bool] = {}
        self._by_hand: dict[int, int] = {}
        self._fitting = False
        self._room = 0.0
        header.sectionResized.connect(self._resized)
        if self.can_choose:
            header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            header.customContextMenuRequested.connect(self._ask)

    @property
    def can_choose(self) -> bool:
        """Whether any of the columns gives way."""
        return any(column.gives_way for column in self._columns)

    def fit(self, room: float) -> None:
        """Arrange the columns in `room`, in device-independent pixels."""
        self._room = room
        line = self._header.fontMetrics().height()
        scale = max(line, _LINE) / _LINE
        columns = [self._as_set(number, scale) for number in range(len(self._columns))]
        shown = seen(columns, room / scale, self._choices)
        widths = iter(fitted([one for one, there in zip(columns, shown, strict=True) if there], room / scale))
        self._fitting = True
        for number, there in enumerate(shown):
            self._header.setSectionHidden(number, not there)
            if there and (width := int(next(widths) * scale)) and number not in self._by_hand:
                self._header.resizeSection(number, width)
        self._fitting = False

    def _as_set(self, number: int, scale: float) -> Column[Any]:
        column = self._columns[number]
        if number not in self._by_hand:
            return column
        return replace(column, width=round(self._by_hand[number] / scale), narrowest=None, widest=None)

    def _resized(self, section: int, before: int, after: int) -> None:
        last = section == len(self._columns) - 1  # stretches by itself
        comes_or_goes = not (before and after)  # told of late, by Qt
        if not (self._fitting or last or comes_or_goes):
            self._by_hand[section] = after

    def choose(self, choices: Mapping[str, bool]) -> None:
        """Show and hide columns by title; unknown ones are passed by, others are as there is room."""
        self._choices = dict(choices)
        self.fit(self._room)

    def fill(self, menu: QMenu) -> None:
        """The columns that can be chosen, and the way back."""
        for number, column in enumerate(self._columns):
            if column.gives_way:
                action = menu.addAction(self.tr(column.title))
                action.setCheckable(True)
                action.setChecked(not self._header.isSectionHidden(number))
                action.toggled.connect(partial(self._toggle, column.title))
        menu.addSeparator()
        back = menu.addAction(self.tr("As there is room"))
        back.setEnabled(bool(self._choices))
        back.triggered.connect(lambda: self._choose({}))

    def _toggle(self, title: str, shown: bool) -> None:
        self._choose(self._choices | {title: shown})

    def _choose(self, choices: Mapping[str, bool]) -> None:
        self.choose(choices)
        self.chosen.emit(dict(choices))

    def _ask(self, place: QPoint) -> None:
        menu = QMenu(self._header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.mapToGlobal(place))
