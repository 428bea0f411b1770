"""The row of numbers over a campaign's table: one card a count, progress and latency at the end."""

from collections.abc import Mapping
from itertools import accumulate

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from pushdesk.model.views import Counts
from pushdesk.ui.campaigns.progress import CampaignProgress
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import column, label, row, surface
from pushdesk.ui.widgets.cards import StatCard

# Widths in logical pixels: the seven cards need the one, with progress and latency the other.
_CARDS_ALONE = 640
_WITH_PACE = 1000


def percentile(counted: Mapping[int, int], share: float) -> int | None:
    """The value that `share` of the values do not exceed (nearest rank); `counted` says how often each is."""
    total = sum(counted.values())
    if not total:
        return None
    rank = min(max(1, -(-round(total * share * 1000) // 1000)), total)
    passed = accumulate(counted[value] for value in sorted(counted))
    return next(value for value, so_far in zip(sorted(counted), passed, strict=True) if so_far >= rank)


class Summary(QFrame):
    """Accepted, Shown, Clicked, Retrying, Gone, Rejected, Failed, and how it goes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._cards = {
            "accepted": StatCard(self.tr("Accepted")),
            "shown": StatCard(self.tr("Shown")),
            "clicked": StatCard(self.tr("Clicked")),
            "retrying": StatCard(self.tr("Retrying"), Role.WARN),
            "gone": StatCard(self.tr("Gone"), Role.BAD),
            "rejected": StatCard(self.tr("Rejected"), Role.BAD),
            "failed": StatCard(self.tr("Failed"), Role.BAD),
        }
        self.progress = CampaignProgress(theme)
        self._words = label("", "small", selectable=True)
        self._latency = label("", "small", selectable=True)
        self._pace = surface("card")
        self._pace.setLayout(
            column(1, row(self._words, 1, self._latency), self.progress, 1, gap=8, margins=(12, 6, 12, 6))
        )
        self._pace.setMinimumWidth(270)
        layout = row(*self._cards.values(), self._pace, gap=10, margins=(18, 12, 18, 12))
        layout.setStretch(len(self._cards), 2)
        for number in range(len(self._cards)):
            layout.setStretch(number, 1)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """Room for the cards; progress and latency go where there is none for them."""
        return QSize(_CARDS_ALONE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The header's chip says the progress, too: in a narrow window that is enough."""
        self._pace.setVisible(event.size().width() >= _WITH_PACE)
        super().resizeEvent(event)

    def show_counts(self, counts: Counts) -> None:
        """The campaign's numbers now."""
        for name, card in self._cards.items():
            card.set_number(getattr(counts, name))
        self.progress.show_counts(counts)
        self._words.setText(
            self.tr("{} of {}").format(humane.count(counts.ended), humane.count(counts.total))
        )

    def show_latencies(self, counted: Mapping[int, int]) -> None:
        """How long the push services took to answer: the middle, and what one in a hundred exceeds.

        `counted` says how many answers took so many milliseconds.
        """
        middle, slow = percentile(counted, 0.5), percentile(counted, 0.99)
        if middle is None or slow is None:
            self._latency.setText("")
            return
        self._latency.setText(self.tr("p50 {} · p99 {}").format(humane.latency(middle), humane.latency(slow)))
        self._latency.setToolTip(
            self.tr("Latency: half of {} answers took at most {} ms, 99 of 100 at most {} ms").format(
                sum(counted.values()), middle, slow
            )
        )
