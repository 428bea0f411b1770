"""A small round mark in a state's colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role

_DIAMETER = 9


class Dot(QWidget):
    """Says nothing that words beside it do not say, so it has no accessible name."""

    def __init__(self, theme: Theme, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(_DIAMETER + 2, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the middle of the first line."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            tokens = self._theme.tokens
            colour = tokens.disabled if self._role is Role.NEUTRAL else tokens.pair(self._role).ink
            painter.setBrush(QColor(colour))
            top = (self.fontMetrics().height() - _DIAMETER) / 2
            painter.drawEllipse(QRectF(1, top, _DIAMETER, _DIAMETER))
