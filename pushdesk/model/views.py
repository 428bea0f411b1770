"""What the desk shows, one immutable value a row, for window and command line (the lab: lab_views.py)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState, DeliveryState, Said, said
from pushdesk.model.lab_views import ActiveFault, CaughtRow, LabDevice, LabOverview, over_tls, verdict
from pushdesk.model.payload import PayloadShape
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.subscription import Subscription

__all__ = [
    "ActiveFault",
    "CampaignRow",
    "CaughtRow",
    "Changes",
    "Counts",
    "DeliveryRow",
    "LabDevice",
    "LabOverview",
    "over_tls",
    "verdict",
]


@dataclass(frozen=True)
class Counts:
    """Deliveries by state, and how many devices showed and clicked (receipts, not states)."""

    pending: int = 0
    sending: int = 0
    accepted: int = 0
    retrying: int = 0
    gone: int = 0
    rejected: int = 0
    failed: int = 0
    cancelled: int = 0
    shown: int = 0
    clicked: int = 0

    @property
    def total(self) -> int:
        """All deliveries."""
        return self.open + self.ended

    @property
    def open(self) -> int:
        """Deliveries that still wait for their last word."""
        return self.pending + self.sending + self.retrying

    @property
    def ended(self) -> int:
        """Deliveries with a last word."""
        return self.accepted + self.gone + self.rejected + self.failed + self.cancelled


@dataclass(frozen=True)
class CampaignRow:
    """One line of the history. `resent`: how many messages at most went out twice, after interruptions.

    `scheduled_at` is when it was to start, None where that was at once; `run_started_at` when the last run
    began, None where that is not known.
    """

    id: str
    title: str
    state: CampaignState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    message: dict[str, Any]
    audience: tuple[str, ...]
    counts: Counts
    shape: PayloadShape = PayloadShape.PUSHDESK
    shape_template: str = ""
    resent: int = 0
    scheduled_at: datetime | None = None
    run_started_at: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The contract's JSON shape of a campaign, without its deliveries."""
        return {
            "id": self.id,
            "title": self.title,
            "state": self.state.value,
            "createdAt": clock.iso(self.created_at),
            "counts": {name: getattr(self.counts, name) for name in Counts.__dataclass_fields__},
            "resent": self.resent,
            "scheduledAt": clock.iso(self.scheduled_at) if self.scheduled_at else None,
        }


class DeliveryRow(NamedTuple):
    """One line of the live table. `receipts` in the order they were stored.

    A named tuple: a campaign's every step makes one, at a third of a dataclass's cost.
    """

    id: str
    campaign_id: str
    subscription_id: str
    position: int
    device: str
    push_service: str
    endpoint: str
    state: DeliveryState
    status: int | None
    attempts: int
    latency_ms: int | None
    reason: str | None
    receipts: tuple[Receipt, ...] = ()

    @property
    def heard(self) -> frozenset[ReceiptEvent]:
        """The events the device reported."""
        return frozenset(receipt.event for receipt in self.receipts)

    @property
    def said(self) -> Said:
        """The word in the status column."""
        return said(self.state, self.heard)

    def document(self) -> dict[str, Any]:
        """The contract's JSON shape of a delivery."""
        return {
            "id": self.id,
            "subscription": self.subscription_id,
            "endpoint": self.endpoint,
            "state": self.state.value,
            "status": self.status,
            "attempts": self.attempts,
            "latencyMs": self.latency_ms,
            "reason": self.reason,
            "receipts": [receipt.document() for receipt in self.receipts],
        }


@dataclass(frozen=True)
class Changes:
    """A batch of what changed since the last one, in the order of commits; `revision` is where it ends.

    `lab` says that something of the lab changed that is in no row here: ask for its overview again.
    """

    revision: int
    campaigns: tuple[CampaignRow, ...] = ()
    deliveries: tuple[DeliveryRow, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    caught: tuple[CaughtRow, ...] = ()
    lab: bool = False

    def __bool__(self) -> bool:
        return bool(self.campaigns or self.deliveries or self.subscriptions or self.caught or self.lab)
