"""The Headers view: the HTTP request that the draft becomes, to be read and copied."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.headers import headers_of, request_text
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row
from pushdesk.ui.widgets.humane import count
from pushdesk.ui.widgets.text import MonoText

_EXPLAINED = (
    "What one device’s push service gets. The body is encrypted for each device; the token is signed for "
    "each push service and lives 12 hours."
)


class HeadersView(QWidget):
    """Read-only: it follows the draft."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = MonoText(name="Request headers", lines=16)
        self.body = label(kind="muted", wrap=True, selectable=True)
        copy = button("Copy", self._copy, "", "Copy the headers")
        explained = label(_EXPLAINED, "muted", wrap=True, selectable=True)
        heading = SectionLabel("Request to the push service")
        self.setLayout(column(heading, self.text, self.body, row(copy, 1), explained, 1, gap=9))

    def show_value(self, value: DraftValue, size: int | None, key: str) -> None:
        """The request for `value`; `size` is the payload's bytes, `key` the current public key."""
        self.text.say(request_text(headers_of(value, size, key)))
        known = "no body yet" if size is None else f"{count(size)} bytes of payload, and 103 of encryption"
        self.body.setText(f"Body: {known}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
