"""Follow one campaign: its progress while it is sent, and the receipts that `--wait` asks for."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pushdesk.cli import journal
from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.views import CampaignRow, Changes, Counts, DeliveryRow

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk

# A later receipt proves the earlier ones: who clicked it was shown it, whatever got lost on the way.
_PROOF = {
    ReceiptEvent.RECEIVED: {
        ReceiptEvent.RECEIVED,
        ReceiptEvent.SHOWN,
        ReceiptEvent.CLICKED,
        ReceiptEvent.CLOSED,
    },
    ReceiptEvent.SHOWN: {ReceiptEvent.SHOWN, ReceiptEvent.CLICKED, ReceiptEvent.CLOSED},
    ReceiptEvent.CLICKED: {ReceiptEvent.CLICKED},
}


@dataclass(frozen=True)
class Wait:
    """`--wait`: what every accepted delivery must report, and for how long it is waited for."""

    event: ReceiptEvent
    seconds: float


def is_met(row: DeliveryRow, event: ReceiptEvent) -> bool:
    """Whether nothing is to be waited for: the push service never took it, or the device said so."""
    return row.state is not DeliveryState.ACCEPTED or not row.heard.isdisjoint(_PROOF[event])


class Following:
    """What is known of a campaign, kept up to date by the desk's feed between enter and exit.

    Its counts alone, unless somebody wants its `deliveries` too: a row for each costs memory and time.
    """

    def __init__(self, desk: "Desk", campaign_id: str, *, deliveries: bool = False) -> None:
        self._desk = desk
        self._id = campaign_id
        self._deliveries = deliveries
        self._changed = asyncio.Event()
        self._rows: dict[str, DeliveryRow] = {}
        self._stop: Callable[[], None] = lambda: None
        self.campaign: CampaignRow | None = None
        self.on_counts: Callable[[Counts], None] = lambda _: None

    async def __aenter__(self) -> Self:
        self._stop = self._desk.feed.listen(self._hear, deliveries=self._deliveries)
        await self.refresh()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def total(self) -> int:
        """How many deliveries the campaign has."""
        return self.campaign.counts.total if self.campaign else 0

    async def state_leaves(self, state: CampaignState) -> CampaignRow:
        """The campaign once it is no longer in `state`."""
        while self.campaign is None or self.campaign.state is state:
            await self._next()
        return self.campaign

    async def refresh(self) -> None:
        """Read the campaign anew: the feed tells of large changes in pages, its last one comes later.

        An older page that is still on its way is followed by one that is newer than this.
        """
        self.campaign = await self._desk.sender.get(self._id)
        if self._deliveries:
            self._rows = {row.id: row for row in await self._desk.sender.deliveries(self._id)}

    async def receipts(self, wait: Wait) -> None:
        """Return once every accepted delivery has `wait.event`, or `wait.seconds` from now are over.

        For one that follows deliveries.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(wait.seconds):
                while not all(is_met(row, wait.event) for row in self._rows.values()):
                    await self._next()

    def silent(self, event: ReceiptEvent) -> int:
        """How many accepted deliveries have not reported `event`. For one that follows deliveries."""
        return sum(not is_met(row, event) for row in self._rows.values())

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _hear(self, changes: Changes) -> None:
        # A batch may carry rows that another listener wanted.
        if self._deliveries:
            self._rows.update({row.id: row for row in changes.deliveries if row.campaign_id == self._id})
        for campaign in changes.campaigns:
            if campaign.id == self._id:
                self.campaign = campaign
                self.on_counts(campaign.counts)
        self._changed.set()


@contextmanager
def progress_bar(following: Following) -> Iterator[None]:
    """A bar on standard error while the campaign is sent, where a person watches."""
    if not journal.is_terminal():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Sending"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=following.total, words="")

        def show(counts: Counts) -> None:
            words = f"{counts.accepted:,} accepted, {counts.shown:,} shown"
            bar.update(task, completed=counts.ended, words=words)

        following.on_counts = show
        yield
        following.on_counts = lambda _: None
