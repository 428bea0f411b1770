"""The history: every campaign, newest first; one click opens one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.history_model import HistoryModel
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.cards import EmptyState


class HistoryPage(QStackedWidget):
    """`opened(id)` is the campaign somebody wants to see."""

    opened = Signal(str)

    def __init__(self, theme: Theme, write: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = HistoryModel(self)
        self.table = LiveTable(self.model, theme, self.tr("Campaigns"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.table.opened.connect(self.opened)
        self.table.clicked.connect(lambda index: self.opened.emit(self.model.id_at(index.row())))
        self.empty = EmptyState(
            self.tr("No campaign yet"),
            self.tr("Every message you send stays here with what became of it on each device."),
            self.tr("Write a message"),
            write,
        )
        self.addWidget(self.table)
        self.addWidget(self.empty)

    def load(self, rows: Sequence[CampaignRow]) -> None:
        """Show the whole history."""
        self.model.load(rows)
        self._choose_page()

    def apply(self, rows: Sequence[CampaignRow]) -> None:
        """Campaigns changed or are new."""
        self.model.apply(rows)
        self._choose_page()

    def _choose_page(self) -> None:
        self.setCurrentWidget(self.table if len(self.model.view) else self.empty)
