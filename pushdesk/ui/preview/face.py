"""Face: one card in light or dark on its wallpaper, for the wall's tiles and for the contact sheet."""

from collections import OrderedDict

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPixmap

from pushdesk.services.preview.profile import Card
from pushdesk.ui.preview import marks, shown
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.preview.look import Look, colour
from pushdesk.ui.preview.painters import PAINTERS
from pushdesk.ui.preview.sheet import Sheet
from pushdesk.ui.theme.chips import Chip

# The wallpaper around a card, and its corners, in px.
PANE, CORNER = 16.0, 12.0
_KEPT = 64
_backdrops: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()


class Face:
    """Sheets are made when they are needed and kept until there is another content."""

    def __init__(self, card: Card, dark: bool) -> None:
        self.card, self.dark = card, dark
        self._painter = PAINTERS[card.painter]
        self._content = PreviewContent()
        self._sheet: Sheet | None = None

    @property
    def content(self) -> PreviewContent:
        """What it shows."""
        return self._content

    @property
    def look(self) -> Look:
        """Its colours."""
        return self._painter.looks.of(self.dark)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The words beside its name."""
        return shown.chips(self.card, self._content)

    @property
    def sheet(self) -> Sheet:
        """What stands where."""
        if self._sheet is None:
            self._sheet = Sheet(self.card, self._content, self.look)
            self._painter.fill(self._sheet)
        return self._sheet

    def show_content(self, content: PreviewContent) -> None:
        """Show another value."""
        self._content = content
        self._sheet = None

    def words(self) -> str:
        """What is drawn and what is not, for a screen reader."""
        sheet = self.sheet
        parts = [sheet.shown_title or "No title", sheet.shown_body]
        if sheet.actions:
            parts.append(f"Buttons: {', '.join(sheet.actions)}")
        drawn = [name for name in ("icon", "image", "badge") if sheet.has(name)]
        if drawn:
            parts.append(f"With {' and '.join(drawn)}")
        parts += [chip.text for chip in self.chips]
        return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts if part)

    # -- drawing

    def scale(self, width: float) -> float:
        """How much smaller than life it is on a pane `width` px wide; never larger."""
        return min(1.0, (width - 2 * PANE) / self.card.width)

    def height(self, width: float) -> float:
        """Of a pane that is `width` px wide."""
        return float(round(self.sheet.height * self.scale(width) + 2 * PANE))

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """Wallpaper, shadow and card in `place`, which is height() px high."""
        ratio = painter.device().devicePixelRatio()
        scale, sheet = self.scale(place.width()), self.sheet
        painter.drawPixmap(place.topLeft(), self._backdrop(place.size(), scale, ratio))
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.translate(place.left() + (place.width() - sheet.width * scale) / 2, place.top() + PANE)
        painter.scale(scale, scale)
        sheet.draw(painter)
        painter.restore()

    def _backdrop(self, size: QSizeF, scale: float, ratio: float) -> QPixmap:
        """All that no keystroke changes, as long as the height stays."""
        key = (self.card.id, self.dark, size.width(), size.height(), ratio)
        if (found := _backdrops.get(key)) is not None:
            _backdrops.move_to_end(key)
            return found
        made = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pane = QRectF(0, 0, size.width(), size.height())
            _wallpaper(painter, pane, self.look)
            wide, high = self.card.width * scale, self.sheet.height * scale
            place = QRectF((pane.width() - wide) / 2, PANE, wide, high)
            _paper(painter, place, self.card.metrics["radius"] * scale, self.look)
        _backdrops[key] = made
        while len(_backdrops) > _KEPT:
            _backdrops.popitem(last=False)
        return made


def _wallpaper(painter: QPainter, pane: QRectF, look: Look) -> None:
    gradient = QLinearGradient(pane.topLeft(), pane.bottomRight())
    gradient.setColorAt(0, colour(look.wallpaper[0]))
    gradient.setColorAt(1, colour(look.wallpaper[1]))
    painter.fillPath(marks.rounded(pane, CORNER), gradient)


def _paper(painter: QPainter, place: QRectF, radius: float, look: Look) -> None:
    shade = QColor("#000000")
    for spread in (1, 2, 4, 6, 8):
        # Rings of one faint colour on each other: dense at the card, nothing at the rim.
        shade.setAlphaF(look.shadow / 8)
        ring = place.adjusted(-spread, 2 - spread * 0.6, spread, 2 + spread)
        painter.fillPath(marks.rounded(ring, radius + spread), shade)
    painter.setBrush(colour(look.paper))
    painter.setPen(QPen(colour(look.edge), 1.0) if look.edge else Qt.PenStyle.NoPen)
    inner = place.adjusted(0.5, 0.5, -0.5, -0.5) if look.edge else place
    painter.drawRoundedRect(inner, radius, radius)
