"""Follow one campaign: its progress while it is sent, and the receipts that `--wait` asks for."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pushdesk.cli import journal
from pushdesk.cli.delivery_pages import pages
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

    Its counts alone, unless an event is `awaited` of each device: to hear of every delivery costs time. Then
    only the ids of those are kept that have not reported it.
    """

    def __init__(self, desk: "Desk", campaign_id: str, awaited: ReceiptEvent | None = None) -> None:
        self._desk = desk
        self._id = campaign_id
        self._awaited = awaited
        self._changed = asyncio.Event()
        self._unmet: set[str] = set()
        # What is heard while the table is read is newer than its pages may be.
        self._meanwhile: list[DeliveryRow] | None = None
        self._stop: Callable[[], None] = lambda: None
        self.campaign: CampaignRow | None = None
        self.on_counts: Callable[[Counts], None] = lambda _: None

    async def __aenter__(self) -> Self:
        self._stop = self._desk.feed.listen(self._hear, deliveries=self._awaited is not None)
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
        """Read the campaign anew: the feed tells of large changes in pages, its last one comes later."""
        self.campaign = await self._desk.sender.get(self._id)
        if self._awaited is None:
            return
        self._meanwhile = []
        async for page in pages(self._desk, self._id):
            self._note(page)
        self._note(self._meanwhile)
        self._meanwhile = None

    async def receipts(self, seconds: float) -> None:
        """Return once every accepted delivery has what is awaited, or `seconds` from now are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._unmet:
                    await self._next()

    async def silent(self) -> int:
        """How many accepted deliveries have not reported what is awaited, by what is stored now."""
        assert self._awaited is not None
        number = 0
        async for page in pages(self._desk, self._id):
            number += sum(not is_met(row, self._awaited) for row in page)
        return number

    def _note(self, rows: Iterable[DeliveryRow]) -> None:
        assert self._awaited is not None
        for row in rows:
            if is_met(row, self._awaited):
                self._unmet.discard(row.id)
            else:
                self._unmet.add(row.id)

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _hear(self, changes: Changes) -> None:
        # A batch may carry rows that another listener wanted.
        if self._awaited is not None:
            rows = [row for row in changes.deliveries if row.campaign_id == self._id]
            self._note(rows)
            if self._meanwhile is not None:
                self._meanwhile += rows
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
