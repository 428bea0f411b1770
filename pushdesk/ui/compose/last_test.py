"""The last test: what became of the message sent last, device by device, as it happens."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from pushdesk.ui.theme.chips import Chip, chip_for
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, column, label, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.humane import count, latency
from pushdesk.ui.widgets.text import ElidedLabel

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.views import CampaignRow, DeliveryRow

MOST_ROWS = 8


class _Line:
    """The parts of one row, updated in place."""

    def __init__(self, theme: Theme) -> None:
        self.device = ElidedLabel()
        self.chip = ChipLabel(theme)
        self.latency: QLabel = label(kind="muted")
        self.latency.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def say(self, delivery: "DeliveryRow") -> None:
        self.device.setText(delivery.device)
        word, role = chip_for(delivery.said)
        # A refusal is said with its number, as everywhere.
        text = f"{word} {delivery.status}" if role is Role.BAD and delivery.status else word
        self.chip.say(text, role)
        self.chip.setToolTip(delivery.reason or "")
        self.latency.setText(latency(delivery.latency_ms))


class LastTest(QWidget):
    """Follows one campaign; `opened(id)` asks for its page."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._campaign: str | None = None
        self._lines: dict[str, _Line] = {}
        self._known: dict[str, DeliveryRow] = {}
        self._total = 0
        self._hint = label(
            "Nothing sent yet. Ctrl+Enter sends this message to your own devices.", "muted", wrap=True
        )
        self._card = QFrame()
        self._card.setProperty("surface", "card")
        self._grid = QGridLayout(self._card)
        self._grid.setContentsMargins(10, 7, 10, 7)
        self._grid.setVerticalSpacing(6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self.more = label(kind="muted")
        self.link = button("Open the campaign", self._open, "link")
        self._foot = QWidget()
        self._foot.setLayout(row(self.more, 1, self.link))
        self.setLayout(column(self._hint, self._card, self._foot, gap=4))
        self._card.hide()
        self._foot.hide()

    @property
    def campaign(self) -> str | None:
        """The campaign it follows."""
        return self._campaign

    @property
    def chips(self) -> dict[str, Chip]:
        """What is said of each device now."""
        return {line.device.text(): line.chip.chip for line in self._lines.values()}

    def follow(self, campaign_id: str) -> None:
        """Show another campaign from now on; its changes are taken at once."""
        self._campaign = campaign_id
        self._known, self._total = {}, 0
        for line in self._lines.values():
            for part in (line.device, line.chip, line.latency):
                self._grid.removeWidget(part)
                part.deleteLater()
        self._lines = {}
        self._hint.hide()
        self._card.show()
        self._foot.show()
        self.more.setText("")

    def fill(self, deliveries: Iterable["DeliveryRow"], total: int) -> None:
        """The first of the campaign's `total` rows as they were read; what changed meanwhile is newer."""
        self._total = total
        self._take(row for row in deliveries if row.id not in self._known)

    def apply(self, campaigns: Iterable["CampaignRow"], deliveries: Iterable["DeliveryRow"]) -> None:
        """What changed; other campaigns are passed over."""
        self._take(row for row in deliveries if row.campaign_id == self._campaign)
        for found in campaigns:
            if found.id == self._campaign:
                self._total = found.counts.total
                self._say_rest()

    def _take(self, deliveries: Iterable["DeliveryRow"]) -> None:
        for delivery in deliveries:
            self._known[delivery.id] = delivery
            if delivery.id not in self._lines and len(self._lines) < MOST_ROWS:
                self._add_line(delivery.id)
            if (line := self._lines.get(delivery.id)) is not None:
                line.say(delivery)
        self._say_rest()

    def _add_line(self, identifier: str) -> None:
        line = _Line(self._theme)
        number = self._grid.rowCount()
        for place, part in enumerate((line.device, line.chip, line.latency)):
            self._grid.addWidget(part, number, place)
        self._lines[identifier] = line

    def _say_rest(self) -> None:
        rest = max(self._total, len(self._known)) - len(self._lines)
        self.more.setText(f"and {count(rest)} more" if rest > 0 else "")

    def _open(self) -> None:
        if self._campaign is not None:
            self.opened.emit(self._campaign)
