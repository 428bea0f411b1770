"""Rows as the contract writes them."""

from datetime import UTC, datetime

from pushdesk.model.campaign import CampaignState, DeliveryState, Said
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.views import CampaignRow, Changes, Counts, DeliveryRow

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_counts_add_up() -> None:
    counts = Counts(1, 2, 4, 8, 16, 32, 64, 128, shown=3, clicked=2)
    assert counts.open == 1 + 2 + 8
    assert counts.ended == 4 + 16 + 32 + 64 + 128
    assert counts.total == 255


def test_a_campaign_has_the_contracts_shape() -> None:
    row = CampaignRow(
        "c1", "Hi", CampaignState.PAUSED, AT, AT, None, {"title": "Hi"}, ("all",), Counts(shown=1), resent=4
    )
    assert row.document() == {
        "id": "c1",
        "title": "Hi",
        "state": "paused",
        "createdAt": "2026-01-31T12:00:00.000Z",
        "counts": {
            "pending": 0,
            "sending": 0,
            "accepted": 0,
            "retrying": 0,
            "gone": 0,
            "rejected": 0,
            "failed": 0,
            "cancelled": 0,
            "shown": 1,
            "clicked": 0,
        },
        "resent": 4,
        "scheduledAt": None,
    }


def test_a_delivery_has_the_contracts_shape_and_says_the_devices_word() -> None:
    shown = Receipt(delivery_id="d1", event=ReceiptEvent.SHOWN, at=AT)
    row = DeliveryRow(
        id="d1",
        campaign_id="c1",
        subscription_id="s1",
        position=0,
        device="Phone",
        push_service="lab",
        endpoint="https://push.example/a",
        state=DeliveryState.ACCEPTED,
        status=201,
        attempts=1,
        latency_ms=12,
        reason=None,
        receipts=(shown,),
    )
    assert row.said is Said.SHOWN
    assert row.heard == {ReceiptEvent.SHOWN}
    assert row.document() == {
        "id": "d1",
        "subscription": "s1",
        "endpoint": "https://push.example/a",
        "state": "accepted",
        "status": 201,
        "attempts": 1,
        "latencyMs": 12,
        "reason": None,
        "receipts": [{"event": "shown", "action": None, "at": "2026-01-31T12:00:00.000Z"}],
    }


def test_a_batch_without_rows_is_nothing() -> None:
    assert not Changes(5)
    row = CampaignRow("c1", "Hi", CampaignState.PAUSED, AT, None, None, {}, (), Counts())
    assert Changes(5, campaigns=(row,))
