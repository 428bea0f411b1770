"""What the window shows while there is no desk: that it starts, or why it cannot."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from pushdesk.ui.theme.brand import Mark
from pushdesk.ui.widgets.basics import button, column, label, row, surface

STARTING = "Starting the receiver and the lab…"


class StartingPage(QWidget):
    """A quiet page with a moving bar, for the moment until the desk is there or gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(kind="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(220)
        bar.setProperty("role", "info")
        bar.setAccessibleName("Starting")
        self.setLayout(column(2, self._words, row(1, bar, 1), 3, gap=12))
        self.say(STARTING)

    def say(self, words: str) -> None:
        """What is being waited for."""
        self._words.setText(words)


class ProblemPage(QWidget):
    """The sentence that stopped the start, over the whole window, with Retry and Quit."""

    retry = Signal()
    quit = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label(wrap=True, selectable=True)
        self.retry_button = button("Try again", self.retry.emit, "primary")
        self.quit_button = button("Quit", self.quit.emit)
        card = surface("card")
        card.setMaximumWidth(560)
        card.setMinimumWidth(380)
        card.setLayout(
            column(
                row(Mark(22), label("PushDesk cannot start", "title"), 1, gap=10),
                self.words,
                row(1, self.quit_button, self.retry_button),
                gap=16,
                margins=(24, 22, 24, 20),
            )
        )
        self.setLayout(column(2, row(1, card, 1), 3, margins=(24, 24, 24, 24)))

    def say(self, sentence: str) -> None:
        """Why, and what to do."""
        self.words.setText(sentence)
        self.setAccessibleName(f"PushDesk cannot start: {sentence}")
        self.retry_button.setFocus()
