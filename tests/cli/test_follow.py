"""What `--wait` waits for, and the progress bar's place."""

from datetime import UTC, datetime

import pytest

from pushdesk.cli.follow import is_met
from pushdesk.model.campaign import DeliveryState
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.views import DeliveryRow

R = ReceiptEvent


def delivery(state: DeliveryState, *heard: ReceiptEvent) -> DeliveryRow:
    """A row in `state` of which the device reported `heard`."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    receipts = tuple(Receipt(delivery_id="d", event=event, at=moment) for event in heard)
    return DeliveryRow(
        "d", "c", "s", 0, "Phone", "lab", "https://a.example/", state, 201, 1, 5, None, receipts
    )


@pytest.mark.parametrize(
    ("event", "heard", "met"),
    [
        (R.SHOWN, [], False),
        (R.SHOWN, [R.RECEIVED], False),
        (R.SHOWN, [R.FAILED], False),
        (R.SHOWN, [R.RECEIVED, R.SHOWN], True),
        (R.SHOWN, [R.CLICKED], True),
        (R.SHOWN, [R.CLOSED], True),
        (R.RECEIVED, [R.SHOWN], True),
        (R.CLICKED, [R.SHOWN, R.CLOSED], False),
        (R.CLICKED, [R.CLICKED], True),
    ],
)
def test_an_accepted_delivery_is_waited_for_until_the_device_said_so_or_more(
    event: ReceiptEvent, heard: list[ReceiptEvent], met: bool
) -> None:
    assert is_met(delivery(DeliveryState.ACCEPTED, *heard), event) is met


@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not DeliveryState.ACCEPTED])
def test_a_delivery_that_was_not_accepted_is_not_waited_for(state: DeliveryState) -> None:
    assert is_met(delivery(state), ReceiptEvent.SHOWN)
