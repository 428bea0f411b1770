"""The notification's buttons: any number of rows, added, taken away, moved by hand or by key."""

from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.action_row import ActionRow, PictureSource
from pushdesk.ui.pictures.checks import MOST_ACTIONS
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import button, column, label, row

# Browsers show two; each row is six widgets at least, and 1,500 of them held the window for half a minute.
SHOWN = MOST_ACTIONS


class ActionRows(QWidget):
    """`edited(rows, typing)` comes with every change; `typing` names the box, empty where rows were moved.

    `above` is what the Tab key leaves for the first row. Rows beyond SHOWN are kept, and edited in the JSON.
    """

    # object: Qt would make its own numbers, texts and order of what a list holds.
    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: PictureSource | None = None
        self.rows: list[ActionRow] = []
        self.above: QWidget | None = None
        self._rest: tuple[Any, ...] = ()
        self._beyond = label(kind="small", wrap=True)
        self._beyond.hide()
        self.undo_actions: list[QAction] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.add_button = button("+ Add action", self.add, "link", "Add action")
        self.setLayout(column(self._lines, self._beyond, row(self.add_button, 1), gap=4))

    def use_pictures(self, gallery: Gallery, bridge: Bridge) -> None:
        """Where the icons of the rows come from, and local files go to; for rows made from now on."""
        self._pictures = PictureSource(gallery, bridge)

    def show_rows(self, values: tuple[Any, ...]) -> None:
        """Show these rows; says nothing."""
        shown, self._rest = values[:SHOWN], values[SHOWN:]
        before = len(self.rows)
        while len(self.rows) > len(shown):
            self._drop(self.rows[-1])
        while len(self.rows) < len(shown):
            self._append()
        if len(self.rows) != before:
            self.number()
        for line, value in zip(self.rows, shown, strict=True):
            line.show_value(value)
        self._beyond.setText(f"and {len(self._rest):,} more, which the JSON shows")
        self._beyond.setVisible(bool(self._rest))
        self.add_button.setEnabled(not self._rest)

    def add(self) -> None:
        """A new row, ready to be written."""
        line = self._append()
        self.number()
        line.boxes["action"].setFocus()
        self._say()

    def remove(self, number: int) -> None:
        """Take the row away that stands at this place, counted from 0."""
        self._remove(self.rows[number])

    def shift(self, number: int, step: int) -> None:
        """Move a row up (-1) or down (1), as far as there is room."""
        self._put(self.rows[number], number + step)
        self._say()

    def mark(self, wrong: bool) -> None:
        """Whether something in the rows keeps the message from being sent: the empty boxes show it."""
        for line in self.rows:
            line.mark(wrong)

    def focus(self) -> None:
        """The first box that is empty, or the first at all."""
        every = [line.boxes[name] for line in self.rows for name in ("action", "title")]
        empty = [box for box in every if not box.text().strip()]
        first: QWidget = next(iter([*empty, *every]), self.add_button)
        first.setFocus()

    # -- the rows

    def _append(self) -> ActionRow:
        line = ActionRow(self._theme, self.undo_actions, self._pictures)
        line.edited.connect(lambda name: self._say(f"actions[{self.rows.index(line)}].{name}"))
        line.refused.connect(self.refused)
        line.removed.connect(lambda: self._remove(line))
        line.grown.connect(self.number)
        line.stepped.connect(lambda step: self.shift(self.rows.index(line), step))
        line.handle.dragged.connect(lambda y: self._drag(line, y))
        line.handle.dropped.connect(self._say)
        self.rows.append(line)
        self._lines.addWidget(line)
        return line

    def _drag(self, line: ActionRow, y: int) -> None:
        """The row goes where the pointer is: before every row whose middle is lower."""
        here = self.mapFromGlobal(QPoint(0, y)).y()
        others = [one for one in self.rows if one is not line]
        self._put(line, sum(one.geometry().center().y() < here for one in others))

    def _put(self, line: ActionRow, place: int) -> None:
        place = min(max(place, 0), len(self.rows) - 1)
        if self.rows.index(line) == place:
            return
        focused = QApplication.focusWidget()
        self.rows.remove(line)
        self.rows.insert(place, line)
        self._lines.removeWidget(line)
        self._lines.insertWidget(place, line)
        self._lines.activate()
        self.number()
        if focused is not None and line.isAncestorOf(focused):
            focused.setFocus()

    def _remove(self, line: ActionRow) -> None:
        self._drop(line)
        self.number()
        self.add_button.setFocus()
        self._say()

    def _drop(self, line: ActionRow) -> None:
        self.rows.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()

    def number(self) -> None:
        """Tell every row its place, and the Tab key their order."""
        above = self.above
        for number, line in enumerate(self.rows, 1):
            line.number(number)
            for part in line.in_order():
                if above is not None:
                    QWidget.setTabOrder(above, part)
                above = part
        if above is not None:
            QWidget.setTabOrder(above, self.add_button)

    def _say(self, typing: str = "") -> None:
        self.edited.emit([*(line.value for line in self.rows), *self._rest], typing)
