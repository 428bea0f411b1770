"""Sections of the Settings screen and their lines: a name, a control, a note, a problem as a sentence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QGridLayout, QLabel, QLayout, QWidget

from pushdesk.ui.widgets.basics import column, label, restyle, row

_NAME_WIDTH = 164
_BOX_WIDTH = 140


class Line(QWidget):
    """One setting. `refuse` puts the sentence under the control and marks it; `accept` takes both away."""

    def __init__(self, name: str, control: QWidget, note: str = "", *, marked: QWidget | None = None) -> None:
        super().__init__()
        self._marked = marked or control
        words = label(name, "label", wrap=True)
        words.setFixedWidth(_NAME_WIDTH)
        words.setBuddy(self._marked)
        self._marked.setAccessibleName(name)
        if note:
            self._marked.setAccessibleDescription(note)
        self.problem = label("", wrap=True, selectable=True)
        self.problem.setProperty("kind", "problem")
        self.problem.hide()
        self.note: QLabel = label(note, "muted", wrap=True)
        if not note:
            self.note.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(words, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(control, 0, 1)
        grid.addWidget(self.problem, 1, 1)
        grid.addWidget(self.note, 2, 1)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the control's value."""
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.show()
        restyle(self._marked, "problem", "true")

    def accept(self) -> None:
        """Nothing is wrong."""
        self.problem.setText("")
        self.problem.hide()
        restyle(self._marked, "problem", "false")

    def say(self, note: str) -> None:
        """Another note."""
        self.note.setText(note)
        self.note.setVisible(bool(note))


def number(box: QAbstractSpinBox) -> QWidget:
    """A number's box at a width of its own, its text as far from the edge as a field's, for a Line."""
    box.setFixedWidth(_BOX_WIDTH)
    box.lineEdit().setTextMargins(6, 0, 0, 0)
    return beside(box)


def beside(*parts: QWidget) -> QWidget:
    """Controls of their own width beside each other, for a Line."""
    made = QWidget()
    made.setLayout(row(*parts, 1))
    return made


class Section(QFrame):
    """A card with a heading, a sentence, and the lines that `fill` puts under them."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAccessibleName(title)
        heading = column(label(title, "title"), label(sentence, "muted", wrap=True), gap=3)
        self._parts = column(heading, gap=12, margins=(18, 14, 18, 16))
        self.setLayout(self._parts)

    def fill(self, *parts: QWidget | QLayout) -> None:
        """Add lines and rows of buttons at the end."""
        for part in parts:
            if isinstance(part, QWidget):
                self._parts.addWidget(part)
            else:
                self._parts.addLayout(part)
