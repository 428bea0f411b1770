"""BrowserWindow: a toolbar, a bar for sentences, the page, and the notifications beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QPushButton, QToolButton, QWidget

from pushdesk.ui.builtin.cards import Cards, Closed, Pressed
from pushdesk.ui.builtin.page import BrowserPage
from pushdesk.ui.widgets.basics import button, column, label, row, surface

NAME = "Built-in browser"
_SIZE = (1180, 780)


class BrowserWindow(QWidget):
    """`closed`: somebody closed it. `receiver` is the URL of the button with that name."""

    closed = Signal()

    def __init__(self, page: BrowserPage, receiver: str, pressed: Pressed, dismissed: Closed) -> None:
        super().__init__()
        self._page = page
        self._receiver = receiver
        self.view = QWebEngineView()
        self.view.setPage(page)
        self.view.setAccessibleName("Page")
        self.cards = Cards(pressed, dismissed)
        self.bar = SentenceBar()
        self.address = QLineEdit()
        self.address.setAccessibleName("Address")
        self.address.setPlaceholderText("Address of any page that subscribes to push")
        self.address.returnPressed.connect(lambda: self.open(self.address.text()))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.setAccessibleName("Loading")
        self._progress.setMaximum(0)
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*_SIZE)
        self._lay_out()
        self._connect()

    def open(self, url: str) -> None:
        """Load a page; a word without a scheme is a host's name."""
        self._page.go(QUrl.fromUserInput(url.strip()))
        self.view.setFocus()

    def come(self) -> None:
        """In front of everything, where the system lets it."""
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window ends the browser."""
        self.closed.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self._back = _tool("←", "Back", "Alt+Left", self.view.back)
        reload_page = _tool("↻", "Reload", "F5", self.view.reload)
        home = button("Receiver", lambda: self.open(self._receiver), name="Receiver page")
        home.setToolTip("PushDesk's own page for test devices (Alt+Home)")
        tools = surface("panel", "bottom")
        tools.setLayout(row(self._back, reload_page, self.address, home, gap=6, margins=(10, 7, 10, 7)))
        beside = row(self.view, self.cards, gap=0)
        beside.setStretch(0, 1)
        whole = column(tools, self._progress, self.bar, beside, gap=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        page = self._page
        page.urlChanged.connect(self._on_url)
        page.titleChanged.connect(self._on_title)
        page.loadStarted.connect(self._progress.show)
        # What was said of the page before is past.
        page.loadStarted.connect(self.bar.hide)
        page.loadFinished.connect(self._progress.hide)
        page.said.connect(self.bar.say)
        self._progress.hide()
        self._back.setEnabled(False)
        self._on_title("")
        keys: dict[str, Callable[[], object]] = {
            "Alt+Left": self.view.back,
            "F5": self.view.reload,
            "Ctrl+R": self.view.reload,
            "Ctrl+L": self._write_address,
            "Alt+Home": lambda: self.open(self._receiver),
            "Esc": self.bar.hide,
        }
        for key, what in keys.items():
            QShortcut(QKeySequence(key), self, what)

    def _write_address(self) -> None:
        self.address.setFocus()
        self.address.selectAll()

    def _on_url(self, url: QUrl) -> None:
        self.address.setText(url.toDisplayString())
        self._back.setEnabled(self._page.action(QWebEnginePage.WebAction.Back).isEnabled())

    def _on_title(self, title: str) -> None:
        self.setWindowTitle(f"{title} — {NAME}" if title else NAME)


class SentenceBar(QFrame):
    """A sentence over the page, until it is dismissed."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label(wrap=True, selectable=True)
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName("Dismiss")
        close.setToolTip("Dismiss (Esc)")
        close.clicked.connect(self.hide)
        inner = surface("info")
        parts = row(self.words, close, margins=(12, 5, 6, 5))
        parts.setStretch(0, 1)
        inner.setLayout(parts)
        self.setLayout(row(inner, margins=(10, 8, 10, 8)))
        self.hide()

    def say(self, sentence: str) -> None:
        """Show it."""
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()


def _tool(sign: str, name: str, keys: str, pressed: Callable[[], object]) -> QPushButton:
    made = button(sign, pressed, name=name)
    made.setToolTip(f"{name} ({keys})")
    made.setFixedWidth(38)
    return made
