"""MenuChip: a chip in the header that opens a menu; `Shape: PushDesk JSON ▾`."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from pushdesk.ui.header_fit import Widths
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.chips import ChipButton, chip_font, chip_size

_OPENING = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_LONGEST = 40
# A chip that is cut keeps about so many characters, or nobody knows what it stands for.
_LEAST = "PushDesk JS…"
# Room for the focus ring on both sides.
_RING = QSize(4, 4)


class MenuChip(ChipButton):
    """`choose` says what is chosen now; the chip gives way to the title and the buttons beside it."""

    def __init__(self, theme: Theme, name: str, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent=parent)
        self._name = name
        self.menu = menu
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    def choose(self, text: str, tip: str = "", role: Role = Role.NEUTRAL) -> None:
        """What is chosen now, and a sentence to it."""
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        self._role = role
        self.say(f"{self._name}: {short} ▾")
        self.setAccessibleName(f"{self._name}: {text}")
        self.setToolTip(tip)
        self.update()

    @property
    def widths(self) -> Widths:
        """The whole text; what is chosen without the name; and about twelve characters of that."""
        full, short, least = (self._size(text).width() for text in (self.text(), self._short, _LEAST))
        return Widths(full, short, min(short, least))

    @property
    def _short(self) -> str:
        return self.text().removeprefix(f"{self._name}: ")

    def _size(self, text: str) -> QSize:
        return chip_size(text, chip_font(self.font(), self._theme.tokens)) + _RING

    def _chip(self) -> Chip:
        """In a small window what is chosen, without the name before it."""
        whole = super()._chip()
        cramped = self.width() < self.sizeHint().width()
        return Chip(self._short, whole.role) if cramped else whole

    def sizeHint(self) -> QSize:
        """The whole text, whatever is shown."""
        return self._size(self.text())

    def minimumSizeHint(self) -> QSize:
        """What can still be read."""
        return QSize(self.widths.least, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens, as in any menu; so do Space and Enter."""
        if event.key() in _OPENING:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
