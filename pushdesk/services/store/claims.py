"""What goes out of the database to be sent, and what comes back into it: plain values that cross a pipe."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pushdesk.model.payload import PayloadShape
from pushdesk.model.states import DeliveryState


@dataclass(frozen=True)
class Claim:
    """A delivery whose request may leave now, with the device's address as it is now.

    `lab_owned` says that the lab handed out this endpoint: it listens where it listens now. `shape` is the
    device's own, None for the campaign's; `variables` are what the message may say of it. `tried_before`
    attempts were made before somebody asked for it to be sent once more.
    """

    delivery_id: str
    token: str
    attempt: int
    subscription_id: str
    endpoint: str
    p256dh: str
    auth: str
    vapid_public_key: str
    push_service: str
    lab_owned: bool
    shape: PayloadShape | None = None
    shape_template: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    tried_before: int = 0


@dataclass(frozen=True)
class AttemptRecord:
    """What becomes an Attempt's row: a plain value, that costs a tenth to make and goes through a pipe."""

    delivery_id: str
    number: int
    started_at: datetime
    latency_ms: int
    status: int | None
    reason: str | None
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    response_body: str = ""
    body_bytes: int = 0
    timings: dict[str, float] | None = None


@dataclass(frozen=True)
class Result:
    """What one attempt came to; `attempt` is None where no request was made at all."""

    delivery_id: str
    endpoint: str
    state: DeliveryState
    reason: str | None
    next_attempt_at: datetime | None = None
    attempt: AttemptRecord | None = None
