"""The live table's columns, and its model: one line a delivery, updated in batches."""

from PySide6.QtCore import QObject

from pushdesk.model.campaign import DeliveryState, Said
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.campaigns.delivery_view import delivery_view, host_of
from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.ordering import natural, number_or_last
from pushdesk.ui.theme.chips import Chip, chip_for
from pushdesk.ui.widgets import humane

# The worst first: whoever sorts by status looks for what went wrong.
_WORST_FIRST = (
    Said.REJECTED,
    Said.FAILED,
    Said.GONE,
    Said.NOT_SHOWN,
    Said.RETRYING,
    Said.CANCELLED,
    Said.PENDING,
    Said.SENDING,
    Said.ACCEPTED,
    Said.RECEIVED,
    Said.SHOWN,
    Said.CLOSED,
    Said.CLICKED,
)
_RANK = {said: rank for rank, said in enumerate(_WORST_FIRST)}
_EVENTS = (ReceiptEvent.CLICKED, ReceiptEvent.CLOSED, ReceiptEvent.SHOWN, ReceiptEvent.RECEIVED)


def device_says(row: DeliveryRow) -> str:
    """The loudest receipt in a few words: “clicked “Track”, 14:02:13”, “could not show it: …”."""
    heard = {receipt.event: receipt for receipt in row.receipts}
    if (failed := heard.get(ReceiptEvent.FAILED)) and ReceiptEvent.SHOWN not in heard:
        return f"could not show it: {failed.error}" if failed.error else "could not show it"
    loudest = next((heard[event] for event in _EVENTS if event in heard), None)
    return humane.NO_VALUE if loudest is None else f"{_event(loudest)}, {humane.time_of_day(loudest.at)}"


def receipts_in_full(row: DeliveryRow) -> str:
    """Every receipt with its exact time by the device's clock, one a line."""
    return "\n".join(f"{_event(receipt)} {humane.exact(receipt.at)}" for receipt in row.receipts)


def status_chip(row: DeliveryRow) -> Chip:
    """What a row says, in its colour."""
    return chip_for(row.said)


def _event(receipt: Receipt) -> str:
    return f"{receipt.event.value} “{receipt.action}”" if receipt.action else receipt.event.value


def _status_hover(row: DeliveryRow) -> str:
    if row.reason:
        return row.reason
    return _STATE_HOVERS.get(row.state, "")


_STATE_HOVERS = {
    DeliveryState.PENDING: "Not sent yet.",
    DeliveryState.SENDING: "The request is on its way; the answer is awaited.",
    DeliveryState.ACCEPTED: "The push service took it. Whether a device showed it, only the device can say.",
}
_NO_ANSWER = -1

COLUMNS = (
    Column[DeliveryRow](
        "Device",
        lambda row: row.device,
        lambda row: natural(row.device),
        width=178,
        narrowest=110,
    ),
    Column[DeliveryRow](
        "Push service",
        lambda row: host_of(row.endpoint, row.push_service),
        lambda row: host_of(row.endpoint, row.push_service),
        width=186,
        narrowest=64,
        hover=lambda row: row.endpoint,
        raw=lambda row: row.endpoint,
    ),
    Column[DeliveryRow](
        "Status",
        lambda row: row.said.value,
        lambda row: _RANK[row.said],
        width=104,
        chip=status_chip,
        hover=_status_hover,
    ),
    Column[DeliveryRow](
        "Code",
        lambda row: humane.NO_VALUE if row.status is None else str(row.status),
        lambda row: _NO_ANSWER if row.status is None else row.status,
        width=52,
        mono=True,
    ),
    Column[DeliveryRow](
        "Tries",
        lambda row: str(row.attempts),
        lambda row: row.attempts,
        width=48,
        mono=True,
    ),
    Column[DeliveryRow](
        "Latency",
        lambda row: humane.latency(row.latency_ms),
        lambda row: number_or_last(row.latency_ms),
        width=74,
        mono=True,
        hover=lambda row: "" if row.latency_ms is None else f"{row.latency_ms} ms",
        raw=lambda row: "" if row.latency_ms is None else str(row.latency_ms),
    ),
    Column[DeliveryRow](
        "Device says",
        device_says,
        device_says,
        width=120,
        narrowest=90,
        hover=receipts_in_full,
        raw=receipts_in_full,
    ),
)


class DeliveryModel(LiveTableModel[DeliveryRow]):
    """The deliveries of one campaign."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(delivery_view(), COLUMNS, parent)
