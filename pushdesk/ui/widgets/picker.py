"""Picker: type a few letters, choose one of many; for the command palette and for audiences."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pushdesk.ui.fuzzy import rank
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column

MOST_SHOWN = 200
_NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
# Around the text, between it and the note, and behind that; in px.
_MARGINS = 40
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


@dataclass(frozen=True)
class Entry:
    """One line: what a person reads, a muted note at its right, what choosing it means."""

    text: str
    note: str
    value: object


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.shown = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        entry = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.text}, {entry.note}" if entry.note else entry.text
        return entry.note if role == _NOTE_ROLE else None


class _NoteDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if note := self._note(option, index):
            place = QRectF(option.rect).adjusted(0, 0, -10, 0)
            painter.save()
            painter.setPen(QColor(self._theme.tokens.muted))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), note)
            painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The text is cut where the note begins."""
        super().initStyleOption(option, index)
        if note := self._note(option, index):
            taken = option.fontMetrics.horizontalAdvance(note) + _MARGINS
            room = max(0, option.rect.width() - taken)
            option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def _note(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        """The text comes first: the note has what is left, but a third at least."""
        metrics, whole = option.fontMetrics, option.rect.width()
        left = whole - metrics.horizontalAdvance(str(index.data())) - _MARGINS
        note = str(index.data(_NOTE_ROLE) or "")
        return metrics.elidedText(note, Qt.TextElideMode.ElideRight, max(left, whole // 3))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, option.fontMetrics.height() + 14)


class Picker(QDialog):
    """A box to type in over a list; Enter or a click chooses, Esc closes. `chosen(value)` comes after."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, title: str, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setProperty("surface", "picker")
        self._room = parent
        self._entries: tuple[Entry, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(title)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self._model = _Entries(self)
        self.list = QListView()
        self.list.setAccessibleName(f"{title}: what fits")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_NoteDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._choose)
        self.setLayout(column(self.field, self.list, gap=8, margins=(10, 10, 10, 10)))

    def ask(self, entries: Sequence[Entry]) -> None:
        """Open over the parent with these entries and an empty box."""
        self._entries = tuple(entries)
        self.field.clear()
        self._filter("")
        room = self._room.window()
        needed = (
            self.list.sizeHintForRow(0) * max(len(self._entries), 4) + self.field.sizeHint().height() + 36
        )
        self.resize(min(560, room.width() - 40), min(needed, 420, room.height() - 120))
        left = (room.width() - self.width()) // 2
        self.move(room.mapToGlobal(QPoint(left, 64)))
        self.open()
        self.field.setFocus()

    @property
    def texts(self) -> list[str]:
        """What the list shows now."""
        return [entry.text for entry in self._model.shown]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list's keys work while the box has the focus."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._step(_STEPS[key])
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, query: str) -> None:
        fitting = rank(query, ((f"{entry.text} {entry.note}", entry) for entry in self._entries))
        self._model.show_entries(fitting[:MOST_SHOWN])
        self.list.setCurrentIndex(self._model.index(0))

    def _step(self, rows: int) -> None:
        last = self._model.rowCount() - 1
        row = min(max(self.list.currentIndex().row() + rows, 0), last)
        self.list.setCurrentIndex(self._model.index(row))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            value = self._model.shown[index.row()].value
            self.accept()
            self.chosen.emit(value)
