"""What goes out of the database to be sent, and what comes back into it: plain values that cross a pipe.

Named tuples: one costs a third of a dataclass to make, and to put through a pipe.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pushdesk.model.payload import PayloadShape
from pushdesk.model.states import DeliveryState


class Claim(NamedTuple):
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
    variables: Mapping[str, Any] = {}
    tried_before: int = 0


class Timings(NamedTuple):
    """Milliseconds since the start of a request, by what was reached then (see model.Attempt)."""

    name: float
    connected: float
    secured: float
    first_byte: float

    def json(self) -> str:
        """As the database keeps them."""
        return f'{{"name": {self[0]}, "connected": {self[1]}, "secured": {self[2]}, "firstByte": {self[3]}}}'


class AttemptRecord(NamedTuple):
    """What becomes an Attempt's row."""

    delivery_id: str
    number: int
    started_at: datetime
    latency_ms: int
    status: int | None
    reason: str | None
    request_headers: Mapping[str, str]
    response_headers: Mapping[str, str]
    response_body: str = ""
    body_bytes: int = 0
    timings: Timings | None = None


class Result(NamedTuple):
    """What one attempt came to; `attempt` is None where no request was made at all."""

    delivery_id: str
    endpoint: str
    state: DeliveryState
    reason: str | None
    next_attempt_at: datetime | None = None
    attempt: AttemptRecord | None = None
