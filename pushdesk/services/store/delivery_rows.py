"""The live table's lines, read as the driver gives them: every step of a campaign comes through here.

Measured: 10 µs a line through SQLAlchemy, 3 so; in the window's process, whose threads share one interpreter,
that is most of what keeps the window waiting (bench/window_sending.py).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from pushdesk.model.receipt import Receipt
from pushdesk.model.states import DeliveryState
from pushdesk.model.views import DeliveryRow

_LINES = (
    "SELECT delivery.id, campaign_id, subscription_id, position, iif(name = '', subscription_id, name), "
    "push_service, delivery.endpoint, delivery.state, status, attempts, latency_ms, reason "
    "FROM delivery JOIN subscription ON subscription.id = subscription_id WHERE "
)
_STATES = {str(state): state for state in DeliveryState}


def deliveries(
    session: Session, campaign_id: str, after: int = -1, limit: int | None = None
) -> list[DeliveryRow]:
    """Lines of one campaign's table, in the audience's order: at most `limit` behind position `after`."""
    return _read(
        session,
        "campaign_id = ? AND position > ? ORDER BY position LIMIT ?",
        (campaign_id, after, -1 if limit is None else limit),
    )


def changed(session: Session, after: int, until: int) -> list[DeliveryRow]:
    """Lines of all deliveries that changed behind revision `after`, up to `until`, by position."""
    condition = "delivery.revision > ? AND delivery.revision <= ? ORDER BY position"
    return _read(session, condition, (after, until))


def named(session: Session, identifiers: Sequence[str]) -> list[DeliveryRow]:
    """Lines of these deliveries, by position."""
    condition = "delivery.id IN (SELECT value FROM json_each(?)) ORDER BY position"
    return _read(session, condition, (json.dumps(identifiers),))


def _read(session: Session, condition: str, values: tuple[Any, ...]) -> list[DeliveryRow]:
    session.flush()
    found = session.connection().exec_driver_sql(_LINES + condition, values).fetchall()
    receipts = _receipts(session, [row[0] for row in found])
    return [
        DeliveryRow._make((*row[:7], _STATES[row[7]], *row[8:], tuple(receipts.get(row[0], ()))))
        for row in found
    ]


def _receipts(session: Session, identifiers: Sequence[str]) -> dict[str, list[Receipt]]:
    # As one value: of a parameter each SQLAlchemy makes a text of its own.
    these = func.json_each(json.dumps(identifiers)).table_valued("value")
    found: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in session.exec(
        select(Receipt).where(col(Receipt.delivery_id).in_(select(these.c.value))).order_by(col(Receipt.id))
    ):
        found[receipt.delivery_id].append(receipt)
    return found
