"""From a delivery to what the lab caught of it, and back to its campaign. Functions of a session."""

from sqlmodel import Session, col, func, select

from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.lab import LabCaught
from pushdesk.model.subscription import Subscription


def of_delivery(session: Session, delivery_id: str) -> int | None:
    """The number of the newest message that was caught of this delivery; None where none is kept."""
    numbers = select(func.max(LabCaught.number)).where(col(LabCaught.delivery) == delivery_id)
    return session.exec(numbers).one()


def campaign_of(session: Session, delivery_id: str) -> str | None:
    """The id of the campaign that a delivery belongs to; None where it is not the desk's."""
    return session.exec(select(Delivery.campaign_id).where(col(Delivery.id) == delivery_id)).first()


def sent(session: Session, delivery_id: str) -> tuple[Campaign, Subscription] | None:
    """Campaign and device of a delivery; None where it is not the desk's."""
    found = session.exec(
        select(Campaign, Subscription)
        .join(Delivery, col(Delivery.campaign_id) == col(Campaign.id))
        .join(Subscription, col(Delivery.subscription_id) == col(Subscription.id))
        .where(col(Delivery.id) == delivery_id)
    ).first()
    return (found[0], found[1]) if found is not None else None
