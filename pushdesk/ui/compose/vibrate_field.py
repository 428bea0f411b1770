"""The box for vibrate: a pattern in milliseconds, the usual ones in a menu, and the pattern drawn."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.ui.compose.entry import LineBox
from pushdesk.ui.compose.menus import menu_button
from pushdesk.ui.compose.vibration import PRESETS, parse_pattern, pattern_text, pulses
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import column, row


class PulseView(QWidget):
    """A bar where the device vibrates, a line where it rests."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pattern: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_pattern(self, pattern: list[int]) -> None:
        """Draw `pattern`, milliseconds on, off, on …"""
        self._pattern = pattern
        on = f"{sum(pattern[::2])} ms of {sum(pattern)} ms" if pattern else "none"
        self.setAccessibleName(f"Vibration: {on}")
        self.setToolTip(f"Vibrates {on}" if pattern else "")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as it needs to be seen."""
        return QSize(120, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole width is the whole pattern's time."""
        tokens, place = self._theme.tokens, QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.track))
            painter.drawRoundedRect(QRectF(0, place.center().y() - 1, place.width(), 2), 1, 1)
            painter.setBrush(QColor(tokens.accent))
            for start, length in pulses(self._pattern):
                wide = max(2.0, length * place.width())
                painter.drawRoundedRect(QRectF(start * place.width(), 1, wide, place.height() - 2), 2, 2)


class VibrateField(QWidget):
    """`typed(text)` as a LineBox's: also when a preset was chosen."""

    typed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = LineBox(name, "200, 100, 200")
        self.box.typed.connect(self.typed)
        self._view = PulseView(theme)
        self.presets, menu = menu_button("Patterns", "Vibration patterns", "The usual patterns")
        menu.addAction("None").triggered.connect(partial(self.typed.emit, ""))
        for title, pattern in PRESETS:
            text = pattern_text(pattern)
            menu.addAction(title).triggered.connect(partial(self.typed.emit, text))
        self.setLayout(column(row(self.box, self.presets, gap=6), self._view, gap=5))
        self.setFocusProxy(self.box)

    def show_text(self, text: str) -> None:
        """Show a pattern as text, and drawn where it is one."""
        self.box.show_text(text)
        self._view.show_pattern(parse_pattern(text) or [])
