"""One campaign: its numbers, the live table with filters, the inspector beside it."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.ui.campaigns.delivery_model import DeliveryModel
from pushdesk.ui.campaigns.delivery_view import DeliveryFilter, Group
from pushdesk.ui.campaigns.summary import Summary
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.inspector import DeliveryInspector
from pushdesk.ui.tables.filter_chips import ALL, Choice
from pushdesk.ui.tables.filtered import FilteredTable, beside
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column

# Sorting every latency for the percentiles costs a few milliseconds: not with every batch.
_LATENCY_MS = 500


class CampaignPage(QWidget):
    """Shows one campaign; `left` is the way back to the history."""

    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.campaign: CampaignRow | None = None
        self.model = DeliveryModel(self)
        self._latencies: Counter[int] = Counter()
        self.list = FilteredTable[DeliveryRow](
            context.theme,
            self.model,
            self.tr("Deliveries"),
            self._choices(),
            self.tr("Filter by device or host…"),
            lead=self._back(),
        )
        self.table, self.filters, self.search = self.list.table, self.list.filters, self.list.search
        self.list.asked.connect(self._filter)
        self.table.looked_at.connect(lambda _: self._inspect())
        self.summary = Summary(context.theme)
        self.inspector = DeliveryInspector(context)
        self.inspector.setMinimumWidth(384)
        self._latency = QTimer(self, singleShot=True, interval=_LATENCY_MS)
        self._latency.timeout.connect(self._show_latencies)
        layout = column(self.summary, beside(self.list, self.inspector, (814, 430)), gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _choices(self) -> list[Choice]:
        return [
            Choice(ALL, self.tr("All"), Role.NEUTRAL),
            Choice(Group.WAITING, self.tr("Waiting"), Role.NEUTRAL),
            Choice(Group.RETRYING, self.tr("Retrying"), Role.WARN),
            Choice(Group.ACCEPTED, self.tr("Accepted"), Role.INFO),
            Choice(Group.UNCONFIRMED, self.tr("Unconfirmed"), Role.INFO),
            Choice(Group.SHOWN, self.tr("Shown"), Role.OK),
            Choice(Group.CLICKED, self.tr("Clicked"), Role.OK),
            Choice(Group.GONE, self.tr("Gone"), Role.BAD),
            Choice(Group.REJECTED, self.tr("Rejected"), Role.BAD),
            Choice(Group.FAILED, self.tr("Failed"), Role.BAD),
            Choice(Group.CANCELLED, self.tr("Cancelled"), Role.NEUTRAL),
        ]

    def _back(self) -> QWidget:
        made = button(self.tr("‹ Back"), self.left.emit, "link", self.tr("All campaigns"))
        made.setToolTip(self.tr("All campaigns (Esc)"))
        return made

    def show_campaign(self, campaign: CampaignRow, rows: Sequence[DeliveryRow]) -> None:
        """Show a campaign from the start: another table, nothing chosen, no filter."""
        self.inspector.clear()
        self.campaign = campaign
        self.list.show_all()
        self._latencies.clear()
        self._time(rows, new=True)
        self.model.load(rows)
        self.show_row(campaign)
        self.list.show_numbers()
        self._show_latencies()
        self.table.scrollToTop()

    def show_row(self, campaign: CampaignRow) -> None:
        """The campaign itself changed: its state, its counts."""
        self.campaign = campaign
        self.summary.show_counts(campaign.counts)

    def apply(self, rows: Sequence[DeliveryRow]) -> None:
        """Deliveries of this campaign changed."""
        self._time(rows)
        self.model.apply(rows)
        self.list.show_numbers()
        if not self._latency.isActive():
            self._latency.start()
        inspected = self.inspector.row
        if inspected is not None and any(changed.id == inspected.id for changed in rows):
            self._inspect()

    def _time(self, rows: Sequence[DeliveryRow], *, new: bool = False) -> None:
        """Count the latencies of new and changed rows: to look at every row for each batch would not do."""
        for line in rows:
            before = None if new else self.model.view.row(line.id)
            if before is not None and before.latency_ms is not None:
                self._latencies[before.latency_ms] -= 1
            if line.latency_ms is not None:
                self._latencies[line.latency_ms] += 1

    def _show_latencies(self) -> None:
        self.summary.show_latencies(self._latencies)

    def _filter(self) -> None:
        group = Group(self.filters.current) if self.filters.current else None
        self.model.filter(DeliveryFilter(group, self.search.text()))

    def _inspect(self) -> None:
        delivery = self.model.view.row(self.table.current_id())
        if delivery is None or self.campaign is None:
            self.inspector.clear()
        else:
            self.inspector.show_delivery(self.campaign, delivery)
