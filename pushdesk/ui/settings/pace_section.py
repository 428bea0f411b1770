"""Pace: how many requests at once, how many messages a second, how long to wait for an answer."""

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from pushdesk.settings import Settings
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.settings.section import Line, Section, number


class PaceSection(Section):
    """Saves when a field is left or Enter is pressed."""

    def __init__(self, saver: Saver) -> None:
        super().__init__(
            self.tr("Pace"), self.tr("Fast enough for a test, polite enough for a push service.")
        )
        self._saver = saver
        self._saved: Settings | None = None
        self.concurrency = QSpinBox()
        self.concurrency.setRange(1, 1000)
        self.cap = QDoubleSpinBox()
        self.cap.setRange(0, 100_000)
        self.cap.setDecimals(1)
        self.cap.setSpecialValueText(self.tr("No cap"))
        self.timeout = QDoubleSpinBox()
        self.timeout.setRange(0.1, 600)
        self.timeout.setDecimals(1)
        self.timeout.setSuffix(" s")
        self.concurrency_line = Line(
            self.tr("Requests at once"),
            number(self.concurrency),
            self.tr("To one push service at most; its answers decide how many of them are used."),
            marked=self.concurrency,
        )
        self.cap_line = Line(
            self.tr("Messages a second"),
            number(self.cap),
            self.tr("At most, to all push services together. 0 is no cap."),
            marked=self.cap,
        )
        self.timeout_line = Line(
            self.tr("Wait for an answer"),
            number(self.timeout),
            self.tr("A push service that says nothing for so long is asked again later. Counts at once."),
            marked=self.timeout,
        )
        self.concurrency.editingFinished.connect(self._save_concurrency)
        self.cap.editingFinished.connect(self._save_cap)
        self.timeout.editingFinished.connect(self._save_timeout)
        self.fill(self.concurrency_line, self.cap_line, self.timeout_line)

    def show_settings(self, settings: Settings) -> None:
        """Show what is saved."""
        self._saved = settings
        self.concurrency.setValue(settings.concurrency)
        self.cap.setValue(settings.messages_per_second)
        self.timeout.setValue(settings.request_timeout)

    def _save_concurrency(self) -> None:
        value = self.concurrency.value()
        if self._saved is not None and value != self._saved.concurrency:
            self._saver.save(self.concurrency_line, self.tr("Saved."), self.show_settings, concurrency=value)

    def _save_cap(self) -> None:
        value = round(self.cap.value(), 1)
        if self._saved is not None and value != self._saved.messages_per_second:
            self._saver.save(self.cap_line, self.tr("Saved."), self.show_settings, messages_per_second=value)

    def _save_timeout(self) -> None:
        value = round(self.timeout.value(), 1)
        if self._saved is not None and value != self._saved.request_timeout:
            self._saver.save(self.timeout_line, self.tr("Saved."), self.show_settings, request_timeout=value)
