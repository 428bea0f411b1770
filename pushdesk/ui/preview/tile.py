"""PreviewTile: a card of the wall as a widget, with its caption, its tooltips and its words."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from pushdesk.services.preview.profile import Card
from pushdesk.ui.preview import shown
from pushdesk.ui.preview.caption import Caption
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.preview.face import CORNER, Face
from pushdesk.ui.theme.theme import Theme

# Room for the ring of the focus.
_RING = 3


class PreviewTile(QWidget):
    """`show_content` gives it a value. It is as wide as the wall says, and as high as its text needs."""

    def __init__(self, theme: Theme, card: Card, dark: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.face = Face(card, dark)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._caption: Caption | None = None
        theme.changed.connect(self._restyled)
        self._say()

    def show_content(self, content: PreviewContent) -> None:
        """Show another value; the wall asks for the new height."""
        self.face.show_content(content)
        self._caption = None
        self._say()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Caption, wallpaper and card."""
        inner = width - 2 * _RING
        return round(self.caption.height(inner) + self.face.height(inner)) + 2 * _RING

    def sizeHint(self) -> QSize:
        """Of a usual width."""
        return QSize(420, self.heightForWidth(420))

    @property
    def caption(self) -> Caption:
        """The line on top."""
        if self._caption is None:
            title = self.face.card.title
            self._caption = Caption(title, self.face.chips, self.font(), self._theme.tokens)
        return self._caption

    def tip(self, place: QPointF) -> str:
        """The tooltip there: what is not shown, or where the text is cut; each with its source."""
        card = self.face.card
        if place.y() < self.caption.height(self._inner().width()) + _RING:
            return shown.why(card, self.face.content)
        return shown.bands(card)

    def event(self, event: QEvent) -> bool:
        """Tooltips are made when they are asked for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip(QPointF(event.pos())), self)
            return True
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._caption = None
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, card, and a ring where the keyboard is."""
        place = self._inner()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.caption.draw(painter, place)
            place.setTop(place.top() + self.caption.height(place.width()))
            place.setHeight(self.face.height(place.width()))
            self.face.draw(painter, place)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._theme.tokens.focus), 2.0))
                painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), CORNER + 2, CORNER + 2)

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)

    def _say(self) -> None:
        shade = "dark" if self.face.dark else "light"
        self.setAccessibleName(f"Preview: {self.face.card.title}, {shade}")
        self.setAccessibleDescription(self.face.words())

    def _restyled(self) -> None:
        self._caption = None
        self.update()
