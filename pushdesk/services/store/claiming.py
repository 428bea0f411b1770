"""Claiming: deliveries that are due are marked as being sent before their requests leave.

Every delivery comes through here, so the rows come from the driver as they are: through SQLAlchemy each costs
three times as much (measured: 22 µs a claim, 7 so).
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.payload import PayloadShape
from pushdesk.model.states import DeliveryState
from pushdesk.model.subscription import LAB_PUSH_SERVICE, SubscriptionState, variables
from pushdesk.services.store import delivery_bulk, tally
from pushdesk.services.store.claims import Claim
from pushdesk.services.store.revision import next_revision

_COLUMNS = (
    "SELECT delivery.id, token, attempts, tried_before, delivery.endpoint, subscription.id, "
    "subscription.endpoint, p256dh, auth, vapid_public_key, push_service, subscription.state, shape, "
    "shape_template, attributes, name, user "
    "FROM delivery JOIN subscription ON subscription.id = subscription_id WHERE campaign_id = ? "
)
# What makes a delivery due, and which goes first; ix_delivery_queue has them in this order.
_DUE = {
    DeliveryState.RETRYING: (
        "AND delivery.state = 'retrying' AND next_attempt_at <= ?", "ORDER BY next_attempt_at, position",
    ),
    DeliveryState.PENDING: (
        "AND delivery.state = 'pending' AND next_attempt_at IS NULL", "ORDER BY position",
    ),
}  # fmt: skip
_moment = clock.Moment().process_bind_param


def claim(
    session: Session, campaign_id: str, limit: int, now: datetime, origin: str | None = None
) -> list[Claim]:
    """Mark up to `limit` due deliveries as sending and return them; those that must not go are cancelled.

    `origin` names the push service, None is any. Retries that are due come first. Fewer than `limit`
    means that nothing more is due.
    """
    claims: list[Claim] = []
    for state in _DUE:
        while len(claims) < limit and (
            page := _due(session, campaign_id, state, limit - len(claims), now, origin)
        ):
            claims += _take(session, campaign_id, state, page, now)
    return claims


def _due(
    session: Session, campaign_id: str, state: DeliveryState, limit: int, now: datetime, origin: str | None
) -> Sequence[Any]:
    """The next deliveries in `state` that may leave, with what a claim needs of their devices."""
    condition, order = _DUE[state]
    values: list[Any] = [campaign_id]
    if state is DeliveryState.RETRYING:
        values.append(_moment(now, None))
    if origin is not None:
        condition += " AND origin = ?"
        values.append(origin)
    statement = f"{_COLUMNS} {condition} {order} LIMIT ?"
    session.flush()
    return session.connection().exec_driver_sql(statement, (*values, limit)).fetchall()


def _take(
    session: Session, campaign_id: str, before: DeliveryState, page: Sequence[Any], now: datetime
) -> list[Claim]:
    claims: list[Claim] = []
    moved: list[tuple[str, str]] = []
    resting: list[tuple[str, str]] = []
    for identifier, token, attempts, tried, known, device, endpoint, *keys, words, name, user in page:
        p256dh, auth, key, push_service, state, shape, template = keys
        if state != SubscriptionState.ACTIVE:
            resting.append((identifier, state))
            continue
        if endpoint != known:
            moved.append((identifier, endpoint))
        claims.append(
            Claim(
                delivery_id=identifier,
                token=token,
                attempt=attempts + 1,
                subscription_id=device,
                endpoint=endpoint,
                p256dh=p256dh,
                auth=auth,
                vapid_public_key=key,
                push_service=push_service,
                lab_owned=push_service == LAB_PUSH_SERVICE,
                shape=PayloadShape(shape) if shape else None,
                shape_template=template,
                # Most devices have none, and to find that out takes JSON as long as all else here.
                variables=variables(name, user, json.loads(words) if words != "{}" else {}),
                tried_before=tried,
            )
        )
    revision = next_revision(session)
    delivery_bulk.send(session, [claim.delivery_id for claim in claims], now, revision)
    delivery_bulk.move(session, moved)
    delivery_bulk.rest(session, resting, now, revision)
    changes = Counter(sending=len(claims), cancelled=len(resting))
    changes.subtract({str(before): len(page)})
    tally.add(session, campaign_id, changes)
    return claims
