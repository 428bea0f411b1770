"""Things to type into or choose from: SearchField, SegmentedTabs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from pushdesk.ui.widgets.basics import row

SEARCH_PAUSE_MS = 120
# As the style sheet pads a tab, its border included, and a pixel.
_TAB_PAD, _NARROW_PAD = 11, 8


class SearchField(QLineEdit):
    """A search box; `searched` comes when the typing pauses, and at once on Enter or when it is emptied."""

    searched = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._say)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the box; only where it is empty already does it go on to what is beneath."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self._say()

    def _say(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())


class SegmentedTabs(QFrame):
    """A few views of one thing, side by side; the arrow keys walk them."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None, *, narrow: bool = False) -> None:
        """`narrow`: with less at either side of a name."""
        super().__init__(parent)
        self.setProperty("surface", "tabs")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        for number, name in enumerate(names):
            tab = QPushButton(name)
            tab.setProperty("kind", "tab")
            tab.setProperty("narrow", narrow)
            tab.setCheckable(True)
            tab.setAutoDefault(False)
            tab.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            tab.setAccessibleName(name)
            # The chosen tab's words are bold: room for that from the start, or they are clipped.
            bold = QFont(tab.font())
            bold.setWeight(QFont.Weight.DemiBold)
            pad = _NARROW_PAD if narrow else _TAB_PAD
            tab.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(name) + 2 * pad)
            self._group.addButton(tab, number)
        self._group.idToggled.connect(self._toggled)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)
        self.setLayout(row(*self._group.buttons(), gap=3, margins=(3, 3, 3, 3)))

    @property
    def current(self) -> int:
        """The number of the chosen tab."""
        return self._group.checkedId()

    def button(self, number: int) -> QAbstractButton:
        """The tab with this number."""
        return self._group.button(number)

    def choose(self, number: int) -> None:
        """Choose a tab as if it were clicked."""
        if number != self.current:
            self._group.button(number).setChecked(True)
            self.chosen.emit(number)

    def _toggled(self, number: int, chosen: bool) -> None:
        """Tab stops at the chosen one, however it was chosen; Qt sees to that only after a click."""
        policy = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
        self._group.button(number).setFocusPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose, and take the focus along."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        wanted = min(max(self.current + step, 0), len(self._group.buttons()) - 1)
        self._group.button(wanted).setFocus()
        self.choose(wanted)
