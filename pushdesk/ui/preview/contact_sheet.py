"""The contact sheet: all cards as one picture for a design review, light and dark side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from pushdesk.services.preview.profile import cards
from pushdesk.ui.preview.caption import Caption
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.preview.cutting import one_line
from pushdesk.ui.preview.face import Face
from pushdesk.ui.theme.tokens import LIGHT

_PAIRS = 2
_TILE, _MARGIN, _BETWEEN, _APART, _BELOW = 440.0, 28.0, 12.0, 32.0, 20.0
_NOTE = "Drawn from what is published about each platform. Text that only some sources show is pale."


def contact_sheet(content: PreviewContent, font: QFont, scale: float) -> QImage:
    """The picture, `scale` times as many pixels as on a usual screen."""
    pairs = [_Pair(number, content, font) for number in range(len(cards()))]
    columns = [
        [pairs[place] for place in column]
        for column in shorter_first([pair.height + _BELOW for pair in pairs], _PAIRS)
    ]
    head = _Head(content.title, font)
    width = 2 * _MARGIN + _PAIRS * _Pair.width + (_PAIRS - 1) * _APART
    highest = max(sum(pair.height + _BELOW for pair in column) for column in columns) - _BELOW
    height = head.height + highest + 2 * _MARGIN
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(LIGHT.window))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head.draw(painter, QRectF(_MARGIN, _MARGIN, width - 2 * _MARGIN, head.height))
        for place, column in enumerate(columns):
            top = _MARGIN + head.height
            for pair in column:
                pair.draw(painter, _MARGIN + place * (_Pair.width + _APART), top)
                top += pair.height + _BELOW
    return image


def shorter_first(heights: Sequence[float], columns: int) -> list[list[int]]:
    """The places of `heights` in columns: each stands under what is shortest before it."""
    made: list[list[int]] = [[] for _ in range(columns)]
    lengths = [0.0] * columns
    for place, height in enumerate(heights):
        shortest = lengths.index(min(lengths))
        made[shortest].append(place)
        lengths[shortest] += height
    return made


class _Head:
    """What message it is, and what the sheet is."""

    def __init__(self, title: str, font: QFont) -> None:
        self._title = one_line(title) or "Untitled"
        self._font, self._strong = font, QFont(font)
        self._strong.setPointSizeF(font.pointSizeF() * 1.6)
        self._strong.setWeight(QFont.Weight.Bold)
        self._lines = (QFontMetricsF(self._strong).height(), QFontMetricsF(font).height())
        self.height = sum(self._lines) + 24

    def draw(self, painter: QPainter, place: QRectF) -> None:
        first, second = self._lines
        left = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
        painter.setFont(self._strong)
        painter.setPen(QColor(LIGHT.ink))
        title = QFontMetricsF(self._strong).elidedText(
            self._title, Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(QRectF(place.left(), place.top(), place.width(), first), left, title)
        painter.setFont(self._font)
        painter.setPen(QColor(LIGHT.muted))
        painter.drawText(QRectF(place.left(), place.top() + first + 4, place.width(), second), left, _NOTE)


class _Pair:
    """A card in light and dark under one caption."""

    width = 2 * _TILE + _BETWEEN

    def __init__(self, number: int, content: PreviewContent, font: QFont) -> None:
        self._faces = [Face(cards()[number], dark) for dark in (False, True)]
        for face in self._faces:
            face.show_content(content)
        first = self._faces[0]
        self._caption = Caption(first.card.title, first.chips, font, LIGHT)
        self._top = self._caption.height(self.width)
        self.height = self._top + first.height(_TILE)

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        self._caption.draw(painter, QRectF(left, top, self.width, self._top))
        for place, face in enumerate(self._faces):
            corner = QRectF(
                left + place * (_TILE + _BETWEEN), top + self._top, _TILE, self.height - self._top
            )
            face.draw(painter, corner)
