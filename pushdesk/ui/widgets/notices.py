"""What the window says by itself: Banner for what went wrong (stays), Toast for what was done (goes)."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from pushdesk.ui.widgets.basics import label, row, surface

TOAST_MS = 5000


def _dismiss_button(name: str) -> QToolButton:
    made = QToolButton()
    made.setText("✕")
    made.setAccessibleName(name)
    made.setToolTip(f"{name} (Esc)")
    return made


class Banner(QWidget):
    """A sentence across the top of a screen, selectable; ✕ or Esc takes it away with the room it took."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(wrap=True, selectable=True)
        self._words.setMinimumWidth(200)
        self.close_button = _dismiss_button("Dismiss")
        self.close_button.clicked.connect(self.dismiss)
        inner = row(self._words, self.close_button, margins=(13, 8, 8, 8))
        inner.setStretch(0, 1)
        self._refused = ""
        frame = surface("bad")
        frame.setLayout(inner)
        self.setLayout(row(frame, margins=(18, 10, 18, 0)))
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty where it is away."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, sentence: str) -> None:
        """Show `sentence`."""
        self._words.setText(sentence)
        self.setAccessibleName(f"Problem: {sentence}")
        self.show()

    def refuse(self, sentence: str) -> None:
        """Show what somebody did in vain, until the next thing is done (`pass_by`)."""
        self.say(sentence)
        self._refused = sentence

    def pass_by(self) -> None:
        """The next thing is done: a refusal is past, anything else stays."""
        if self.sentence == self._refused:
            self.dismiss()

    def dismiss(self) -> None:
        """Take it away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()


class Toast(QFrame):
    """A short sentence over the bottom of its parent; goes by itself, stays while the pointer is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("surface", "toast")
        self._words = label(selectable=True)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = _dismiss_button("Dismiss message")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.dismiss)
        self.setLayout(row(self._words, close, margins=(14, 7, 8, 7)))
        self._time = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._time.timeout.connect(self.dismiss)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty where it is away."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, sentence: str) -> None:
        """Show `sentence` for a while."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._time.start()

    def dismiss(self) -> None:
        """Take it away, unless the pointer rests on it."""
        if self.underMouse() and not isinstance(self.sender(), QToolButton):
            self._time.start()
            return
        self._time.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps its place when the parent changes size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._room
        self._words.setWordWrap(False)
        self.adjustSize()
        if self.width() > room.width() - 40:
            self._words.setWordWrap(True)
            self.setFixedWidth(max(200, room.width() - 40))
            self.adjustSize()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 40)
