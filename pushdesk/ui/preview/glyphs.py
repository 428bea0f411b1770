"""The small controls on a card as strokes, so that no font has to have them."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

# Half a sign's width in px.
_HALF = 4.0
STEP = 20.0


def glyph(painter: QPainter, name: str, middle: QPointF, ink: QColor) -> None:
    """`close`, `more` or `down` around `middle`."""
    painter.setPen(QPen(ink, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _STROKES[name](painter, middle)


def _close(painter: QPainter, middle: QPointF) -> None:
    for up in (-_HALF, _HALF):
        painter.drawLine(middle + QPointF(-_HALF, up), middle + QPointF(_HALF, -up))


def _more(painter: QPainter, middle: QPointF) -> None:
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    for step in (-5.0, 0.0, 5.0):
        painter.drawEllipse(middle + QPointF(step, 0), 1.1, 1.1)


def _down(painter: QPainter, middle: QPointF) -> None:
    painter.drawPolyline([middle + QPointF(-_HALF, -2), middle + QPointF(0, 2), middle + QPointF(_HALF, -2)])


def _up(painter: QPainter, middle: QPointF) -> None:
    painter.drawPolyline([middle + QPointF(-_HALF, 2), middle + QPointF(0, -2), middle + QPointF(_HALF, 2)])


_STROKES: dict[str, Callable[[QPainter, QPointF], None]] = {
    "close": _close,
    "more": _more,
    "down": _down,
    "up": _up,
}
