"""Campaign, Delivery, Attempt: their states, the legal steps between them, and what a row says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, Index, SQLModel, text

from pushdesk.model import clock
from pushdesk.model.columns import words
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.model.payload import PayloadShape
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.states import DELIVERY_STEPS as DELIVERY_STEPS
from pushdesk.model.states import ENDED_CAMPAIGNS as ENDED_CAMPAIGNS
from pushdesk.model.states import OPEN_STATES as OPEN_STATES
from pushdesk.model.states import CampaignState as CampaignState
from pushdesk.model.states import DeliveryState as DeliveryState
from pushdesk.model.states import Said as Said
from pushdesk.model.states import check_step as check_step

_LOUDEST = (
    (ReceiptEvent.CLICKED, Said.CLICKED),
    (ReceiptEvent.CLOSED, Said.CLOSED),
    (ReceiptEvent.SHOWN, Said.SHOWN),
    (ReceiptEvent.FAILED, Said.NOT_SHOWN),
    (ReceiptEvent.RECEIVED, Said.RECEIVED),
)


def said(state: DeliveryState, heard: Iterable[ReceiptEvent]) -> Said:
    """The word for a delivery in `state` of which the device reported `heard`.

    A receipt wins over a state: a device that showed it had it, even while the answer is awaited.
    """
    events = set(heard)
    for event, word in _LOUDEST:
        if event in events:
            return word
    return Said[state.name]


class Campaign(SQLModel, table=True):
    """A message, an audience and a run. Written whole before the first request leaves.

    `message` is the message file's JSON; `audience` the selectors as given. `shape` is how it becomes
    bytes for every device that has no shape of its own. `runner` is the process that runs it, until
    `lease_until`; `requested` is what another process asked the runner to do. `scheduled_at` is when it is
    to start, None for at once. `run_started_at` is when the run that was last began, after a pause or for
    what had failed; `started_at` the first one.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    title: str
    message: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    audience: list[str] = Field(sa_column=Column(JSON, nullable=False))
    shape: PayloadShape = Field(default=PayloadShape.PUSHDESK, sa_type=words(PayloadShape))
    shape_template: str = ""
    receiver: str
    state: CampaignState = Field(index=True, sa_type=words(CampaignState))
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment, index=True)
    started_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    run_started_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    finished_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    runner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=clock.Moment)
    requested: CampaignState | None = Field(default=None, sa_type=words(CampaignState))
    scheduled_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    revision: int = Field(default=0, index=True)


class CampaignTally(SQLModel, table=True):
    """How many deliveries of a campaign stand where, kept with every step (see services/store/tally.py).

    `word` is a DeliveryState's, `shown` or `clicked` (by receipts), or `resent`: how often at most a message
    was sent a second time, since an interruption came before its answer. Not every claim had left by then.
    """

    __tablename__ = "campaign_tally"

    campaign_id: str = Field(foreign_key="campaign.id", primary_key=True, ondelete="CASCADE")
    word: str = Field(primary_key=True)
    number: int = 0


class Delivery(SQLModel, table=True):
    """One message to one device. `endpoint` is the address at the time; `latency_ms` the last answer's.

    `origin` is that of the address when the campaign was written: each push service has its own queue.
    `tried_before`: how many of its `attempts` were made before somebody asked for it to be sent once more.
    """

    __table_args__ = (
        # What may leave next is found by one look into it, however far a campaign has come. What is on its
        # way or has ended is not in it: to move it there at each step costs a twentieth of all writing.
        Index(
            "ix_delivery_queue",
            *("campaign_id", "state", "origin", "next_attempt_at", "position"),
            sqlite_where=text("state = 'pending' OR state = 'retrying'"),
        ),
        Index("ix_delivery_campaign_position", "campaign_id", "position"),
    )

    id: str = Field(default_factory=lambda: new_id(DELIVERY_ID_LENGTH), primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id", ondelete="CASCADE")
    subscription_id: str = Field(foreign_key="subscription.id", index=True)
    position: int
    endpoint: str
    origin: str = ""
    token: str = Field(default_factory=lambda: new_id(RECEIPT_TOKEN_LENGTH))
    state: DeliveryState = Field(default=DeliveryState.PENDING, sa_type=words(DeliveryState))
    status: int | None = None
    attempts: int = 0
    tried_before: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    latency_ms: int | None = None
    reason: str | None = None
    next_attempt_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    revision: int = Field(default=0, index=True)


class Attempt(SQLModel, table=True):
    """One request and its answer. `request_headers` carry the token without its signature.

    `status` is None where no answer came, and `reason` then says why. `response_body` keeps the first
    2,000 characters. `timings` are milliseconds since the start, by what was reached then: `name` resolved,
    `connected`, `secured`, `firstByte`; None where nobody measured.
    """

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str = Field(foreign_key="delivery.id", index=True, ondelete="CASCADE")
    number: int
    started_at: datetime = Field(sa_type=clock.Moment)
    latency_ms: int
    status: int | None = None
    reason: str | None = None
    request_headers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    response_headers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    response_body: str = ""
    body_bytes: int = 0
    timings: dict[str, float] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
