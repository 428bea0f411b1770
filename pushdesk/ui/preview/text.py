"""Texts laid out once: at most so many lines, elided at the logical end, in the direction they are written.

Layouts are kept by text, font, width and lines. Drawing with another colour needs no other layout, so that
light and dark share them, and a keystroke in the body lays out no title.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from pushdesk.services.preview import characters
from pushdesk.ui.preview.cutting import ELLIPSIS

_BREAK = "\u2028"
# How much of the ink is left where only some sources still show a text.
FADED = 0.42
# No character of text is narrower than this part of its font's height.
_NARROWEST_LETTER = 0.14
_KEPT = 512


class TextBlock:
    """A text in lines `line` px apart; lengths in px. `elided` says that the lines were too few."""

    def __init__(
        self, text: str, font: QFont, width: float, most: int, line: float, rtl: bool, faded: int | None
    ) -> None:
        self.width = max(width, 1.0)
        self._font, self._line, self._faded = font, line, faded
        self._metrics = QFontMetricsF(font)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        self._option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        self.elided = False
        self._layout = self._laid_out(self._short(text, most), most)
        self.lines = self._layout.lineCount() if text else 0
        self._stand()

    @property
    def height(self) -> float:
        """All lines' height."""
        return self.lines * self._line

    @property
    def used_width(self) -> float:
        """The longest line's width."""
        return max((self._layout.lineAt(n).naturalTextWidth() for n in range(self.lines)), default=0.0)

    @property
    def shown(self) -> str:
        """The text that can be read."""
        return self._layout.text().replace(_BREAK, "\n") if self.lines else ""

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Draw it with its upper left corner at x, y."""
        if not self.lines:
            return
        painter.setPen(colour)
        self._layout.draw(painter, QPointF(x, y), self._fading(colour))

    def _fading(self, colour: QColor) -> list[QTextLayout.FormatRange]:
        if self._faded is None:
            return []
        fade, pale = QTextLayout.FormatRange(), QColor(colour)
        pale.setAlphaF(colour.alphaF() * FADED)
        look = QTextCharFormat()
        look.setForeground(pale)
        fade.format = look
        fade.start = self._faded
        fade.length = max(0, _units(self._layout.text()) - self._faded)
        return [fade]

    def _short(self, text: str, most: int) -> str:
        """As many characters as `most` lines can hold: nobody lays out 10 kB to show 60 letters."""
        room = int(most * self.width / (_NARROWEST_LETTER * max(self._metrics.height(), 1.0))) + 8
        short = characters.head(text, room)
        if len(short) < len(text):
            # It is too long for the lines in any case; if not, it still says that there was more.
            short += ELLIPSIS
        return short.strip("\n").replace("\n", _BREAK)

    def _laid_out(self, text: str, most: int) -> QTextLayout:
        whole = self._in_lines(text, most + 1)
        if whole.lineCount() <= most:
            return whole
        self.elided = True
        # Qt counts in UTF-16 units, Python in characters: cut where Qt says.
        raw = text.encode("utf-16-le")
        start = whole.lineAt(most - 1).textStart()
        head = raw[: 2 * start].decode("utf-16-le")
        last = raw[2 * start :].decode("utf-16-le").split(_BREAK, 1)[0]
        if self._metrics.horizontalAdvance(last) < self.width:
            last += " " + ELLIPSIS
        last = self._metrics.elidedText(last, Qt.TextElideMode.ElideRight, self.width)
        if head and not head.endswith(_BREAK):
            # The lines before stay as they are, whatever the shortened last word would allow.
            head += _BREAK
            if self._faded is not None and self._faded >= start:
                self._faded += 1
        return self._in_lines(head + last, most)

    def _in_lines(self, text: str, most: int) -> QTextLayout:
        layout = QTextLayout(text, self._font)
        layout.setTextOption(self._option)
        layout.beginLayout()
        for _ in range(most):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width)
        layout.endLayout()
        return layout

    def _stand(self) -> None:
        """Baselines `line` px apart, whatever heights a stand-in font or stacked marks have."""
        rest = (self._line - self._metrics.ascent() - self._metrics.descent()) / 2
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            baseline = number * self._line + rest + self._metrics.ascent()
            line.setPosition(QPointF(0, baseline - line.ascent()))


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=_KEPT)
def block(
    text: str, font: QFont, width: float, most: int, line: float, rtl: bool = False, faded: int | None = None
) -> TextBlock:
    """A TextBlock, kept for the next time."""
    return TextBlock(text, font, width, most, line, rtl, faded)
