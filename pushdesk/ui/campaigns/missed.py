"""Missed: notices that a campaign's time has passed unused, and asks what is to become of it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

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
    """Follows the campaigns that wait. What the bar was closed on is asked about in `home` alone, the list of
    campaigns, unless it gets a new time and misses that, too. `found` comes with another one that was missed.
    """

    found = Signal()

    def __init__(self, context: UiContext, deeds: Deeds, home: QWidget) -> None:
        super().__init__()
        self._context = context
        self._home = home
        self._waiting: dict[str, CampaignRow] = {}
        self._seen: set[tuple[str, datetime | None]] = set()
        self._asked: set[tuple[str, datetime | None]] = set()
        self.bar = MissedBar(context, deeds)
        self.bar.closed.connect(self._close)
        self._timer = QTimer(self.bar, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        home.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """At home all of them are shown."""
        if watched is self._home and event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.look()
        return super().eventFilter(watched, event)

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
        """Show those that were missed and not put off; looks again by itself while any waits."""
        missed = {_key(one): one for one in self._waiting.values() if waits_in_vain(one)}
        at_home = self._home.isVisible()
        shown = [one for key, one in missed.items() if at_home or key not in self._asked]
        self.bar.show_rows(shown, at_home=at_home)
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
        self._context.notify(self.tr("Nothing is sent: Campaigns goes on asking."))


def _key(row: CampaignRow) -> tuple[str, datetime | None]:
    return row.id, row.scheduled_at
