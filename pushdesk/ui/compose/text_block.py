"""A block of text with at most so many lines, elided at its end, in the direction it is written."""

import unicodedata

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

_LINE_SEPARATOR = "\u2028"


def right_to_left(text: str) -> bool:
    """Whether the first strong character says so (Unicode Bidirectional Algorithm, rule P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


class TextBlock:
    """Text laid out for a width in device-independent pixels. Right-to-left text stands at the right."""

    def __init__(self, text: str, font: QFont, width: float, most: int) -> None:
        self._font = font
        self._width = max(width, 1.0)
        self._metrics = QFontMetricsF(font)
        self._option = QTextOption()
        rtl = right_to_left(text)
        direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        self._option.setTextDirection(direction)
        self._option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.elided = False
        self._layouts = self._laid_out(text.strip("\n").replace("\n", _LINE_SEPARATOR), most) if text else []

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return sum(layout.lineCount() for layout in self._layouts)

    @property
    def height(self) -> float:
        """All lines' height."""
        return self.line_count * self._metrics.lineSpacing()

    def draw(self, painter: QPainter, corner: QPointF, colour: str) -> None:
        """Draw it with its upper left corner at `corner`."""
        painter.setPen(QColor(colour))
        top = corner.y()
        for layout in self._layouts:
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                line.setPosition(QPointF(0, 0))
                line.draw(painter, QPointF(corner.x(), top))
                top += self._metrics.lineSpacing()

    def _laid_out(self, text: str, most: int) -> list[QTextLayout]:
        whole = self._lines(text, most + 1)
        if whole.lineCount() <= most:
            return [whole]
        self.elided = True
        # Qt counts in UTF-16 units, Python in characters: cut where Qt says.
        raw = text.encode("utf-16-le")
        cut = 2 * whole.lineAt(most - 1).textStart()
        last = raw[cut:].decode("utf-16-le").split(_LINE_SEPARATOR, 1)[0]
        if self._metrics.horizontalAdvance(last) < self._width:
            last += " …"
        shown = self._metrics.elidedText(last, Qt.TextElideMode.ElideRight, self._width)
        head = raw[:cut].decode("utf-16-le").rstrip(_LINE_SEPARATOR)
        return [*([self._lines(head, most - 1)] if head else []), self._lines(shown, 1)]

    def _lines(self, text: str, most: int) -> QTextLayout:
        layout = QTextLayout(text, self._font)
        layout.setTextOption(self._option)
        layout.beginLayout()
        for _ in range(most):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self._width)
        layout.endLayout()
        return layout
