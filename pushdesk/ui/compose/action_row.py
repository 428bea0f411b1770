"""One button of the notification: its id and title, its icon and link below, a handle to move it by."""

from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose import boxes
from pushdesk.ui.compose.entry import LineBox
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.pictures.picture_box import PictureBox
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, label, restyle, row

_HINTS = {
    "action": "id",
    "title": "Title on the button",
    "icon": "https:// or data: URL",
    "navigate": "https://…",
}
_NAMES = {"action": "id", "title": "title", "icon": "icon", "navigate": "link"}
_BELOW = ("icon", "navigate")
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ALT = Qt.KeyboardModifier.AltModifier


class Handle(QToolButton):
    """Dragged with the mouse, moved with the arrow keys; `dragged(y)` is in global pixels."""

    dragged = Signal(int)
    dropped = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("⠿")
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("⠿") + 12)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row follows the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._moved = True
            self.dragged.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where the row is now it stays."""
        super().mouseReleaseEvent(event)
        if self._moved:
            self._moved = False
            self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class PictureSource(NamedTuple):
    """Where a row's icon comes from, and a local file goes to."""

    gallery: Gallery
    bridge: Bridge


class ActionRow(QFrame):
    """`edited(name)` comes with every keystroke; `value` is the row's JSON then.

    The boxes for icon and link are made when they are first opened, and `grown` says so: forty rows of them
    took longer than all the rest of the form.
    """

    edited = Signal(str)
    grown = Signal()
    refused = Signal(str)
    removed = Signal()
    stepped = Signal(int)

    def __init__(
        self, theme: Theme, undo_actions: list[QAction], pictures: PictureSource | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._undo_actions = undo_actions
        self._pictures = pictures
        self._number = 1
        self.value: Any = {"action": "", "title": ""}
        self.handle = Handle()
        self.handle.stepped.connect(self.stepped)
        self.boxes: dict[str, LineBox] = {}
        for name in ("action", "title"):
            self._take_in(name, LineBox(name, _HINTS[name]))
        self.more = _tool("⋯")
        self.more.setCheckable(True)
        self.more.toggled.connect(self.open_more)
        self.take_away = _tool("✕")
        self.take_away.clicked.connect(self.removed)
        self._below: QWidget | None = None
        self._arrange()

    def show_value(self, value: Any) -> None:
        """Show a row of the document."""
        self.value = value
        for name, box in self.boxes.items():
            box.show_text(boxes.action_text(value, name))
        extra = any(boxes.action_text(value, name) for name in _BELOW)
        self.more.setText("⋯ ●" if extra and not self.more.isChecked() else "⋯")
        self.more.setAccessibleDescription("set" if extra else "not set")

    def number(self, number: int) -> None:
        """Its place, for whoever does not see it."""
        self._number = number
        for name, box in self.boxes.items():
            words = f"Action {number}, {_NAMES[name]}"
            if isinstance(box, PictureBox):
                box.call(words, f"the icon of action {number}")
            else:
                box.setAccessibleName(words)
        for part, words in (
            (self.handle, f"Move action {number}"),
            (self.more, f"Icon and link of action {number}"),
            (self.take_away, f"Remove action {number}"),
        ):
            part.setAccessibleName(words)
            part.setToolTip(words)
        self.handle.setToolTip(f"Move action {number}: drag, or Alt+Up and Alt+Down")

    def in_order(self) -> list[QWidget]:
        """Its parts as the Tab key walks them."""
        first, second, *rest = self.boxes.values()
        return [self.handle, first, second, self.more, self.take_away, *rest]

    def open_more(self, open_: bool) -> None:
        """Show or hide the icon and the link."""
        self.more.setChecked(open_)
        if open_ and self._below is None:
            self._make_below()
        if self._below is not None:
            self._below.setVisible(open_)
        self.show_value(self.value)

    def mark(self, wrong: bool) -> None:
        """Show which boxes need something where the row keeps the message from being sent."""
        for name in ("action", "title"):
            restyle(self.boxes[name], "problem", wrong and not self.boxes[name].text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with up and down moves the row, whichever box has the focus."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & _ALT:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def _typed(self, name: str, text: str) -> None:
        self.value = boxes.action_typed(self.value, name, text)
        self.edited.emit(name)

    def _arrange(self) -> None:
        first = row(self.handle, gap=6)
        first.addWidget(self.boxes["action"], 10)
        first.addWidget(self.boxes["title"], 13)
        first.addWidget(self.more)
        first.addWidget(self.take_away)
        self.setLayout(column(first, gap=4))

    def _make_below(self) -> None:
        icon, link = (
            PictureBox(self._theme, "action", "icon", _HINTS["icon"]),
            LineBox("", _HINTS["navigate"]),
        )
        self._take_in("icon", icon)
        self._take_in("navigate", link)
        if self._pictures is not None:
            icon.use(*self._pictures)
        parts = row(
            column(row(label("Icon", "small"), 1, icon.aside), icon, gap=2),
            column(label("Opens", "small"), link, gap=2),
            margins=(26, 0, 0, 4),
        )
        parts.setStretch(0, 1)
        parts.setStretch(1, 1)
        self._below = QWidget()
        self._below.setLayout(parts)
        layout = self.layout()
        assert layout is not None  # _arrange() has set one
        layout.addWidget(self._below)
        self.number(self._number)
        self.grown.emit()

    def _take_in(self, name: str, box: LineBox) -> None:
        self.boxes[name] = box
        box.addActions(self._undo_actions)
        box.typed.connect(lambda text: self._typed(name, text))
        box.refused.connect(self.refused)


def _tool(text: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    # The style sheet's padding and border are 12; with less, the dot is cut off.
    made.setFixedWidth(made.fontMetrics().horizontalAdvance("⋯ ●") + 16)
    return made
