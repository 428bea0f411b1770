"""The mark: a rounded square in two blues, drawn, so that it is crisp at every size."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.ui.theme.tokens import LIGHT, Tokens

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def paint_mark(painter: QPainter, place: QRectF, tokens: Tokens, radius: float | None = None) -> None:
    """The mark in `place`, its corners rounded by `radius` (by a third of its size where none is given)."""
    gradient = QLinearGradient(place.topLeft(), place.bottomRight())
    gradient.setColorAt(0, QColor(tokens.brand_from))
    gradient.setColorAt(1, QColor(tokens.brand_to))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    corner = place.width() * 0.28 if radius is None else radius
    painter.drawRoundedRect(place, corner, corner)


def app_icon() -> QIcon:
    """The application's icon in the usual sizes."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            edge = size / 16
            paint_mark(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge), LIGHT)
        icon.addPixmap(pixmap)
    return icon


class Mark(QWidget):
    """The mark beside the name."""

    def __init__(self, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The same in light and dark: the side is dark in both."""
        with QPainter(self) as painter:
            paint_mark(painter, QRectF(self.rect()), LIGHT)
