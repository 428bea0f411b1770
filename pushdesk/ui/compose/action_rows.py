"""The notification's buttons: rows of an id and a title, added and taken away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from pushdesk.ui.compose.draft import ActionForm
from pushdesk.ui.widgets.basics import button, column, restyle, row


class _Row(QFrame):
    edited = Signal()
    removed = Signal()

    def __init__(self, value: ActionForm) -> None:
        super().__init__()
        self._rest = value.rest
        self.action = QLineEdit(value.action)
        self.action.setPlaceholderText("id")
        self.title = QLineEdit(value.title)
        self.title.setPlaceholderText("Title on the button")
        self.take_away = QToolButton()
        self.take_away.setText("✕")
        for box in (self.action, self.title):
            box.textEdited.connect(self.edited)
        self.take_away.clicked.connect(self.removed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.action, 10)
        line.addWidget(self.title, 13)
        line.addWidget(self.take_away)

    def number(self, number: int) -> None:
        self.action.setAccessibleName(f"Action {number}, id")
        self.title.setAccessibleName(f"Action {number}, title")
        self.take_away.setAccessibleName(f"Remove action {number}")
        self.take_away.setToolTip(f"Remove action {number}")

    def value(self) -> ActionForm:
        return ActionForm(self.action.text(), self.title.text(), self._rest)


class ActionRows(QWidget):
    """The rows and the button that adds one."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.add_button = button("+ Add action", self._add, "link", "Add action")
        self.setLayout(column(self._lines, row(self.add_button, 1), gap=4))

    def value(self) -> tuple[ActionForm, ...]:
        """The rows as typed."""
        return tuple(line.value() for line in self._rows)

    def fill(self, rows: tuple[ActionForm, ...]) -> None:
        """Other rows; says nothing."""
        for line in self._rows:
            line.hide()
            line.deleteLater()
        self._rows = []
        for value in rows:
            self._append(value)

    def remove(self, number: int) -> None:
        """Take the row away that stands at this place, counted from 0."""
        self._remove(self._rows[number])

    def mark(self, bad: bool) -> None:
        """Whether something in the rows keeps the message from being sent: the empty boxes show it."""
        for line in self._rows:
            filled = bool(line.action.text() or line.title.text())
            for box in (line.action, line.title):
                restyle(box, "problem", bad and filled and not box.text())

    def focus(self) -> None:
        """The first box that is empty, or the first at all."""
        boxes = [box for line in self._rows for box in (line.action, line.title)]
        for box in [box for box in boxes if not box.text()] or boxes:
            box.setFocus()
            return

    def _append(self, value: ActionForm) -> _Row:
        line = _Row(value)
        line.edited.connect(self.edited)
        line.removed.connect(lambda: self._remove(line))
        self._rows.append(line)
        self._lines.addWidget(line)
        self._number()
        return line

    def _add(self) -> None:
        self._append(ActionForm()).action.setFocus()
        self.edited.emit()

    def _remove(self, line: _Row) -> None:
        self._rows.remove(line)
        line.hide()
        line.deleteLater()
        self._number()
        self.add_button.setFocus()
        self.edited.emit()

    def _number(self) -> None:
        for number, line in enumerate(self._rows, 1):
            line.number(number)
