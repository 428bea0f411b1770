"""Rows for the window's tests: deliveries, campaigns and devices with everything that matters named."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.subscription import Subscription, SubscriptionState, SubscriptionTag
from pushdesk.model.views import CampaignRow, Counts, DeliveryRow

MOMENT = datetime(2026, 3, 4, 13, 2, 11, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


def delivery(number: int = 0, state: DeliveryState = DeliveryState.PENDING, **given: Any) -> DeliveryRow:
    """A delivery of campaign `c1`; `events` are the receipts, each a second after the last."""
    events = given.pop("events", ())
    receipts = tuple(
        Receipt(
            delivery_id=f"d{number}",
            event=ReceiptEvent(event),
            at=MOMENT + timedelta(seconds=place),
            stored_at=MOMENT + timedelta(seconds=place),
        )
        for place, event in enumerate(events, 1)
    )
    fields: dict[str, Any] = {
        "id": f"d{number}",
        "campaign_id": "c1",
        "subscription_id": f"s{number}",
        "position": number,
        "device": f"Device {number}",
        "push_service": "fcm",
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{number}",
        "state": state,
        "status": None,
        "attempts": 0,
        "latency_ms": None,
        "reason": None,
        "receipts": receipts,
    }
    return DeliveryRow(**fields | given)


def accepted(number: int = 0, *events: str, **given: Any) -> DeliveryRow:
    """A delivery that was accepted in 41 ms, with the device's `events`."""
    fields = {"status": 201, "attempts": 1, "latency_ms": 41, "events": events}
    return delivery(number, DeliveryState.ACCEPTED, **fields | given)


def rejected(number: int = 0, **given: Any) -> DeliveryRow:
    """A delivery that Apple refused."""
    fields = {
        "status": 403,
        "attempts": 1,
        "latency_ms": 299,
        "device": "Support MacBook",
        "push_service": "apple",
        "endpoint": "https://web.push.apple.com/QGzi0123456789kU8",
        "reason": "Apple refuses the VAPID token. (Apple answered 403: BadJwtToken.)",
    }
    return delivery(number, DeliveryState.REJECTED, **fields | given)


def campaign(
    identifier: str = "c1", state: CampaignState = CampaignState.SENDING, **given: Any
) -> CampaignRow:
    """A campaign that started at MOMENT; `counts` as keywords of Counts."""
    counts = given.pop("counts", {"pending": 3})
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Your parcel is on its way",
        "state": state,
        "created_at": MOMENT,
        "started_at": MOMENT,
        "run_started_at": MOMENT,
        "finished_at": None,
        "message": {"title": "Your parcel is on its way", "body": "It arrives today."},
        "audience": ("all",),
        "counts": Counts(**counts),
    }
    return CampaignRow(**fields | given)


def device(
    identifier: str = "s1",
    name: str = "Studio iMac",
    state: SubscriptionState = SubscriptionState.ACTIVE,
    tags: tuple[str, ...] = ("qa",),
    **given: Any,
) -> Subscription:
    """A device that came with Firefox on Linux."""
    fields: dict[str, Any] = {
        "endpoint": f"https://updates.push.services.mozilla.com/wpush/v2/{identifier}",
        "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "auth": "tBHItJI5svbpez7KI4CCXg",
        "vapid_public_key": "BKey",
        "push_service": "mozilla",
        "user": "",
        "device": {"userAgent": FIREFOX, "platform": "Linux x86_64"},
        "created_at": MOMENT - timedelta(days=3),
        "last_seen_at": MOMENT,
        "state_since": MOMENT - timedelta(days=3),
    }
    rows = [SubscriptionTag(subscription_id=identifier, tag=tag) for tag in tags]
    return Subscription(id=identifier, name=name, state=state, tag_rows=rows, **fields | given)
