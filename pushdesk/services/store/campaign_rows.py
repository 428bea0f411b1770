"""What the desk shows of campaigns: the history's lines with their counts, the live table's lines."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from pushdesk.model.campaign import Attempt, Campaign, Delivery
from pushdesk.model.receipt import Receipt
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow, Counts, DeliveryRow
from pushdesk.services.store import tally


def rows(session: Session, found: Sequence[Campaign]) -> list[CampaignRow]:
    """The history's lines for `found`, with their counts."""
    numbers = tally.read(session, [campaign.id for campaign in found])
    return [
        CampaignRow(
            id=campaign.id,
            title=campaign.title,
            state=campaign.state,
            created_at=campaign.created_at,
            started_at=campaign.started_at,
            finished_at=campaign.finished_at,
            message=campaign.message,
            audience=tuple(campaign.audience),
            counts=_counts(numbers[campaign.id]),
            shape=campaign.shape,
            shape_template=campaign.shape_template,
            resent=numbers[campaign.id].get(tally.RESENT, 0),
            scheduled_at=campaign.scheduled_at,
        )
        for campaign in found
    ]


def every(session: Session) -> list[CampaignRow]:
    """All campaigns, newest first."""
    newest_first = select(Campaign).order_by(col(Campaign.created_at).desc(), col(Campaign.id))
    return rows(session, session.exec(newest_first).all())


def deliveries(
    session: Session, campaign_id: str, after: int = -1, limit: int | None = None
) -> list[DeliveryRow]:
    """Lines of one campaign's table, in the audience's order: at most `limit` behind position `after`."""
    here = (col(Delivery.campaign_id) == campaign_id) & (col(Delivery.position) > after)
    return delivery_rows(session, here, limit)


def delivery_rows(
    session: Session, condition: ColumnElement[bool], limit: int | None = None
) -> list[DeliveryRow]:
    """Lines of the live table for the deliveries that meet `condition`, by position; at most `limit`."""
    statement = (
        select(*_COLUMNS)
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(condition)
        .order_by(col(Delivery.position))
        .limit(limit)
    )
    # Columns, not objects: a campaign's every step comes through here, and this costs a quarter.
    found = session.exec(statement).all()
    receipts = _receipts(session, [row.id for row in found])
    return [
        DeliveryRow(
            id=row.id,
            campaign_id=row.campaign_id,
            subscription_id=row.subscription_id,
            position=row.position,
            device=row.name or row.subscription_id,
            push_service=row.push_service,
            endpoint=row.endpoint,
            state=row.state,
            status=row.status,
            attempts=row.attempts,
            latency_ms=row.latency_ms,
            reason=row.reason,
            receipts=tuple(receipts.get(row.id, ())),
        )
        for row in found
    ]


_COLUMNS: tuple[Any, ...] = (
    Delivery.id,
    Delivery.campaign_id,
    Delivery.subscription_id,
    Delivery.position,
    Subscription.name,
    Subscription.push_service,
    Delivery.endpoint,
    Delivery.state,
    Delivery.status,
    Delivery.attempts,
    Delivery.latency_ms,
    Delivery.reason,
)


def attempts(session: Session, delivery_id: str) -> list[Attempt]:
    """All attempts of one delivery, first to last."""
    statement = select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(col(Attempt.number))
    return list(session.exec(statement))


def _receipts(session: Session, identifiers: Sequence[str]) -> dict[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = defaultdict(list)
    for start in range(0, len(identifiers), 500):
        statement = (
            select(Receipt)
            .where(col(Receipt.delivery_id).in_(identifiers[start : start + 500]))
            .order_by(col(Receipt.id))
        )
        for receipt in session.exec(statement):
            found[receipt.delivery_id].append(receipt)
    return found


def _counts(numbers: Mapping[str, int]) -> Counts:
    return Counts(**{word: numbers.get(word, 0) for word in Counts.__dataclass_fields__})
