"""Receipts in the database: kept beside the delivery's state, each event once."""

import hmac

from sqlmodel import Session, select

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.errors import NotFound
from pushdesk.model.receipt import Receipt, ReceiptReport
from pushdesk.model.subscription import LAB_PUSH_SERVICE, VIRTUAL_PLATFORM, Subscription
from pushdesk.services.store import caught, tally
from pushdesk.services.store.revision import next_revision


def store(session: Session, report: ReceiptReport) -> bool:
    """Keep `report`; returns whether it was new.

    Raises NotFound for a delivery nobody made and for a token that is not the delivery's (one
    answer for both: a guesser learns nothing).
    """
    delivery = session.get(Delivery, report.delivery)
    if delivery is None or not hmac.compare_digest(delivery.token.encode(), report.token.encode()):
        raise NotFound("There is no such delivery, or the token is not its own.")
    same = select(Receipt).where(
        Receipt.delivery_id == report.delivery, Receipt.event == report.event, Receipt.action == report.action
    )
    if session.exec(same).first() is not None:
        return False
    first = select(Receipt.id).where(Receipt.delivery_id == report.delivery, Receipt.event == report.event)
    if report.event in tally.HEARD and session.exec(first).first() is None:
        tally.add(session, delivery.campaign_id, {str(report.event): 1})
    session.add(
        Receipt(
            delivery_id=delivery.id,
            event=report.event,
            action=report.action,
            error=report.error,
            at=report.at,
        )
    )
    revision = next_revision(session)
    delivery.revision = revision
    device = session.get_one(Subscription, delivery.subscription_id)
    device.last_seen_at, device.revision = clock.now(), revision
    session.add_all((delivery, device))
    if device.push_service == LAB_PUSH_SERVICE and device.device.get("platform") != VIRTUAL_PLATFORM:
        # A virtual device's own word is in the lab's catch before it comes here.
        caught.hear(session, report, session.get_one(Campaign, delivery.campaign_id).title)
    return True
