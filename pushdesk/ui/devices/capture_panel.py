"""How a device is captured: on this computer, and on an Android phone by USB."""

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QWidget

from pushdesk.ui.context import UiContext
from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.flow import FlowLayout
from pushdesk.ui.widgets.text import mono_font


def _code(name: str) -> QLabel:
    made = label(selectable=True)
    made.setFont(mono_font(made.font()))
    made.setAccessibleDescription(name)
    return made


def _say(code: QLabel, text: str) -> None:
    code.setText(text)
    code.setAccessibleName(f"{code.accessibleDescription()}: {text}")


def _line(*words: QLabel) -> QWidget:
    """Words and code in a line that breaks where it is narrow."""
    made = QWidget()
    flow = FlowLayout(made, gap=6)
    for part in words:
        flow.addWidget(part)
    return made


class CapturePanel(QFrame):
    """Says where the receiver's page is. Until the desk runs there is no address and nothing to press."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.url = _code(self.tr("Receiver address"))
        self.adb = _code(self.tr("Command for the phone’s cable"))
        self.phone_url = _code(self.tr("Address on the phone"))
        self.open_button = button(self.tr("Open in browser"), self.open_page, "primary")
        self._copy_url = button(self.tr("Copy address"), lambda: self._copy(self.url.text()))
        self._copy_adb = button(self.tr("Copy command"), lambda: self._copy(self.adb.text()))
        computer = column(
            label(self.tr("This computer"), "label"),
            _line(label(self.tr("Open")), self.url, label(self.tr("in any browser here."))),
            label(
                self.tr("Press “Turn on this device” on the page. The device appears below."),
                "muted",
                wrap=True,
            ),
            row(self.open_button, self._copy_url, 1),
            1,
            gap=7,
        )
        phone = column(
            label(self.tr("Android phone, by USB"), "label"),
            _line(label(self.tr("Plug it in with USB debugging on, then run")), self.adb),
            _line(
                label(self.tr("and open"), "muted"),
                self.phone_url,
                label(self.tr("on the phone: localhost is trusted."), "muted"),
            ),
            row(self._copy_adb, 1),
            1,
            gap=7,
        )
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName(self.tr("Hide how to capture a device"))
        close.setToolTip(self.tr("Hide; “Capture a device” shows it again"))
        close.clicked.connect(self.hide)
        layout = row(computer, phone, column(close, 1), gap=36, margins=(18, 12, 10, 14))
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.show_receiver(None)

    def show_receiver(self, origin: str | None) -> None:
        """The page's address, such as `http://localhost:8765`; None while nothing serves it."""
        port = urlsplit(origin).port if origin else None
        _say(self.url, origin or self.tr("(not running)"))
        _say(self.phone_url, origin or self.tr("(not running)"))
        _say(self.adb, f"adb reverse tcp:{port} tcp:{port}" if port else "adb reverse")
        for part in (self.open_button, self._copy_url, self._copy_adb):
            part.setEnabled(bool(origin))

    def open_page(self) -> None:
        """Show the page in the user's browser."""
        address = self.url.text()
        if not QDesktopServices.openUrl(QUrl(address)):
            self._context.refuse(self.tr("No browser could be started: open {} yourself.").format(address))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.notify(self.tr("Copied: {}").format(text))
