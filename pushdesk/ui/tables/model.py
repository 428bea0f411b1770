"""The one Qt model of live tables: announces a view's steps, one dataChanged a batch, no reset for changes.

Measured for 10,000 rows: sorting here takes 4 ms where a proxy takes 850; one dataChanged for a range takes
6 ms where one a row takes 59 and more.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pushdesk.ui.tables.column import Column, Role
from pushdesk.ui.tables.steps import Inserted, Removed, Reordered, Step
from pushdesk.ui.tables.view import LiveView, Predicate, SortKey

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class LiveTableModel(QAbstractTableModel, Generic[Row]):
    """Shows a LiveView through `columns`. Selection and current row follow their rows through changes."""

    def __init__(
        self,
        view: LiveView[Row],
        columns: Sequence[Column[Row]],
        parent: QObject | None = None,
        *,
        natural_order: SortKey[Row] | None = None,
    ) -> None:
        """`natural_order` holds while no column is chosen; None is the order of arrival."""
        super().__init__(parent)
        self.view = view
        self.columns = tuple(columns)
        self._natural_order = natural_order
        view.sort(natural_order)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Visible rows."""
        return 0 if parent.isValid() else len(self.view.order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What `role` asks about one cell."""
        if not index.isValid():
            return None
        read = _READERS.get(role)
        return read(self.columns[index.column()], self.view.at(index.row())) if read else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' titles, aligned as their cells are."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].numeric else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 goes back to the natural order."""
        if 0 <= column < len(self.columns):
            descending = order is Qt.SortOrder.DescendingOrder
            self._follow(self.view.sort(self.columns[column].key, descending=descending))
        else:
            self._follow(self.view.sort(self._natural_order))

    def filter(self, matches: Predicate[Row]) -> None:
        """Show only the rows that `matches` says yes to."""
        self._follow(self.view.filter(matches))

    def load(self, rows: Iterable[Row]) -> None:
        """Show other rows altogether."""
        self.beginResetModel()
        self.view.load(rows)
        self.endResetModel()

    def apply(self, rows: Sequence[Row]) -> None:
        """Take in a batch of new and changed rows."""
        self._follow(self.view.merge(rows))
        span = self.view.span(map(self.view.identify, rows))
        if span is not None:
            self.dataChanged.emit(self.index(span[0], 0), self.index(span[1], len(self.columns) - 1))

    def remove(self, identifiers: Collection[str]) -> None:
        """These rows are gone; unknown ones are passed by."""
        self._follow(self.view.hide(identifiers))
        self.view.forget(identifiers)

    def refresh(self) -> None:
        """Say that every text may read differently now: “2 min ago” has become “3 min ago”."""
        if self.view.order:
            last = self.index(len(self.view.order) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_at(self, index: Index) -> Row | None:
        """The row behind an index."""
        return self.view.at(index.row()) if index.isValid() else None

    def index_of(self, identifier: str, column: int = 0) -> QModelIndex:
        """The index of a visible row; an invalid one where it is hidden or unknown."""
        place = self.view.place(identifier)
        return QModelIndex() if place is None else self.index(place, column)

    def id_at(self, place: int) -> str:
        """The id of the visible row at `place`."""
        return self.view.order[place]

    def _follow(self, steps: Iterable[Step]) -> None:
        for step in steps:
            match step:
                case Reordered():
                    self._reorder(step)
                case Removed():
                    self.beginRemoveRows(QModelIndex(), step.first, step.last)
                    self.view.take(step)
                    self.endRemoveRows()
                case Inserted():
                    self.beginInsertRows(QModelIndex(), step.first, step.last)
                    self.view.take(step)
                    self.endInsertRows()

    def _reorder(self, step: Reordered) -> None:
        # Bare: with arguments PySide6 converts lists of indexes for every listener.
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.view.order[index.row()]) for index in self.persistentIndexList()]
        self.view.take(step)
        self.changePersistentIndexList(
            [index for index, _ in kept],
            [self.index_of(identifier, index.column()) for index, identifier in kept],
        )
        self.layoutChanged.emit()


def _read_hover(column: Column[Any], row: Any) -> Any:
    return (column.hover or column.text)(row) or None


_READERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
    Qt.ItemDataRole.ToolTipRole: _read_hover,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, row: _RIGHT if column.numeric else _LEFT,
    Role.CHIP: lambda column, row: column.chip(row) if column.chip else None,
    Role.TAGS: lambda column, row: column.tags(row) if column.tags else None,
    Role.COPY: lambda column, row: (column.raw or column.text)(row),
    Role.MONO: lambda column, row: column.mono,
    Role.STRONG: lambda column, row: column.strong,
}
