"""What the desk shows of campaigns: the history's lines with their counts, the live table's lines."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from pushdesk.model.campaign import Attempt, Campaign, Delivery
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow, Counts, DeliveryRow


def rows(session: Session, found: Sequence[Campaign]) -> list[CampaignRow]:
    """The history's lines for `found`, with their counts."""
    counts = _counts(session, [campaign.id for campaign in found])
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
            counts=counts[campaign.id],
            shape=campaign.shape,
            shape_template=campaign.shape_template,
        )
        for campaign in found
    ]


def every(session: Session) -> list[CampaignRow]:
    """All campaigns, newest first."""
    newest_first = select(Campaign).order_by(col(Campaign.created_at).desc(), col(Campaign.id))
    return rows(session, session.exec(newest_first).all())


def deliveries(session: Session, campaign_id: str) -> list[DeliveryRow]:
    """All lines of one campaign's table, in the audience's order."""
    return delivery_rows(session, Delivery.campaign_id == campaign_id)


def delivery_rows(session: Session, condition: object) -> list[DeliveryRow]:
    """Lines of the live table for the deliveries that meet `condition`, by position."""
    statement = (
        select(Delivery, Subscription.name, Subscription.push_service)
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(condition)  # type: ignore[arg-type]
        .order_by(col(Delivery.position))
    )
    found = session.exec(statement).all()
    receipts = _receipts(session, [delivery.id for delivery, _, _ in found])
    return [
        DeliveryRow(
            id=delivery.id,
            campaign_id=delivery.campaign_id,
            subscription_id=delivery.subscription_id,
            position=delivery.position,
            device=name or delivery.subscription_id,
            push_service=service,
            endpoint=delivery.endpoint,
            state=delivery.state,
            status=delivery.status,
            attempts=delivery.attempts,
            latency_ms=delivery.latency_ms,
            reason=delivery.reason,
            receipts=tuple(receipts[delivery.id]),
        )
        for delivery, name, service in found
    ]


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


def _counts(session: Session, identifiers: Sequence[str]) -> dict[str, Counts]:
    numbers: dict[str, dict[str, int]] = {identifier: {} for identifier in identifiers}
    states = (
        select(Delivery.campaign_id, Delivery.state, func.count())
        .where(col(Delivery.campaign_id).in_(identifiers))
        .group_by(col(Delivery.campaign_id), col(Delivery.state))
    )
    for campaign_id, state, number in session.exec(states):
        numbers[campaign_id][str(state)] = number
    heard = (
        select(Delivery.campaign_id, Receipt.event, func.count(func.distinct(Delivery.id)))
        .join(Receipt, col(Receipt.delivery_id) == col(Delivery.id))
        .where(
            col(Delivery.campaign_id).in_(identifiers),
            col(Receipt.event).in_((ReceiptEvent.SHOWN, ReceiptEvent.CLICKED)),
        )
        .group_by(col(Delivery.campaign_id), col(Receipt.event))
    )
    for campaign_id, event, number in session.exec(heard):
        numbers[campaign_id][str(event)] = number
    return {identifier: Counts(**found) for identifier, found in numbers.items()}
