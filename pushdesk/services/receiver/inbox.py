"""What the receiver page lists: everything sent to its device, also what was missed."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.receipt import Receipt
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import DeliveryRow
from pushdesk.services.store import delivery_rows, subscriptions

LENGTH = 30


@dataclass(frozen=True)
class Inbox:
    """The newest LENGTH deliveries of one device, as JSON objects, newest first."""

    subscription_id: str
    items: tuple[dict[str, Any], ...]


NOBODYS = Inbox("", ())


def inbox(session: Session, endpoint: str) -> Inbox | None:
    """The inbox of the device at `endpoint`, or that had it before; None where the desk knows none."""
    device = subscriptions.by_endpoint(session, endpoint)
    if device is not None and device.replaced_by is not None:
        device = session.get(Subscription, device.replaced_by)
    if device is None:
        return None
    newest = session.exec(
        select(Delivery, Campaign)
        .join(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .where(Delivery.subscription_id == device.id)
        .order_by(col(Campaign.created_at).desc())
        .limit(LENGTH)
    ).all()
    rows = {row.id: row for row in delivery_rows.named(session, [delivery.id for delivery, _ in newest])}
    return Inbox(device.id, tuple(_item(rows[delivery.id], campaign) for delivery, campaign in newest))


def _item(row: DeliveryRow, campaign: Campaign) -> dict[str, Any]:
    last: Receipt | None = row.receipts[-1] if row.receipts else None
    return {
        "delivery": row.id,
        "title": campaign.title,
        "body": campaign.message.get("body") or "",
        "at": clock.iso(last.at if last else campaign.created_at),
        "state": row.said.value,
    }
