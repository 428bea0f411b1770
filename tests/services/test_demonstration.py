"""When the demonstration may call itself a success."""

from datetime import UTC, datetime

import pytest

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.views import CampaignRow, Counts, DeliveryRow
from pushdesk.services.demonstration import Performance

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _row(device: str, *events: ReceiptEvent) -> DeliveryRow:
    receipts = tuple(Receipt(delivery_id=device, event=event, at=NOW) for event in events)
    state = DeliveryState.ACCEPTED
    return DeliveryRow(device, "c", device, 0, device, "lab", "http://x", state, 201, 1, 5, None, receipts)


@pytest.mark.parametrize(
    ("silent", "succeeded"),
    [((ReceiptEvent.RECEIVED, ReceiptEvent.SHOWN), True), ((ReceiptEvent.RECEIVED,), False), ((), False)],
)
def test_every_healthy_device_has_to_show_the_message(
    silent: tuple[ReceiptEvent, ...], succeeded: bool
) -> None:
    campaign = CampaignRow("c", "t", CampaignState.FINISHED, NOW, NOW, NOW, {}, (), Counts())
    rows = (_row("a", ReceiptEvent.SHOWN), _row("b", *silent), _row("away"))
    assert Performance(campaign, rows, frozenset({"a", "b"})).succeeded is succeeded
