"""Missed: notices that a campaign's time has passed unused, and asks once what is to become of it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from pushdesk.model.campaign import CampaignState
from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.deeds import Deeds
from pushdesk.ui.campaigns.missed_bar import MissedBar
from pushdesk.ui.campaigns.words import waits_in_vain
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike

# While a campaign waits: a computer that wakes is noticed, as by the schedule itself.
LOOK_MS = 5_000


class Missed(QObject):
    """Follows the campaigns that wait. What the bar was closed on is not asked again, unless it gets a new
    time and misses that, too. `found` comes with another one that was missed.
    """

    found = Signal()

    def __init__(self, context: UiContext, deeds: Deeds) -> None:
        super().__init__()
        self._context = context
        self._waiting: dict[str, CampaignRow] = {}
        self._seen: set[tuple[str, datetime | None]] = set()
        self._asked: set[tuple[str, datetime | None]] = set()
        self.bar = MissedBar(context, deeds)
        self.bar.closed.connect(self._close)
        self._timer = QTimer(self.bar, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Learn what waits in this desk."""
        self._waiting.clear()
        self._context.bridge.spawn(self._load(engine, desk), "load scheduled campaigns")

    async def _load(self, engine: EngineLike, desk: DeskLike) -> None:
        self.apply(await engine.call(desk.sender.scheduled))

    def apply(self, rows: Sequence[CampaignRow]) -> None:
        """Campaigns changed or are new."""
        for one in rows:
            if one.state is CampaignState.SCHEDULED:
                self._waiting[one.id] = one
            else:
                self._waiting.pop(one.id, None)
        self.look()

    def look(self) -> None:
        """Show those that were missed and not asked about yet; looks again by itself while any waits."""
        missed = {_key(one): one for one in self._waiting.values() if waits_in_vain(one)}
        self.bar.show_rows([one for key, one in missed.items() if key not in self._asked])
        if len(missed) < len(self._waiting):
            self._timer.start()
        else:
            self._timer.stop()
        if not missed.keys() <= self._seen:
            self._seen |= missed.keys()
            self.found.emit()

    def _close(self) -> None:
        self._asked |= self._seen
        self.look()


def _key(row: CampaignRow) -> tuple[str, datetime | None]:
    return row.id, row.scheduled_at
