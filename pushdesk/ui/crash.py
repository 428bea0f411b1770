"""The last door: an error of ours is shown with its traceback, to be copied into a report."""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from pushdesk.model.errors import KnownError
from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.text import MonoText

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class CrashDialog(QDialog):
    """Says that PushDesk made a mistake; the window goes on, what was saved is safe."""

    def __init__(self, report: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("PushDesk made a mistake")
        self.resize(680, 420)
        self.text = MonoText(report, name="Report", lines=18)
        words = label(
            "This is an error in PushDesk, not in what you did. Everything saved is safe. "
            "Please copy the report into an issue; you can go on working.",
            wrap=True,
        )
        copy = button("Copy the report", lambda: QGuiApplication.clipboard().setText(report))
        close = button("Go on", self.accept, "primary")
        self.setLayout(column(words, self.text, 1, row(1, copy, close), gap=12, margins=(18, 16, 18, 16)))


class CrashReporter:
    """sys.excepthook while the window lives. A sentence goes to `refuse`, anything else to a CrashDialog.

    One dialog at a time: a fault that repeats with every event must not bury the window.
    """

    def __init__(self, parent: QWidget, refuse: Callable[[str], None]) -> None:
        self._parent = parent
        self._refuse = refuse
        self._before: Hook = sys.excepthook
        self.dialog: CrashDialog | None = None
        sys.excepthook = self._hear

    def restore(self) -> None:
        """Put the former hook back."""
        sys.excepthook = self._before

    def _hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KnownError):
            self._refuse(error.sentence)
            return
        self._before(kind, error, trace)
        if isinstance(error, Exception) and self.dialog is None:
            report = "".join(traceback.format_exception(kind, error, trace))
            self.dialog = CrashDialog(report, self._parent)
            self.dialog.finished.connect(self._closed)
            self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
