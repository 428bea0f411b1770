"""The line over a card: its name at the left, its chips at the right, or below where they have no room."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Tokens
from pushdesk.ui.widgets.chips import chip_font, chip_size, paint_chip

_GAP, _BELOW, _APART = 5.0, 3.0, 10.0


class Caption:
    """Measures and draws; `font` is the window's."""

    def __init__(self, title: str, chips: Sequence[Chip], font: QFont, tokens: Tokens) -> None:
        self._title, self._chips, self._tokens = title, tuple(chips), tokens
        self._small = QFont(font)
        self._small.setPointSizeF(font.pointSizeF() * tokens.size_small)
        self._chip_font = chip_font(font, tokens)
        sizes = [chip_size(chip.text, self._chip_font) for chip in self._chips]
        self._widths = [float(size.width()) for size in sizes]
        self._row = float(max(size.height() for size in sizes))
        self._title_width = QFontMetricsF(self._small).horizontalAdvance(title)

    def height(self, width: float) -> float:
        """With the gap below."""
        bottom = max(place.bottom() for place in self._places(QRectF(0, 0, width, 0)))
        return bottom + _BELOW

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """At the top of `place`."""
        painter.setFont(self._small)
        painter.setPen(QColor(self._tokens.muted))
        line = QRectF(place.left(), place.top(), place.width(), self._row)
        title = QFontMetricsF(self._small).elidedText(self._title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        for chip, spot in zip(self._chips, self._places(place), strict=True):
            paint_chip(painter, spot, chip, self._chip_font, self._tokens)

    def _places(self, place: QRectF) -> list[QRectF]:
        """Where each chip is: all beside the title, or in rows below it."""
        whole = sum(self._widths) + _GAP * (len(self._widths) - 1)
        if self._title_width + _APART + whole <= place.width():
            left, top = place.right() - whole, place.top()
        else:
            left, top = place.left(), place.top() + self._row
        found = []
        for wide in self._widths:
            if left > place.left() and left + wide > place.right() + 0.5:
                left, top = place.left(), top + self._row + _BELOW
            found.append(QRectF(left, top, min(wide, place.width()), self._row))
            left += wide + _GAP
        return found
