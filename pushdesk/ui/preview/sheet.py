"""Sheet: what stands where on one card. A painter fills it once; then it is drawn as often as needed."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPen

from pushdesk.services.preview.profile import Card
from pushdesk.ui.preview import marks, signs
from pushdesk.ui.preview.age import age
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.preview.cutting import one_line, passage, right_to_left
from pushdesk.ui.preview.fonts import font, stretch
from pushdesk.ui.preview.glyphs import STEP, glyph
from pushdesk.ui.preview.look import Look, colour
from pushdesk.ui.preview.shown import shows
from pushdesk.ui.preview.text import TextBlock, block

Weight = QFont.Weight
_Mark = Callable[[QPainter], None]
# What stands in for a title that is not written yet.
NO_TITLE = "Title"


class Sheet:
    """Lengths in px at 100 %, from the card's upper left corner. `height` is the painter's to set."""

    def __init__(self, card: Card, content: PreviewContent, look: Look) -> None:
        self.card, self.content, self.look = card, content, look
        self.width = float(card.width)
        self.height = 0.0
        self.shown_title = self.shown_body = ""
        self._marks: list[_Mark] = []

    # -- what the painter asks

    def metric(self, name: str) -> float:
        """A length of the card."""
        return self.card.metrics[name]

    def has(self, option: str) -> bool:
        """Whether `option` is in use and this card draws it."""
        return option in self.content.used and shows(self.card, option)

    @property
    def actions(self) -> tuple[str, ...]:
        """The titles of the buttons that are drawn."""
        return self.content.actions[: self.card.platform.max_actions] if self.has("actions") else ()

    @property
    def browser(self) -> str:
        """The app's name on the card."""
        names = {"Chrome": "Google Chrome", "Edge": "Microsoft Edge"}
        return names.get(self.card.platform.browser, self.card.platform.browser)

    @property
    def age(self) -> str:
        """How long ago it says it was."""
        moment = self.content.timestamp
        return age(moment, time.time()) if moment is not None and self.has("timestamp") else "now"

    # -- texts

    def title(self, x: float, y: float, width: float, *, weight: Weight = Weight.DemiBold) -> float:
        """The title, cut as the platform cuts it; returns the y below it."""
        shown = self.content.title.strip()
        tone = self.look.ink if shown else self.look.muted
        text = self._passage(shown or NO_TITLE, "title", self.card.title_lines, width, weight)
        self.shown_title = text.shown if shown else ""
        return y + self._put(text, x, y, tone)

    def body(self, x: float, y: float, width: float, tone: str = "") -> float:
        """The body, cut as the platform cuts it; returns the y below it."""
        if not self.content.body.strip():
            return y
        text = self._passage(self.content.body, "body", self.card.body_lines, width, Weight.Normal)
        self.shown_body = text.shown
        return y + self._put(text, x, y, tone or self.look.ink)

    def line(
        self, text: str, x: float, y: float, width: float, tone: str, *, weight: Weight = Weight.Normal
    ) -> TextBlock:
        """One small line, elided at its end."""
        size = self.metric("meta_size")
        made = block(text, font(self.card.painter, size, weight), width, 1, self._leading(size))
        self._put(made, x, y, tone)
        return made

    def right_line(self, text: str, right: float, y: float, tone: str) -> float:
        """One small line that ends at `right`; returns where it begins."""
        size = self.metric("meta_size")
        made = block(text, font(self.card.painter, size, Weight.Normal), 120.0, 1, self._leading(size))
        left = right - made.used_width
        self._put(made, left, y, tone)
        return left

    @property
    def meta_height(self) -> float:
        """The height of a small line."""
        return self._leading(self.metric("meta_size"))

    def _passage(self, text: str, name: str, lines: int, width: float, weight: Weight) -> TextBlock:
        size = self.metric(f"{name}_size")
        band = self.card.title_band if name == "title" else self.card.body_band
        rtl = right_to_left(text, self.content.dir if shows(self.card, "dir") else "auto")
        flat = one_line(text) if lines == 1 or name == "title" else text
        found = passage(flat, band.shortest, band.longest)
        narrow = stretch(self.card.painter, size, weight, band, self._widest(), lines)
        face = font(self.card.painter, size, weight, narrow)
        return block(found.text, face, width, lines, self._leading(size), rtl, found.faded)

    def _widest(self) -> float:
        """A text's width on a card without pictures: what those who counted characters had before them."""
        beside = self.metric("app_icon") + self.metric("gap")
        room = self.width - 2 * self.metric("padding")
        return room - beside if self.card.painter in {"macos", "ios", "android"} else room

    def _leading(self, size: float) -> float:
        return round(size * self.metric("line_height"))

    def _put(self, text: TextBlock, x: float, y: float, tone: str) -> float:
        self._marks.append(lambda painter: text.draw(painter, x, y, colour(tone)))
        return text.height

    # -- shapes

    def box(self, place: QRectF, radius: float, fill: str, edge: str = "") -> None:
        """A rounded rectangle, its edge inside."""

        def draw(painter: QPainter) -> None:
            painter.setPen(QPen(colour(edge), 1.0) if edge else Qt.PenStyle.NoPen)
            painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
            inner = place.adjusted(0.5, 0.5, -0.5, -0.5) if edge else place
            painter.drawRoundedRect(inner, radius, radius)

        self._marks.append(draw)

    def button(self, place: QRectF, text: str, *, weight: Weight = Weight.Normal) -> None:
        """A button with its text in the middle."""
        size = self.metric("body_size")
        self.box(place, self.metric("button_radius"), self.look.button, self.look.button_edge)
        face = font(self.card.painter, size, weight)
        made = block(one_line(text), face, place.width() - 16, 1, self._leading(size), right_to_left(text))
        # A right-to-left text ends at the right of its width: its middle is elsewhere.
        left = place.center().x() - made.used_width / 2
        left -= made.width - made.used_width if right_to_left(text) else 0
        self._put(made, left, place.center().y() - made.height / 2, self.look.button_ink)

    def buttons_at_right(self, right: float, top: float, high: float, gap: float, room: float) -> None:
        """The actions as buttons as wide as their words, the last one ending at `right`."""
        number = len(self.actions)
        most = (room - gap * (number - 1)) / number
        face = font(self.card.painter, self.metric("body_size"), Weight.Normal)
        widths = [
            min(most, block(one_line(text), face, room, 1, 1.0).used_width + 28) for text in self.actions
        ]
        left = right - sum(widths) - gap * (number - 1)
        for text, wide in zip(self.actions, widths, strict=True):
            self.button(QRectF(left, top, wide, high), text)
            left += wide + gap

    def word(self, text: str, x: float, y: float, most: float, high: float) -> float:
        """A button that is nothing but its word; returns its width."""
        size = self.metric("body_size")
        face = font(self.card.painter, size, Weight.DemiBold)
        made = block(one_line(text), face, most, 1, self._leading(size))
        self._put(made, x, y + (high - made.height) / 2, self.look.button_ink)
        return made.used_width

    def picture(
        self, place: QRectF, image: QImage | None, radius: float, shape: QPainterPath | None = None
    ) -> None:
        """The image in a rounded place, or in `shape`; a sign for it where nobody has loaded it."""
        outline = shape or marks.rounded(place, radius)
        if image is None:
            field, ink = colour(self.look.field), colour(self.look.muted)
            self._marks.append(lambda painter: marks.missing(painter, place, outline, field, ink))
        else:
            self._marks.append(lambda painter: marks.picture(painter, place, image, outline))

    def mark(self, draw: _Mark) -> None:
        """Anything else."""
        self._marks.append(draw)

    def sign(self, place: QRectF) -> None:
        """The browser's sign."""
        name = self.card.platform.browser
        self._marks.append(lambda painter: signs.sign(painter, place, name))

    def glyphs(self, names: tuple[str, ...], right: float, middle: float) -> float:
        """Small controls that end at `right`; returns where they begin."""
        tone = colour(self.look.muted)
        for number, name in enumerate(reversed(names)):
            centre = QPointF(right - 4 - number * STEP, middle)
            self._marks.append(partial(glyph, name=name, middle=centre, ink=tone))
        return right - STEP * len(names)

    # -- drawing

    def draw(self, painter: QPainter) -> None:
        """Draw it; nothing leaves the card, however high a text stacks its marks."""
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width, self.height), Qt.ClipOperation.IntersectClip)
        for mark in self._marks:
            mark(painter)
        painter.restore()
