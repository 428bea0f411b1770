"""Signs of browsers and apps, drawn plainly: enough to tell them apart at 16 px."""

from collections.abc import Callable
from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPolygonF

from pushdesk.ui.preview.look import colour


def sign(painter: QPainter, place: QRectF, browser: str) -> None:
    """The browser's sign in a square."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    _SIGNS[browser](painter, place)
    painter.restore()


def app(painter: QPainter, place: QRectF, origin: str, font: QFont) -> None:
    """The icon of a web app that nobody loads: the origin's first letter on a colour of its own."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    hue = crc32(origin.encode()) % 360
    painter.setBrush(_fade(place, QColor.fromHsl(hue, 150, 150), QColor.fromHsl(hue, 160, 105)))
    corner = place.width() * 0.23
    painter.drawRoundedRect(place, corner, corner)
    letter = QFont(font)
    letter.setPixelSize(max(1, round(place.height() * 0.5)))
    letter.setStretch(100)
    painter.setFont(letter)
    painter.setPen(colour("#ffffff"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), (origin[:1] or "•").upper())
    painter.restore()


def _chrome(painter: QPainter, place: QRectF) -> None:
    for start, name in ((30, "#ea4335"), (150, "#34a853"), (270, "#fbbc04")):
        painter.setBrush(colour(name))
        painter.drawPie(place, start * 16, 120 * 16)
    _disc(painter, place, 0.48, "#ffffff")
    _disc(painter, place, 0.36, "#4285f4")


def _edge(painter: QPainter, place: QRectF) -> None:
    painter.setBrush(_fade(place, QColor("#35c1a4"), QColor("#0b5fc1")))
    painter.drawEllipse(place)
    hole = QRectF(0, 0, place.width() * 0.6, place.height() * 0.42)
    hole.moveCenter(place.center() + QPointF(place.width() * 0.1, place.height() * 0.08))
    painter.setBrush(colour("#d9f4ff"))
    painter.drawChord(hole, -20 * 16, 215 * 16)


def _firefox(painter: QPainter, place: QRectF) -> None:
    painter.setBrush(_fade(place, QColor("#ffbd2e"), QColor("#ff3b47")))
    painter.drawEllipse(place)
    _disc(painter, place, 0.56, "#7541e0")
    painter.setBrush(colour("#ff8a1e"))
    tail = place.adjusted(place.width() * 0.1, place.height() * 0.1, -place.width() * 0.1, 0)
    painter.drawChord(tail, 190 * 16, 130 * 16)


def _safari(painter: QPainter, place: QRectF) -> None:
    painter.setBrush(_fade(place, QColor("#3fc2f7"), QColor("#1668e3")))
    painter.drawEllipse(place)
    middle, far, side = place.center(), place.width() * 0.34, place.width() * 0.08
    for way, name in ((1, "#ff4b3e"), (-1, "#ffffff")):
        tip = middle + QPointF(far, -far) * way * 0.8
        painter.setBrush(colour(name))
        painter.drawPolygon(QPolygonF([tip, middle + QPointF(side, side), middle - QPointF(side, side)]))


def _disc(painter: QPainter, place: QRectF, part: float, name: str) -> None:
    painter.setBrush(colour(name))
    painter.drawEllipse(place.center(), place.width() * part / 2, place.height() * part / 2)


def _fade(place: QRectF, first: QColor, last: QColor) -> QLinearGradient:
    gradient = QLinearGradient(place.topLeft(), place.bottomRight())
    gradient.setColorAt(0, first)
    gradient.setColorAt(1, last)
    return gradient


_SIGNS: dict[str, Callable[[QPainter, QRectF], None]] = {
    "Chrome": _chrome,
    "Edge": _edge,
    "Firefox": _firefox,
    "Safari": _safari,
}
