"""Cards: the notifications on the screen, newest first, with buttons, pictures and the decrypted payload."""

import json
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QWidget

from pushdesk.model.builtin import BuiltinNotification
from pushdesk.ui.builtin import data_url
from pushdesk.ui.widgets.basics import SectionLabel, button, clear, column, label, row, surface
from pushdesk.ui.widgets.flow import FlowLayout
from pushdesk.ui.widgets.text import ElidedLabel, MonoText

WIDTH = 344
_ICON = 38
_IMAGE_WIDTH, _IMAGE_HEIGHT = 292, 160
_TEXT_LINES = 14
_KEYS_CLICK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_KEYS_CLOSE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

Pressed = Callable[[str, str], object]
Closed = Callable[[str], object]


class Card(QFrame):
    """One notification. A click on what is no button, or Enter, clicks it; Delete closes it."""

    def __init__(self, said: BuiltinNotification, pressed: Pressed, closed: Closed) -> None:
        super().__init__()
        self._said = said
        self._pressed = pressed
        self._closed = closed
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._parts = column(gap=8, margins=(12, 8, 12, 12))
        self.setLayout(self._parts)
        self.say(said)

    def say(self, said: BuiltinNotification) -> None:
        """Show the notification as it is known now."""
        self._said = said
        self.setAccessibleName(f"Notification: {said.title}")
        self.setAccessibleDescription(said.body)
        clear(self._parts)
        self._parts.addLayout(self._head())
        self._parts.addLayout(self._words())
        if said.image:
            self._parts.addWidget(_picture(said.image, _IMAGE_WIDTH, _IMAGE_HEIGHT, "Picture"))
        if said.actions:
            self._parts.addWidget(self._actions())
        if said.payload is not None:
            self._add_text("Payload, decrypted", said.payload)
        elif said.data:
            self._add_text("Data", said.data)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on what is no button."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._pressed(self._said.id, "")
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space click, Delete closes."""
        if event.key() in _KEYS_CLICK:
            self._pressed(self._said.id, "")
        elif event.key() in _KEYS_CLOSE:
            self._closed(self._said.id)
        else:
            super().keyPressEvent(event)

    def _head(self) -> QHBoxLayout:
        host = ElidedLabel(urlsplit(self._said.origin).netloc, "small")
        at = label(f"{self._said.at.astimezone():%H:%M:%S}", "small")
        close = QToolButton()
        close.setText("✕")
        close.setToolTip("Close (Delete)")
        close.setAccessibleName(f"Close “{self._said.title}”")
        close.clicked.connect(lambda: self._closed(self._said.id))
        return row(host, 1, at, close, gap=6)

    def _words(self) -> QHBoxLayout:
        words = column(label(self._said.title, "strong", wrap=True), gap=2)
        if self._said.body:
            words.addWidget(label(self._said.body, wrap=True))
        found = row(gap=10)
        if self._said.icon:
            icon = _picture(self._said.icon, _ICON, _ICON, "Icon")
            found.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        found.addLayout(words, 1)
        return found

    def _actions(self) -> QWidget:
        place = QWidget()
        flow = FlowLayout(place, gap=6)
        for one in self._said.actions:
            press = partial(self._pressed, self._said.id, one.action)
            flow.addWidget(button(one.title, press, name=f"{one.title}: “{self._said.title}”"))
        return place

    def _add_text(self, title: str, text: str) -> None:
        self._parts.addWidget(SectionLabel(title))
        shown = MonoText(_readable(text), name=f"{title} of “{self._said.title}”", lines=_TEXT_LINES)
        shown.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._parts.addWidget(shown)


class Cards(QWidget):
    """All open notifications; hidden while there is none. `pressed(id, action)`, `closed(id)`."""

    def __init__(self, pressed: Pressed, closed: Closed) -> None:
        super().__init__()
        self._pressed = pressed
        self._closed = closed
        self._cards: dict[str, Card] = {}
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Notifications")
        self.setFixedWidth(WIDTH)
        edge = surface("", "left")
        edge.setFixedWidth(1)
        inner = QWidget()
        self._list = column(1, gap=10, margins=(12, 2, 12, 12))
        inner.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        heading = row(SectionLabel("Notifications"), margins=(14, 10, 14, 6))
        self.setLayout(row(edge, column(heading, scroll, gap=0), gap=0))
        self.hide()

    def say(self, said: BuiltinNotification) -> None:
        """Show, change or take away one."""
        card = self._cards.get(said.id)
        if not said.open:
            if card is not None:
                self._take_away(self._cards.pop(said.id))
        elif card is None:
            card = self._cards[said.id] = Card(said, self._pressed, self._closed)
            self._list.insertWidget(0, card)
        else:
            card.say(said)
        self.setVisible(bool(self._cards))

    def _take_away(self, card: Card) -> None:
        if card.hasFocus():
            card.focusNextChild()
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()


def _picture(url: str, width: int, height: int, name: str) -> QLabel:
    """The picture, smaller where it would not fit."""
    found = data_url.pixmap(url)
    if found.width() > width or found.height() > height:
        found = found.scaled(
            width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    shown = QLabel()
    shown.setPixmap(found)
    shown.setAccessibleName(name)
    return shown


def _readable(text: str) -> str:
    """JSON with its lines, anything else as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
