"""The preview card: a message as Chrome on Windows 11 shows it, drawn by Qt while it is typed."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.ui.compose.card_content import CardContent
from pushdesk.ui.compose.text_block import TextBlock
from pushdesk.ui.theme.brand import paint_mark
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import LIGHT

_TITLE_LINES, _BODY_LINES = 2, 4
_PANE, _PAD, _ICON, _IMAGE, _BUTTON, _GAP = 16.0, 14.0, 44.0, 150.0, 32.0, 8.0


@dataclass(frozen=True)
class Colours:
    """Windows' own colours, not the desk's: `pane` is a wallpaper from corner to corner."""

    pane: tuple[str, str]
    card: str
    edge: str
    ink: str
    muted: str
    button: str


_DAY = Colours(("#b9d3f5", "#d7c9f3"), "#f9f9fb", "#d9dce3", "#1a1b1e", "#5a6170", "#ffffff")
_NIGHT = Colours(("#22345c", "#3b2d5e"), "#2b2e35", "#42464f", "#ffffff", "#b4bac6", "#3a3e47")


def picture(url: str) -> QPixmap:
    """The picture inside a data: URL. Others are not fetched (a null pixmap): a preview sends no request."""
    head, comma, tail = url.partition(",")
    found = QPixmap()
    if head.startswith("data:") and comma:
        raw = unquote_to_bytes(tail)
        try:
            found.loadFromData(base64.b64decode(raw) if head.endswith(";base64") else raw)
        except binascii.Error:
            return QPixmap()
    return found


class _Layout:
    """Where everything stands on a card of a given width; heights follow from the texts."""

    def __init__(self, content: CardContent, font: QFont, width: float) -> None:
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(font.pointSizeF() * 0.88)
        inner = width - 2 * _PAD
        beside = inner - _ICON - 12
        self.width = width
        self.small = small
        self.head = TextBlock("Google Chrome", small, inner - 60, 1)
        self.title = TextBlock(content.title or "Title", bold, beside, _TITLE_LINES)
        self.body = TextBlock(content.body, font, beside, _BODY_LINES)
        self.origin = TextBlock(content.origin, small, beside, 1)
        self.text_top = _PAD + self.head.height + 8
        texts = self.title.height + self.body.height + self.origin.height + 6
        self.image_top = self.text_top + max(texts, _ICON) + _GAP
        self.buttons_top = self.image_top + (_IMAGE + _GAP if content.image else 0)
        bottom = self.buttons_top + (_BUTTON if content.actions else -_GAP)
        self.height = bottom + _PAD


class PreviewCard(QWidget):
    """One card on a wallpaper. `show_content` gives it a new value; it never reads the form."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content = CardContent("", "", "", "", "", ())
        self._icon, self._image = QPixmap(), QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Preview")
        theme.changed.connect(self.update)

    @property
    def content(self) -> CardContent:
        """What it shows."""
        return self._content

    def show_content(self, content: CardContent) -> None:
        """Show another value."""
        if content == self._content:
            return
        if content.icon != self._content.icon:
            self._icon = picture(content.icon)
        if content.image != self._content.image:
            self._image = picture(content.image)
        self._content = content
        self.setAccessibleDescription(content.words())
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """The card's height and the wallpaper around it."""
        return round(self._layout(width).height + 2 * _PANE)

    def sizeHint(self) -> QSize:
        """Of a usual width."""
        return QSize(420, self.heightForWidth(420))

    def minimumSizeHint(self) -> QSize:
        """Narrower, buttons would not be readable."""
        return QSize(280, 120)

    def _layout(self, width: float) -> _Layout:
        return _Layout(self._content, self.font(), width - 2 * _PANE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Wallpaper, card, and what is on it."""
        colours = _NIGHT if self._theme.tokens is not LIGHT else _DAY
        layout = self._layout(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            _wallpaper(painter, QRectF(self.rect()), colours)
            painter.translate(_PANE, _PANE)
            _card(painter, layout, colours)
            self._texts(painter, layout, colours)
            if self._content.image:
                place = QRectF(_PAD, layout.image_top, layout.width - 2 * _PAD, _IMAGE)
                _picture(painter, place, self._image, 6, colours)
                if self._image.isNull():
                    _caption(painter, place, self._content.image, layout.small, colours)
            self._buttons(painter, layout, colours)

    def _texts(self, painter: QPainter, layout: _Layout, colours: Colours) -> None:
        high = layout.head.height
        paint_mark(painter, QRectF(_PAD, _PAD + (high - 12) / 2, 12, 12), LIGHT, 6)
        layout.head.draw(painter, QPointF(_PAD + 18, _PAD), colours.muted)
        painter.setPen(QColor(colours.muted))
        right = QRectF(layout.width - _PAD - 60, _PAD, 60, high)
        painter.setFont(layout.small)
        painter.drawText(right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "⋯   ✕")
        icon = QRectF(_PAD, layout.text_top + 2, _ICON, _ICON)
        if self._icon.isNull():
            paint_mark(painter, icon, LIGHT, 8)
        else:
            _picture(painter, icon, self._icon, 8, colours)
        corner = QPointF(_PAD + _ICON + 12, layout.text_top)
        ink = colours.ink if self._content.title else colours.muted
        for block, colour in (
            (layout.title, ink),
            (layout.body, colours.ink),
            (layout.origin, colours.muted),
        ):
            block.draw(painter, corner, colour)
            corner += QPointF(0, block.height + (3 if block.line_count else 0))

    def _buttons(self, painter: QPainter, layout: _Layout, colours: Colours) -> None:
        number = len(self._content.actions)
        if not number:
            return
        wide = (layout.width - 2 * _PAD - _GAP * (number - 1)) / number
        metrics = QFontMetricsF(self.font())
        painter.setFont(self.font())
        for place, title in enumerate(self._content.actions):
            box = QRectF(_PAD + place * (wide + _GAP), layout.buttons_top, wide, _BUTTON)
            painter.setPen(QColor(colours.edge))
            painter.setBrush(QColor(colours.button))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setPen(QColor(colours.ink))
            text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, wide - 16)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), text)


def _wallpaper(painter: QPainter, place: QRectF, colours: Colours) -> None:
    gradient = QLinearGradient(place.topLeft(), place.bottomRight())
    gradient.setColorAt(0, QColor(colours.pane[0]))
    gradient.setColorAt(1, QColor(colours.pane[1]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(place, 12, 12)


def _card(painter: QPainter, layout: _Layout, colours: Colours) -> None:
    place = QRectF(0, 0, layout.width, layout.height)
    shade = QColor(0, 0, 0, 9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    for spread in (1, 3, 5):
        painter.drawRoundedRect(
            place.adjusted(-spread, 1 - spread / 2, spread, spread + 2), 10 + spread, 10 + spread
        )
    painter.setBrush(QColor(colours.card))
    painter.setPen(QColor(colours.edge))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)


def _picture(painter: QPainter, place: QRectF, pixmap: QPixmap, radius: float, colours: Colours) -> None:
    """The pixmap fills `place`, cut where its shape is another; a plain field where there is none."""
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(path, QColor(colours.edge))
    if pixmap.isNull():
        return
    size = QRectF(pixmap.rect())
    scale = max(place.width() / size.width(), place.height() / size.height())
    part = QRectF(0, 0, place.width() / scale, place.height() / scale)
    part.moveCenter(size.center())
    painter.save()
    painter.setClipPath(path)
    painter.drawPixmap(place, pixmap, part)
    painter.restore()


def _caption(painter: QPainter, place: QRectF, url: str, font: QFont, colours: Colours) -> None:
    inner = place.adjusted(14, 0, -14, 0)
    metrics = QFontMetricsF(font)
    name = "image" if url.startswith("data:") else url
    painter.setFont(font)
    painter.setPen(QColor(colours.ink))
    text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, inner.width())
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), text)
