"""Campaigns and deliveries in the database: writing one, taking claims back, recording what came back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlmodel import Session, case, col, func, or_, select, update

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
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.store import delivery_bulk, subscriptions, tally
from pushdesk.services.store.claims import Result
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
    started = clock.now() if scheduled_at is None else None
    campaign = Campaign(
        title=message.notification.title,
        message=message.document(),
        audience=[str(choice) for choice in choices],
        shape=shape,
        shape_template=shape_template,
        receiver=receiver,
        state=CampaignState.SENDING if scheduled_at is None else CampaignState.SCHEDULED,
        started_at=started,
        run_started_at=started,
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
        .where(Delivery.campaign_id == campaign_id, _waits)
        .group_by(Delivery.origin)
    )
    return dict(session.exec(statement).all())


def take_back(session: Session, campaign_id: str) -> int:
    """Claims of a runner that is gone: their answers never came, so they go out again. Returns how many."""
    # Whether the request arrived is not known, so it is due again at once; the device shows it once.
    number = _leave(
        session,
        campaign_id,
        [DeliveryState.SENDING],
        DeliveryState.RETRYING,
        reason=delivery_bulk.INTERRUPTED,
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
    return _leave(session, campaign_id, [DeliveryState.SENDING], DeliveryState.CANCELLED, reason=_UNKNOWN)


def cancel_open(session: Session, campaign_id: str, reason: str) -> int:
    """Cancel what has not been sent (nor is in the air); returns how many.

    Of what an interruption left without an answer it is said that it may have been sent.
    """
    session.flush()
    interrupted = _deliveries.c.reason.in_((delivery_bulk.INTERRUPTED, delivery_bulk.WAITS_AGAIN))
    which = (_deliveries.c.campaign_id == campaign_id) & _waits & interrupted
    never = session.connection().execute(select(func.count()).where(which)).scalar_one()
    # They were counted for a second time on their way that they will never have.
    tally.add(session, campaign_id, {tally.RESENT: -never})
    words = case((interrupted, _UNKNOWN), else_=reason)
    return _leave(session, campaign_id, _WAITING, DeliveryState.CANCELLED, reason=words, next_attempt_at=None)


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
# In the words of the queue's own condition: of “in (…)” SQLite does not see that the queue has all of them.
_waits = or_(*(_deliveries.c.state == state for state in _WAITING))
_UNKNOWN = "Cancelled; whether it was sent is not known: its answer never came."


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
    counts = tally.read(session, [campaign_id])[campaign_id]
    for state in before:
        check_step(state, after)
        if not counts.get(state):  # nobody need look through a hundred thousand rows
            continue
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


def next_due(
    session: Session, campaign_id: str, origins: Iterable[str] | None = None
) -> tuple[int, datetime | None]:
    """How many deliveries are open, and when the earliest retry is due, to one of `origins` where named."""
    counts = tally.read(session, [campaign_id])[campaign_id]
    earliest = select(func.min(Delivery.next_attempt_at)).where(
        Delivery.campaign_id == campaign_id, Delivery.state == DeliveryState.RETRYING
    )
    if origins is not None:
        earliest = earliest.where(col(Delivery.origin).in_(origins))
    moment = session.exec(earliest).one()
    return sum(counts.get(str(state), 0) for state in OPEN_STATES), moment
