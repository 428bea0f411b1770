"""The checks: what keeps the message from being sent, a card for each; pressing one leads to its box."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pushdesk.ui.compose.draft import Problem
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import clear, column, label, row
from pushdesk.ui.widgets.chips import ChipLabel


class _Card(QFrame):
    pressed = Signal()

    def __init__(self, theme: Theme, chip: str, role: Role, words: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAccessibleName(sentence)
        text = label(words, wrap=True)
        text.setMinimumWidth(60)
        line = row(gap=8, margins=(10, 7, 10, 7))
        line.addWidget(ChipLabel(theme, chip, role), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        self.setLayout(line)

    def can_be_pressed(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Go to the field")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class Checks(QWidget):
    """`go_to(field)` comes when a card is pressed."""

    go_to = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Problem, ...] | None = None
        self._lines: QVBoxLayout = column(gap=8)
        self.setLayout(self._lines)
        self.show_problems(())

    @property
    def sentences(self) -> list[str]:
        """What it says, one sentence a problem."""
        return [problem.sentence for problem in self._shown or ()]

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """One card for each, or the word that there is none."""
        if self._shown == tuple(problems):
            return
        self._shown = tuple(problems)
        clear(self._lines)
        for problem in problems:
            card = _Card(self._theme, problem.name, Role.BAD, problem.words, problem.sentence)
            card.can_be_pressed()
            card.pressed.connect(lambda field=problem.field: self.go_to.emit(field))
            self._lines.addWidget(card)
        if not problems:
            words = "No option will throw, and the size fits."
            self._lines.addWidget(_Card(self._theme, "Ready", Role.OK, words, f"Ready: {words}"))
