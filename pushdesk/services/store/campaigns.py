"""Campaigns and deliveries in the database: writing one, claiming work, recording what came back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, func, select, update

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import (
    OPEN_STATES,
    Campaign,
    CampaignState,
    Delivery,
    DeliveryState,
    check_step,
)
from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import LAB_PUSH_SERVICE, Subscription, SubscriptionState, variables
from pushdesk.services.store import delivery_bulk, subscriptions, tally
from pushdesk.services.store.claims import Claim, Result
from pushdesk.services.store.revision import next_revision

_deliveries = Delivery.__table__  # type: ignore[attr-defined]


def create(
    session: Session,
    message: Message,
    choices: Sequence[Choice],
    receiver: str,
    runner: str,
    lease_until: datetime,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    shape_template: str = "",
    scheduled_at: datetime | None = None,
) -> Campaign:
    """A campaign and a pending delivery for each active device of the audience, held by `runner`.

    One that is `scheduled_at` a moment has not begun, and nobody holds it.

    Raises BadInput where the audience is empty: nothing is stored.
    """
    pages = subscriptions.audience_pages(session, choices)
    first = next(pages, None)
    if first is None:
        raise BadInput(
            f"No active device is in the audience {', '.join(map(str, choices))}: nothing was sent. "
            "Capture a device, or name another audience."
        )
    campaign = Campaign(
        title=message.notification.title,
        message=message.document(),
        audience=[str(choice) for choice in choices],
        shape=shape,
        shape_template=shape_template,
        receiver=receiver,
        state=CampaignState.SENDING if scheduled_at is None else CampaignState.SCHEDULED,
        started_at=clock.now() if scheduled_at is None else None,
        runner=runner if scheduled_at is None else None,
        lease_until=lease_until if scheduled_at is None else None,
        scheduled_at=scheduled_at,
        revision=next_revision(session),
    )
    session.add(campaign)
    session.flush()
    number = 0
    for some in chain((first,), pages):
        delivery_bulk.enrol(session, campaign, some, number)
        number += len(some)
    tally.begin(session, campaign.id, number)
    return campaign


def by_id(session: Session, identifier: str) -> Campaign:
    """The campaign with this id; raises NotFound."""
    campaign = session.get(Campaign, identifier)
    if campaign is None:
        raise NotFound(f"There is no campaign “{identifier}”: `pushdesk campaigns list` names them.")
    return campaign


def origins(session: Session, campaign_id: str) -> dict[str, int]:
    """The push services that a campaign still has to do with, each with how many deliveries wait for it."""
    statement = (
        select(Delivery.origin, func.count())
        .where(Delivery.campaign_id == campaign_id, col(Delivery.state).in_(_WAITING))
        .group_by(Delivery.origin)
    )
    return dict(session.exec(statement).all())


def claim(
    session: Session, campaign_id: str, limit: int, now: datetime, origin: str | None = None
) -> list[Claim]:
    """Mark up to `limit` due deliveries as sending and return them; those that must not go are cancelled.

    `origin` names the push service, None is any. Retries that are due come first. Fewer than `limit`
    means that nothing more is due.
    """
    claims: list[Claim] = []
    for state in (DeliveryState.RETRYING, DeliveryState.PENDING):
        while len(claims) < limit and (
            page := _due(session, campaign_id, state, limit - len(claims), now, origin)
        ):
            going = [row for row in page if row.device_state is SubscriptionState.ACTIVE]
            claims += map(_claim, going)
            _mark_sending(session, going, now)
            resting = [row for row in page if row.device_state is not SubscriptionState.ACTIVE]
            _cancel_resting(session, resting, now)
            changes = Counter(sending=len(going), cancelled=len(resting))
            changes.subtract({str(state): len(page)})
            tally.add(session, campaign_id, changes)
    return claims


def _due(
    session: Session, campaign_id: str, state: DeliveryState, limit: int, now: datetime, origin: str | None
) -> Sequence[Row[Any]]:
    """The next deliveries in `state` that may leave, with what a claim needs of their devices."""
    due = (
        select(*_CLAIMED)
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(Delivery.campaign_id == campaign_id, Delivery.state == state)
        .limit(limit)
    )
    if origin is not None:
        due = due.where(Delivery.origin == origin)
    if state is DeliveryState.RETRYING:
        due = due.where(col(Delivery.next_attempt_at) <= now).order_by(col(Delivery.next_attempt_at))
    else:
        due = due.where(col(Delivery.next_attempt_at).is_(None))
    found: Sequence[Row[Any]] = session.exec(due.order_by(col(Delivery.position))).all()
    return found


_CLAIMED: tuple[Any, ...] = (
    Delivery.id,
    Delivery.token,
    Delivery.attempts,
    Delivery.tried_before,
    Delivery.endpoint.label("old_endpoint"),  # type: ignore[attr-defined]
    col(Subscription.id).label("device"),
    Subscription.endpoint,
    Subscription.p256dh,
    Subscription.auth,
    Subscription.vapid_public_key,
    Subscription.push_service,
    col(Subscription.state).label("device_state"),
    Subscription.shape,
    Subscription.shape_template,
    Subscription.attributes,
    Subscription.name,
    Subscription.user,
)


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        delivery_id=row.id,
        token=row.token,
        attempt=row.attempts + 1,
        subscription_id=row.device,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        vapid_public_key=row.vapid_public_key,
        push_service=row.push_service,
        lab_owned=row.push_service == LAB_PUSH_SERVICE,
        shape=row.shape,
        shape_template=row.shape_template,
        variables=variables(row.name, row.user, row.attributes),
        tried_before=row.tried_before,
    )


def _mark_sending(session: Session, rows: Sequence[Row[Any]], now: datetime) -> None:
    if not rows:
        return
    delivery_bulk.send(session, [row.id for row in rows], now, next_revision(session))
    moved = [row for row in rows if row.endpoint != row.old_endpoint]
    _change(session, [{"known_id": row.id, "endpoint": row.endpoint} for row in moved])


def _cancel_resting(session: Session, rows: Sequence[Row[Any]], now: datetime) -> None:
    if not rows:
        return
    revision = next_revision(session)
    same = {
        "state": DeliveryState.CANCELLED,
        "next_attempt_at": None,
        "updated_at": now,
        "revision": revision,
    }
    reasons = {row.id: f"Not sent: the device is {row.device_state.value}." for row in rows}
    _change(session, [{"known_id": name, "reason": reason, **same} for name, reason in reasons.items()])


def _change(session: Session, values: Sequence[dict[str, Any]]) -> None:
    """Set columns of the deliveries that `known_id` names; each dict has the same keys."""
    if values:
        here = update(_deliveries).where(_deliveries.c.id == bindparam("known_id"))
        session.connection().execute(here, values)


def take_back(session: Session, campaign_id: str) -> int:
    """Claims of a runner that is gone: their answers never came, so they go out again. Returns how many."""
    # Whether the request arrived is not known, so it is due again at once; the device shows it once.
    number = _leave(
        session,
        campaign_id,
        [DeliveryState.SENDING],
        DeliveryState.RETRYING,
        reason="Interrupted before the answer came; sent again with the same id.",
        next_attempt_at=clock.now(),
    )
    tally.add(session, campaign_id, {tally.RESENT: number})
    return number


def put_back(session: Session, campaign_id: str, identifiers: Sequence[str]) -> None:
    """Claims whose requests never left wait again as if they had not been claimed."""
    if not identifiers:
        return
    session.flush()
    delivery_bulk.wait_again(session, identifiers, clock.now(), next_revision(session))
    changes = tally.steps({DeliveryState.SENDING: len(identifiers)}, DeliveryState.PENDING)
    tally.add(session, campaign_id, changes)


def cancel_unanswered(session: Session, campaign_id: str) -> int:
    """Cancel claims of a runner that is gone, saying that they may have arrived. Returns how many."""
    reason = "Cancelled; whether it was sent is not known: its answer never came."
    return _leave(session, campaign_id, [DeliveryState.SENDING], DeliveryState.CANCELLED, reason=reason)


def cancel_open(session: Session, campaign_id: str, reason: str) -> int:
    """Cancel what has not been sent (nor is in the air); returns how many."""
    return _leave(
        session, campaign_id, _WAITING, DeliveryState.CANCELLED, reason=reason, next_attempt_at=None
    )


def retry_failed(session: Session, campaign_id: str) -> int:
    """Have what failed or was rejected sent once more, with fresh attempts; returns how many."""
    return _leave(
        session,
        campaign_id,
        [DeliveryState.FAILED, DeliveryState.REJECTED],
        DeliveryState.RETRYING,
        reason="To be sent again.",
        next_attempt_at=clock.now(),
        tried_before=_deliveries.c.attempts,
    )


_WAITING = (DeliveryState.PENDING, DeliveryState.RETRYING)


def _leave(
    session: Session,
    campaign_id: str,
    before: Sequence[DeliveryState],
    after: DeliveryState,
    **values: Any,
) -> int:
    """Put all deliveries of the states `before` into `after`; returns how many."""
    session.flush()
    number = 0
    for state in before:
        check_step(state, after)
        which = (_deliveries.c.campaign_id == campaign_id) & (_deliveries.c.state == state)
        there = session.connection().execute(select(func.count()).where(which)).scalar_one()
        if there:
            same = {"state": after, "updated_at": clock.now(), "revision": next_revision(session)}
            session.connection().execute(update(_deliveries).where(which).values(**same, **values))
            tally.add(session, campaign_id, tally.steps({str(state): there}, str(after)))
            number += there
    return number


def record(session: Session, campaign_id: str, runner: str, results: Iterable[Result]) -> None:
    """Write what attempts came to; a device that the push service calls gone is put to rest with it.

    Raises Conflict where `runner` lost the campaign: the one that has it now sends these again.
    """
    holder = session.exec(select(Campaign.runner).where(Campaign.id == campaign_id)).one()
    if holder != runner:
        raise Conflict("Another PushDesk took this campaign over; this one stopped sending it.")
    found = list(results)
    if not found:
        return
    session.flush()
    delivery_bulk.answer(session, found, clock.now(), next_revision(session))
    changes = Counter(result.state.value for result in found)
    changes[DeliveryState.SENDING.value] -= len(found)
    tally.add(session, campaign_id, changes)
    for result in found:
        if result.state is DeliveryState.GONE:
            _put_to_rest(session, result)


def _put_to_rest(session: Session, result: Result) -> None:
    delivery = session.get_one(Delivery, result.delivery_id)
    device = session.get_one(Subscription, delivery.subscription_id)
    # A device that rotated meanwhile has a new address, of which the answer says nothing.
    if device.endpoint == result.endpoint:
        subscriptions.end(session, device, SubscriptionState.GONE)


def bring_forward(session: Session, campaign_id: str, by: timedelta) -> None:
    """Have retries try so much earlier: the clock that they were planned by was set back."""
    session.connection().exec_driver_sql(
        "UPDATE delivery SET next_attempt_at = next_attempt_at - ? "
        "WHERE campaign_id = ? AND state = 'retrying'",
        (by // timedelta(milliseconds=1), campaign_id),
    )


def next_due(session: Session, campaign_id: str) -> tuple[int, datetime | None]:
    """How many deliveries are still open, and when the earliest retry is due."""
    counts = tally.read(session, [campaign_id])[campaign_id]
    moment = session.exec(
        select(func.min(Delivery.next_attempt_at)).where(
            Delivery.campaign_id == campaign_id, Delivery.state == DeliveryState.RETRYING
        )
    ).one()
    return sum(counts.get(str(state), 0) for state in OPEN_STATES), moment
