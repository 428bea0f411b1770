"""StatCard, a number with its word; EmptyState, what would be here and the one button that makes it so."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column, label, restyle, row
from pushdesk.ui.widgets.humane import count


class StatCard(QFrame):
    """A big number over a small label."""

    def __init__(self, text: str, role: Role | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._text = text
        self._role = role
        self.number = label("0", "stat", selectable=True)
        self.number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self.number, label(text, "small"), gap=0, margins=(12, 6, 12, 7)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_number(0)

    def set_number(self, number: int) -> None:
        """The count, exact for a copier and grouped for a reader; zero is never coloured."""
        self.number.setText(count(number))
        self.setAccessibleName(f"{self._text}: {number}")
        self.setToolTip(f"{self._text}: {number}")
        restyle(self.number, "role", self._role.value if self._role and number else "")


class EmptyState(QWidget):
    """Two sentences in the middle of an empty place, and one button."""

    def __init__(
        self,
        title: str,
        sentence: str,
        button_text: str = "",
        pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title: QLabel = label(title, "title")
        self.sentence: QLabel = label(sentence, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setMaximumWidth(460)
        self.sentence.setMinimumWidth(280)
        parts = column(row(1, self.title, 1), row(1, self.sentence, 1), gap=8)
        self.button: QPushButton | None = None
        if button_text:
            self.button = button(button_text, pressed, "primary")
            parts.addSpacing(8)
            parts.addLayout(row(1, self.button, 1))
        self.setLayout(column(2, parts, 3, margins=(24, 24, 24, 24)))
