"""Campaigns and deliveries in the database: writing one, claiming work, recording what came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, insert, or_, select, update

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import (
    DELIVERY_STEPS,
    Attempt,
    Campaign,
    CampaignState,
    Delivery,
    DeliveryState,
    check_step,
)
from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import LAB_PUSH_SERVICE, Subscription, SubscriptionState
from pushdesk.services.store import subscriptions
from pushdesk.services.store.revision import next_revision


@dataclass(frozen=True)
class Claim:
    """A delivery whose request may leave now, with the device's address as it is now.

    `lab_owned` says that the lab handed out this endpoint: it listens where it listens now. `shape` is the
    device's own, None for the campaign's; `variables` are what the message may say of it.
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


@dataclass(frozen=True)
class Result:
    """What one attempt came to; `attempt` is None where no request was made at all."""

    delivery_id: str
    endpoint: str
    state: DeliveryState
    reason: str | None
    next_attempt_at: datetime | None = None
    attempt: Attempt | None = None


def create(
    session: Session,
    message: Message,
    choices: Sequence[Choice],
    receiver: str,
    runner: str,
    lease_until: datetime,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    shape_template: str = "",
) -> Campaign:
    """A campaign and a pending delivery for each active device of the audience, held by `runner`.

    Raises BadInput where the audience is empty: nothing is stored.
    """
    devices = subscriptions.audience(session, choices)
    if not devices:
        raise BadInput(
            f"No active device is in the audience {', '.join(map(str, choices))}: nothing was sent. "
            "Capture a device, or name another audience."
        )
    revision = next_revision(session)
    campaign = Campaign(
        title=message.notification.title,
        message=message.document(),
        audience=[str(choice) for choice in choices],
        shape=shape,
        shape_template=shape_template,
        receiver=receiver,
        state=CampaignState.SENDING,
        started_at=clock.now(),
        runner=runner,
        lease_until=lease_until,
        revision=revision,
    )
    session.add(campaign)
    session.flush()
    # As plain values: ten thousand objects would hold the writer three times as long.
    values = [
        {
            "id": new_id(DELIVERY_ID_LENGTH),
            "campaign_id": campaign.id,
            "subscription_id": device,
            "position": number,
            "endpoint": endpoint,
            "token": new_id(RECEIPT_TOKEN_LENGTH),
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "updated_at": campaign.created_at,
            "revision": revision,
        }
        for number, (device, endpoint) in enumerate(devices)
    ]
    session.connection().execute(insert(Delivery), values)
    return campaign


def by_id(session: Session, identifier: str) -> Campaign:
    """The campaign with this id; raises NotFound."""
    campaign = session.get(Campaign, identifier)
    if campaign is None:
        raise NotFound(f"There is no campaign “{identifier}”: `pushdesk campaigns list` names them.")
    return campaign


def claim(session: Session, campaign_id: str, limit: int, now: datetime) -> list[Claim]:
    """Mark up to `limit` due deliveries as sending and return them; those that must not go are cancelled.

    Fewer than `limit` means that nothing more is due.
    """
    due = (
        select(Delivery, Subscription)
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(
            Delivery.campaign_id == campaign_id,
            or_(
                Delivery.state == DeliveryState.PENDING,
                (col(Delivery.state) == DeliveryState.RETRYING) & (col(Delivery.next_attempt_at) <= now),
            ),
        )
        .order_by(col(Delivery.position))
    )
    claims: list[Claim] = []
    while page := session.exec(due.limit(limit - len(claims))).all() if len(claims) < limit else []:
        revision = next_revision(session)
        for delivery, device in page:
            delivery.revision, delivery.updated_at, delivery.next_attempt_at = revision, now, None
            session.add(delivery)
            if device.state is SubscriptionState.ACTIVE:
                delivery.state = check_step(delivery.state, DeliveryState.SENDING)
                delivery.endpoint = device.endpoint
                claims.append(_claim(delivery, device))
            else:
                delivery.state = check_step(delivery.state, DeliveryState.CANCELLED)
                delivery.reason = f"Not sent: the device is {device.state.value}."
    return claims


def _claim(delivery: Delivery, device: Subscription) -> Claim:
    return Claim(
        delivery_id=delivery.id,
        token=delivery.token,
        attempt=delivery.attempts + 1,
        subscription_id=device.id,
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        vapid_public_key=device.vapid_public_key,
        push_service=device.push_service,
        lab_owned=device.push_service == LAB_PUSH_SERVICE,
        shape=device.shape,
        shape_template=device.shape_template,
        variables=device.variables,
    )


def take_back(session: Session, campaign_id: str) -> int:
    """Claims of a runner that is gone: their answers never came, so they go out again. Returns how many."""
    stuck = _unanswered(session, campaign_id)
    revision = next_revision(session) if stuck else 0
    for delivery in stuck:
        # Whether the request arrived is not known, so it is due again at once; the device shows it once.
        delivery.state = check_step(delivery.state, DeliveryState.RETRYING)
        delivery.reason = "Interrupted before the answer came; sent again with the same id."
        delivery.next_attempt_at, delivery.revision = clock.now(), revision
        session.add(delivery)
    return len(stuck)


def cancel_unanswered(session: Session, campaign_id: str) -> int:
    """Cancel claims of a runner that is gone, saying that they may have arrived. Returns how many."""
    stuck = _unanswered(session, campaign_id)
    revision = next_revision(session) if stuck else 0
    for delivery in stuck:
        delivery.state = check_step(delivery.state, DeliveryState.CANCELLED)
        delivery.reason = "Cancelled; whether it was sent is not known: its answer never came."
        delivery.updated_at, delivery.revision = clock.now(), revision
        session.add(delivery)
    return len(stuck)


def _unanswered(session: Session, campaign_id: str) -> Sequence[Delivery]:
    return session.exec(
        select(Delivery).where(Delivery.campaign_id == campaign_id, Delivery.state == DeliveryState.SENDING)
    ).all()


def record(session: Session, campaign_id: str, runner: str, results: Iterable[Result]) -> None:
    """Write what attempts came to; a device that the push service calls gone is put to rest with it.

    Raises Conflict where `runner` lost the campaign: the one that has it now sends these again.
    """
    if by_id(session, campaign_id).runner != runner:
        raise Conflict("Another PushDesk took this campaign over; this one stopped sending it.")
    revision = next_revision(session)
    for result in results:
        delivery = session.get_one(Delivery, result.delivery_id)
        delivery.state = check_step(delivery.state, result.state)
        delivery.reason, delivery.next_attempt_at = result.reason, result.next_attempt_at
        delivery.revision, delivery.updated_at = revision, clock.now()
        if result.attempt is not None:
            delivery.attempts = result.attempt.number
            delivery.status, delivery.latency_ms = result.attempt.status, result.attempt.latency_ms
            session.add(result.attempt)
        session.add(delivery)
        if result.state is DeliveryState.GONE:
            device = session.get_one(Subscription, delivery.subscription_id)
            # A device that rotated meanwhile has a new address, of which the answer says nothing.
            if device.endpoint == result.endpoint:
                subscriptions.end(session, device, SubscriptionState.GONE)


def cancel_open(session: Session, campaign_id: str, reason: str) -> int:
    """Cancel what has not been sent (nor is in the air); returns how many."""
    waiting = (DeliveryState.PENDING, DeliveryState.RETRYING)
    assert all(DeliveryState.CANCELLED in DELIVERY_STEPS[state] for state in waiting)
    statement = (
        update(Delivery)
        .where(col(Delivery.campaign_id) == campaign_id, col(Delivery.state).in_(waiting))
        .values(
            state=DeliveryState.CANCELLED,
            reason=reason,
            next_attempt_at=None,
            updated_at=clock.now(),
            revision=next_revision(session),
        )
    )
    # Through the session, which writes down first what it still holds: claims taken back a line before.
    return session.exec(statement).rowcount


def next_due(session: Session, campaign_id: str) -> tuple[int, datetime | None]:
    """How many deliveries are still open, and when the earliest retry is due."""
    waiting = (DeliveryState.PENDING, DeliveryState.RETRYING, DeliveryState.SENDING)
    statement = select(func.count(), func.min(Delivery.next_attempt_at)).where(
        Delivery.campaign_id == campaign_id, col(Delivery.state).in_(waiting)
    )
    number, moment = session.exec(statement).one()
    return number, moment
