"""One campaign: its numbers, the live table with filters, the inspector beside it."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.ui.campaigns.delivery_model import DeliveryModel
from pushdesk.ui.campaigns.delivery_view import DeliveryFilter, Group
from pushdesk.ui.campaigns.summary import Summary
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.inspector import DeliveryInspector
from pushdesk.ui.tables.filter_bar import FilterBar
from pushdesk.ui.tables.filter_chips import ALL, Choice, FilterChips
from pushdesk.ui.tables.table import LiveTable
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column
from pushdesk.ui.widgets.fields import SearchField

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
        self.table = LiveTable(self.model, context.theme, self.tr("Deliveries"))
        self.table.looked_at.connect(lambda _: self._inspect())
        self.summary = Summary(context.theme)
        self.inspector = DeliveryInspector(context)
        self.filters = FilterChips(context.theme, self._choices())
        self.filters.chosen.connect(lambda _: self._filter())
        self.search = SearchField(self.tr("Filter by device or host…"))
        self.search.searched.connect(lambda _: self._filter())
        self._latency = QTimer(self, singleShot=True, interval=_LATENCY_MS)
        self._latency.timeout.connect(self._show_latencies)
        layout = column(self.summary, self._body(), gap=0)
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

    def _body(self) -> QSplitter:
        back = button(self.tr("‹ Back"), self.left.emit, "link", self.tr("All campaigns"))
        back.setToolTip(self.tr("All campaigns (Esc)"))
        bar = FilterBar(self.filters, self.search, back)
        left = QWidget()
        left.setLayout(column(bar, self.table, gap=0))
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(left)
        body.addWidget(self.inspector)
        body.setStretchFactor(0, 1)
        self.inspector.setMinimumWidth(384)
        body.setSizes([814, 430])
        return body

    def show_campaign(self, campaign: CampaignRow, rows: Sequence[DeliveryRow]) -> None:
        """Show a campaign from the start: another table, nothing chosen, no filter."""
        self.inspector.clear()
        self.campaign = campaign
        self.filters.choose(ALL)
        self.search.clear()
        self._latencies.clear()
        self._time(rows, new=True)
        self.model.load(rows)
        self.show_row(campaign)
        self._show_numbers()
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
        self._show_numbers()
        if not self._latency.isActive():
            self._latency.start()
        inspected = self.inspector.row
        if inspected is not None and any(changed.id == inspected.id for changed in rows):
            self._inspect()

    def _show_numbers(self) -> None:
        self.filters.count(self.model.view.counts, len(self.model.view))

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
