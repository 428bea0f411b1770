"""What came of an import: the numbers, and every refusal with its line and reason."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QToolButton, QWidget

from pushdesk.services.exchange import Refusal
from pushdesk.services.importing import ImportRefused, Report
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import button, column, label, row

# More lines than this are in the copy, not in the list: a person reads the first ones.
LISTED = 500
_LINES_IN_SIGHT = 6


class ImportResult(QFrame):
    """Stays until it is dismissed. `again` is the wish to import the good ones only."""

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._refusals: tuple[Refusal, ...] = ()
        self.words = label("", "label", wrap=True, selectable=True)
        self.warnings = label("", wrap=True, selectable=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Refused entries"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        QShortcut(QKeySequence.StandardKey.Copy, self.list, self._copy).setContext(
            Qt.ShortcutContext.WidgetShortcut
        )
        self.good_button = button("", self.again.emit, "primary")
        self.good_button.hide()
        self.copy_button = button(self.tr("Copy the list"), self._copy_all)
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName(self.tr("Dismiss the import’s result"))
        close.setToolTip(self.tr("Dismiss (Esc)"))
        close.clicked.connect(self.hide)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        top = row(self.words, close)
        top.setStretch(0, 1)
        self.setLayout(
            column(
                top,
                self.warnings,
                self.list,
                row(self.good_button, self.copy_button, 1),
                gap=8,
                margins=(18, 12, 12, 12),
            )
        )
        self.hide()

    def show_report(self, report: Report) -> None:
        """Something was imported."""
        parts = [
            (report.created, self.tr("new")),
            (report.updated, self.tr("updated")),
            (report.revived, self.tr("active again")),
            (len(report.refusals), self.tr("refused")),
        ]
        numbers = ", ".join(f"{humane.count(number)} {words}" for number, words in parts if number)
        total = len(report.identifiers)
        devices = humane.counted(total, self.tr("device"), self.tr("devices"))
        self._say(self.tr("Imported {}: {}.").format(devices, numbers or self.tr("no change")))
        self._list(report.refusals, 0)
        self.warnings.setText("\n".join(report.warnings))
        self.warnings.setVisible(bool(report.warnings))

    def show_refusal(self, refused: ImportRefused, good: int) -> None:
        """Nothing was imported; `good` entries could be."""
        number = humane.counted(len(refused.refusals), self.tr("entry"), self.tr("entries"))
        self._say(self.tr("Nothing was imported: {} cannot be taken.").format(number))
        self.warnings.hide()
        self._list(refused.refusals, good)

    def _say(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.words.setAccessibleName(sentence)
        self.show()

    def _list(self, refusals: Sequence[Refusal], good: int) -> None:
        self._refusals = tuple(refusals)
        self.list.clear()
        for refusal in self._refusals[:LISTED]:
            item = QListWidgetItem(self.tr("Line {}: {}").format(refusal.line, refusal.reason))
            item.setToolTip(refusal.reason)
            self.list.addItem(item)
        if len(self._refusals) > LISTED:
            more = humane.count(len(self._refusals) - LISTED)
            self.list.addItem(self.tr("… and {} more, all of them in the copy").format(more))
        lines = min(max(self.list.count(), 1), _LINES_IN_SIGHT)
        self.list.setFixedHeight(lines * max(self.list.sizeHintForRow(0), 1) + 4)
        self.list.setVisible(bool(self._refusals))
        self.copy_button.setVisible(bool(self._refusals))
        what = self.tr("Import the good one") if good == 1 else self.tr("Import the {} good ones")
        self.good_button.setText(what.format(humane.count(good)))
        self.good_button.setAccessibleName(self.good_button.text())
        self.good_button.setVisible(good > 0)

    def _copy(self) -> None:
        chosen = "\n".join(item.text() for item in self.list.selectedItems())
        if chosen:
            QGuiApplication.clipboard().setText(chosen)

    def _copy_all(self) -> None:
        lines = (f"Line {refusal.line}: {refusal.reason}" for refusal in self._refusals)
        QGuiApplication.clipboard().setText("\n".join(lines))
