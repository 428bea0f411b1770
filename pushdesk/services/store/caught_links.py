"""From a delivery to what the lab caught of it, and back to its campaign. Functions of a session."""

from sqlmodel import Session, col, func, select

from pushdesk.model.campaign import Delivery
from pushdesk.model.lab import LabCaught


def of_delivery(session: Session, delivery_id: str) -> int | None:
    """The number of the newest message that was caught of this delivery; None where none is kept."""
    numbers = select(func.max(LabCaught.number)).where(col(LabCaught.delivery) == delivery_id)
    return session.exec(numbers).one()


def campaign_of(session: Session, delivery_id: str) -> str | None:
    """The id of the campaign that a delivery belongs to; None where it is not the desk's."""
    return session.exec(select(Delivery.campaign_id).where(col(Delivery.id) == delivery_id)).first()
