"""The exchange of one attempt: request, answer, payload, token, each as text to read and copy."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from pushdesk.model.campaign import Attempt
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.inspector.exchange_text import (
    as_curl,
    request_text,
    response_text,
    token_text,
)
from pushdesk.ui.inspector.rebuilt_payload import RebuiltPayload
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.text import mono_font

# Enough for a request's headers; what is longer scrolls, and a taller window shows more.
_LINES = 12
_REQUEST, _RESPONSE, _PAYLOAD = range(3)


def _code_view(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setProperty("surface", "code")
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    made.setTextInteractionFlags(flags)
    made.document().setDefaultFont(mono_font(made.font()))
    made.document().setDocumentMargin(7)
    return made


class ExchangeView(QWidget):
    """The last attempt first; an earlier one by the list beside the heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: DeliveryRow | None = None
        self._payload: RebuiltPayload | None = None
        self._attempts: list[Attempt] = []
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Attempt"))
        self.which.currentIndexChanged.connect(self._show)
        self.tabs = SegmentedTabs(
            [self.tr("Request"), self.tr("Response"), self.tr("Payload"), self.tr("Token")]
        )
        self.tabs.chosen.connect(self._show)
        self.text = _code_view(self.tr("Exchange"))
        self.note = label("", "muted", wrap=True, selectable=True)
        self._none = label(self.tr("No request was made yet."), "muted", wrap=True)
        self.copy_curl = button(self.tr("Copy as curl"), self._copy_curl)
        self.copy_curl.setToolTip(
            self.tr("A command without secrets: the token and the body are yours to fill in")
        )
        self.copy_text = button(self.tr("Copy this"), self._copy_text)
        self.copy_text.setToolTip(self.tr("Copy the text that is shown"))
        self.setLayout(
            column(
                row(SectionLabel(self.tr("Exchange")), 1, self.which),
                row(self.tabs, 1),
                self._none,
                self.note,
                self.text,
                row(self.copy_curl, self.copy_text, 1),
                gap=8,
            )
        )
        self.layout().setStretch(4, 1)  # type: ignore[union-attr]
        # Here and not on the text itself, whose minimum is the style sheet's.
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES + 110)

    def say(self, delivery: DeliveryRow, payload: RebuiltPayload | None, attempts: Sequence[Attempt]) -> None:
        """Show another delivery, or the same one with new attempts; `payload` is None until it is known."""
        moved = self._row is None or self._row.id != delivery.id or len(attempts) != len(self._attempts)
        self._row, self._payload, self._attempts = delivery, payload, list(attempts)
        if moved:
            self.which.blockSignals(True)
            self.which.clear()
            for attempt in self._attempts:
                answer = str(attempt.status) if attempt.status else self.tr("no answer")
                self.which.addItem(
                    self.tr("Attempt {}, {}: {}").format(
                        attempt.number, humane.time_of_day(attempt.started_at), answer
                    )
                )
            self.which.setCurrentIndex(len(self._attempts) - 1)
            self.which.blockSignals(False)
        self.which.setVisible(len(self._attempts) > 1)
        self._show()

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that is shown."""
        place = self.which.currentIndex()
        return self._attempts[place] if 0 <= place < len(self._attempts) else None

    def _show(self) -> None:
        text = self._text_of(self.tabs.current)
        on_payload = self.tabs.current == _PAYLOAD
        note = self._payload.note if on_payload and self._payload else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        # A payload needs no request, and is here in a moment: nothing jumps until then.
        self.text.setVisible(bool(text) or on_payload)
        self._none.setVisible(not text and not on_payload)
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self.copy_curl.setEnabled(self.attempt is not None)
        self.copy_text.setEnabled(bool(text))

    def _text_of(self, tab: int) -> str:
        if self._row is None:
            return ""
        if tab == _PAYLOAD:
            return self._payload.text if self._payload else ""
        if self.attempt is None:
            return ""
        if tab == _REQUEST:
            return request_text(self._row.endpoint, self.attempt)
        return response_text(self.attempt) if tab == _RESPONSE else token_text(self.attempt)

    def _copy_curl(self) -> None:
        if self._row is not None and self.attempt is not None:
            QGuiApplication.clipboard().setText(as_curl(self._row.endpoint, self.attempt))

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
