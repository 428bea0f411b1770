"""Short ways to a stored device and a stored campaign."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.audience import Choice, parse_choice
from pushdesk.model.campaign import Campaign, DeliveryState
from pushdesk.model.message import parse_message
from pushdesk.model.subscription import PushSubscription, Subscription
from pushdesk.services.store import campaigns, subscriptions
from pushdesk.services.store.claims import AttemptRecord, Claim, Result
from pushdesk.services.store.subscriptions import Capture

RUNNER = "runner-one"
OTHER = "runner-two"
LEASE = timedelta(seconds=6)
_number = count(1)


def address() -> str:
    """An endpoint nobody has yet."""
    return f"https://push.example/{next(_number)}"


def captured(endpoint: str, **more: Any) -> Capture:
    """What a capture brings; the keys are only strings here."""
    return Capture(PushSubscription(endpoint, "p256dh", "auth"), "mozilla", "the key", **more)


def device(session: Session, endpoint: str | None = None, **more: Any) -> Subscription:
    """A stored active device."""
    return subscriptions.capture(session, captured(endpoint or address(), **more))[0]


def audience(*texts: str) -> Sequence[Choice]:
    """Choices as the command line writes them; everybody by default."""
    return [parse_choice(text) for text in texts or ("all",)]


def campaign(session: Session, *texts: str, runner: str = RUNNER, until: datetime | None = None) -> Campaign:
    """A campaign to `texts`, which `runner` holds for one lease from now."""
    return campaigns.create(
        session,
        parse_message({"title": "Hello"}),
        audience(*texts),
        "http://localhost:8765",
        runner,
        until or clock.now() + LEASE,
    )


def answered(
    claim: Claim,
    state: DeliveryState,
    status: int | None = 201,
    *,
    reason: str | None = None,
    due: datetime | None = None,
) -> Result:
    """What the attempt at `claim` came to."""
    attempt = AttemptRecord(
        delivery_id=claim.delivery_id,
        number=claim.attempt,
        started_at=clock.now(),
        latency_ms=12,
        status=status,
        reason=reason,
        request_headers={"TTL": "60"},
        response_headers={},
    )
    return Result(claim.delivery_id, claim.endpoint, state, reason, due, attempt)
