"""The view of a live table: whole rows, fitting columns, copying, a signal for the row that is looked at."""

from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pushdesk.ui.tables.column import Role
from pushdesk.ui.tables.column_fit import ColumnFit
from pushdesk.ui.tables.delegate import CellDelegate
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.theme.theme import Theme

Row = TypeVar("Row")
_ALL_CELLS = 2**31 - 1


class LiveTable(QTableView, Generic[Row]):
    """Shows a LiveTableModel. `looked_at(id)` follows the current row (empty for none), `opened(id)` is
    Enter or a double click, `picked()` is any change of what is selected."""

    looked_at = Signal(str)
    opened = Signal(str)
    picked = Signal()

    def __init__(
        self, model: LiveTableModel[Row], theme: Theme, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.live = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAlternatingRowColors(False)
        # However many cells changed, what is out of sight is not painted anew (Qt's own limit is 200).
        # Measured (bench/window_sending.py): a large campaign was painted 38 times where 8 were enough.
        self.setUpdateThreshold(_ALL_CELLS)
        # The same for rows that come out of sight: Qt's own slot here, the only one, paints all for each.
        self._added_below = False
        model.rowsAboutToBeInserted.connect(self._about_to_add)
        self.verticalHeader().sectionCountChanged.disconnect()
        self.verticalHeader().sectionCountChanged.connect(self._count_changed)
        self._set_up_headers()
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.doubleClicked.connect(lambda index: self._open(index))
        self._awaited = ""
        model.modelReset.connect(lambda: self.looked_at.emit(""))
        model.rowsInserted.connect(self._look_for_awaited)

    def _set_up_headers(self) -> None:
        line = self.fontMetrics().height()
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(line + 14)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setSortIndicatorClearable(True)
        # Before sorting is enabled: the first order is the model's own.
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.fit = ColumnFit(columns, self.live.columns)
        self.fit.fit(self.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width fits the columns otherwise."""
        super().resizeEvent(event)
        self.fit.fit(self.viewport().width())

    def current_id(self) -> str:
        """The id of the row that is looked at; empty for none."""
        index = self.currentIndex()
        return self.live.id_at(index.row()) if index.isValid() else ""

    def selected_ids(self) -> list[str]:
        """The ids of the selected rows, from top to bottom."""
        return [self.live.id_at(place) for place in sorted(i.row() for i in self._selected())]

    def _selected(self) -> list[QModelIndex]:
        return self.selectionModel().selectedRows()

    def look_at(self, identifier: str) -> bool:
        """Select a row and bring it into sight, now or once it is loaded; False where it is hidden."""
        self._awaited = identifier if self.live.is_coming(identifier) else ""
        if self._awaited:
            return True
        index = self.live.index_of(identifier)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def _about_to_add(self, parent: QModelIndex, first: int, last: int) -> None:
        bottom = self.rowAt(self.viewport().height() - 1)
        self._added_below = 0 <= bottom < first

    def _count_changed(self, before: int, after: int) -> None:
        if self._added_below and after > before:
            self.updateGeometries()  # the scroll bar alone says that there is more
        else:
            self.rowCountChanged(before, after)

    def _look_for_awaited(self) -> None:
        if self._awaited and not self.live.is_coming(self._awaited):
            self.look_at(self._awaited)

    def copied_text(self) -> str:
        """The selected rows as tab-separated raw values, titles first."""
        titles = [self.live.headerData(n, Qt.Orientation.Horizontal) for n in range(self.live.columnCount())]
        lines = [titles]
        lines += [
            [_one_line(index.siblingAtColumn(n).data(Role.COPY)) for n in range(self.live.columnCount())]
            for index in sorted(self._selected(), key=lambda index: index.row())
        ]
        return "\n".join("\t".join(map(str, line)) for line in lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying and opening; everything else as ever."""
        if event.matches(QKeySequence.StandardKey.Copy) and self._selected():
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by Tab gets the first row; otherwise nothing is looked at until somebody chooses.

        Qt makes the first row current, and not selected, whatever brought the focus.
        """
        chosen_before = self.currentIndex().isValid()
        by_keyboard = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        with QSignalBlocker(self):
            super().focusInEvent(event)
            if not chosen_before and not by_keyboard:
                self.selectionModel().clearCurrentIndex()
        if not chosen_before and by_keyboard and self.live.view.order:
            self.look_at(self.live.id_at(0))
            self.looked_at.emit(self.current_id())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one go: called from Python, the cells' painting need not wait for it one by one.

        Measured (bench/window_ticks.py): the longest gap was 140 ms without, 67 with, the engine being busy.
        """
        super().paintEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell it, after the view took note."""
        super().selectionChanged(selected, deselected)
        self.picked.emit()

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.looked_at.emit(self.live.id_at(current.row()) if current.isValid() else "")

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.live.id_at(index.row()))


def _one_line(value: Any) -> str:
    return " ".join(str(value).split("\n")).replace("\t", " ")
