"""One check as a card: how grave, where, what, and the button that mends it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from pushdesk.services.preview.checks import Check, Severity
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.words import named
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel

_CHIPS = {
    Severity.ERROR: ("Error", Role.BAD),
    Severity.WARNING: ("Warning", Role.WARN),
    Severity.INFO: ("Note", Role.INFO),
}
_PRESSED = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class CheckCard(QFrame):
    """`pressed` asks for the field, `fix` for the mending. The same card is used for another check."""

    pressed = Signal()
    fix = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._chip = ChipLabel(theme)
        self._where = ElidedLabel(kind="muted")
        self._words = label(wrap=True)
        self._words.setMinimumWidth(60)
        self.fix_button = button("Fix", self.fix.emit, "link")
        self._fix_line = QWidget()
        self._fix_line.setLayout(row(self.fix_button, 1))
        head = row(self._chip, gap=8)
        head.addWidget(self._where, 1)
        self.setLayout(column(head, self._words, self._fix_line, gap=4, margins=(10, 8, 10, 8)))

    def show_check(self, one: Check, touching: bool) -> None:
        """Say `one`; `touching`: it concerns a chosen device."""
        word, role = _CHIPS[one.severity]
        self._chip.say(word, role if touching else Role.NEUTRAL)
        chosen = [known for known in platforms() if known.id in one.platforms]
        where = named(chosen) if chosen else ""
        self._where.setText(where[:1].upper() + where[1:])
        self._words.setText(one.message)
        apart = "" if touching else " No chosen device is concerned."
        self.setAccessibleName(f"{word}: {one.message}{apart}")
        self.setToolTip(f"{one.message}{apart}\n\nSource: {one.source}")
        self.setAccessibleDescription(f"Source: {one.source}")
        self._fix_line.setVisible(one.fix is not None)
        if one.fix is not None:
            self.fix_button.setText(f"Fix: {one.fix.title}")
            self.fix_button.setAccessibleName(f"Fix: {one.fix.title}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, with a ring while it has the focus: a border in the style sheet would move the words."""
        super().paintEvent(event)
        if self.hasFocus():
            tokens = self._theme.tokens
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(tokens.focus), 2.0))
                ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(ring, tokens.radius_card, tokens.radius_card)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Anywhere on the card."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar press it."""
        if event.key() in _PRESSED:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)
