"""The dark side: the places with their counts, and what is running."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from pushdesk.ui.theme.brand import Mark
from pushdesk.ui.theme.tokens import LIGHT
from pushdesk.ui.widgets.basics import column, label, row
from pushdesk.ui.widgets.text import ElidedLabel

WIDTH = 196


class Part(IntEnum):
    """The lines of the panel at the bottom."""

    RECEIVER = 0
    LAB = 1
    KEY = 2


class _Dot(QWidget):
    """Green where the part runs."""

    def __init__(self) -> None:
        super().__init__()
        self.on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(8, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(LIGHT.side_ok if self.on else LIGHT.side_off))
            painter.drawEllipse(QRectF(self.rect()))


class NavButton(QPushButton):
    """A place and its count."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._name = name
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self._badge = QLabel(self)
        self._badge.setProperty("kind", "nav-badge")
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()

    @property
    def badge(self) -> str:
        """The count; empty for none."""
        return self._badge.text()

    def set_badge(self, text: str) -> None:
        """Show a count beside the name."""
        self._badge.setText(text)
        self._badge.setVisible(bool(text))
        self.setAccessibleName(f"{self._name}, {text}" if text else self._name)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The badge keeps to the right."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._badge.adjustSize()
        self._badge.move(self.width() - self._badge.width() - 9, (self.height() - self._badge.height()) // 2)


class SideBar(QFrame):
    """The navigation. Each place is an action (Ctrl+1 …); the buttons only trigger them."""

    def __init__(self, places: Sequence[tuple[str, QAction]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        self.setFixedWidth(max(WIDTH, self.fontMetrics().averageCharWidth() * 26))
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        for name, action in places:
            made = NavButton(action.text())
            made.setToolTip(action.toolTip())
            made.clicked.connect(action.trigger)
            self._buttons[name] = made
            self._group.addButton(made)
        self._parts = {part: (_Dot(), ElidedLabel()) for part in Part}
        foot = QFrame()
        foot.setProperty("surface", "side-foot")
        foot.setLayout(
            column(*(row(dot, words, gap=6) for dot, words in self._parts.values()), margins=(10, 9, 10, 9))
        )
        brand = row(Mark(), label("PushDesk", "brand"), 1, margins=(10, 4, 10, 12))
        self.setLayout(column(brand, *self._buttons.values(), 1, foot, gap=3, margins=(10, 14, 10, 14)))
        self.starting()

    def button(self, place: str) -> NavButton:
        """The button of a place."""
        return self._buttons[place]

    def choose(self, place: str) -> None:
        """Mark where the window is."""
        self._buttons[place].setChecked(True)

    def starting(self) -> None:
        """Nothing runs yet."""
        self.say(Part.RECEIVER, "Receiver starting…", on=False)
        self.say(Part.LAB, "Lab starting…", on=False)
        self.say(Part.KEY, "VAPID key", on=False)

    def say(self, part: Part, words: str, *, on: bool) -> None:
        """What a part is, and whether it runs."""
        dot, line = self._parts[part]
        dot.on = on
        dot.update()
        line.setText(words)

    def say_addresses(self, receiver: str | None, lab: str | None) -> None:
        """Where receiver and lab listen; None for one that does not run."""
        where = receiver.partition("://")[2].rstrip("/") if receiver else "off"
        self.say(Part.RECEIVER, f"Receiver {where}", on=receiver is not None)
        self.say(Part.LAB, "Lab push service" if lab else "Lab off", on=lab is not None)

    def said(self, part: Part) -> str:
        """The words of a part."""
        return self._parts[part][1].text()
