"""The live table apart from any widget: groups of deliveries, their numbers, and what a filter shows."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from urllib.parse import urlsplit

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.subscription import LAB_PUSH_SERVICE
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.tables.view import LiveView


class Group(StrEnum):
    """What the filter chips name. A delivery can be in several: clicked, shown and accepted."""

    WAITING = "waiting"
    RETRYING = "retrying"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    SHOWN = "shown"
    CLICKED = "clicked"
    GONE = "gone"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


_BY_STATE = {
    DeliveryState.PENDING: Group.WAITING,
    DeliveryState.SENDING: Group.WAITING,
    DeliveryState.RETRYING: Group.RETRYING,
    DeliveryState.ACCEPTED: Group.ACCEPTED,
    DeliveryState.GONE: Group.GONE,
    DeliveryState.REJECTED: Group.REJECTED,
    DeliveryState.FAILED: Group.FAILED,
    DeliveryState.CANCELLED: Group.CANCELLED,
}


def groups_of(row: DeliveryRow) -> list[str]:
    """The groups that count this delivery; unconfirmed is accepted and not heard to be shown."""
    heard = row.heard
    found: list[str] = [_BY_STATE[row.state]]
    if ReceiptEvent.SHOWN in heard:
        found.append(Group.SHOWN)
    elif row.state is DeliveryState.ACCEPTED:
        found.append(Group.UNCONFIRMED)
    if ReceiptEvent.CLICKED in heard:
        found.append(Group.CLICKED)
    return found


@lru_cache(maxsize=65536)
def host_of(endpoint: str, push_service: str) -> str:
    """The host a delivery goes to, as the table names it: `fcm.googleapis.com`, `localhost (lab)`."""
    host = urlsplit(endpoint).hostname or ""
    return f"{host} (lab)" if push_service == LAB_PUSH_SERVICE else host


@dataclass(frozen=True)
class DeliveryFilter:
    """What is shown: one group (None is all), and every word of `text` in the device's name or the host."""

    group: Group | None = None
    text: str = ""

    def __call__(self, row: DeliveryRow) -> bool:
        if self.group is not None and self.group not in groups_of(row):
            return False
        words = self.text.casefold().split()
        if not words:
            return True
        searched = f"{row.device} {host_of(row.endpoint, row.push_service)} {row.id}".casefold()
        return all(word in searched for word in words)


def delivery_view() -> LiveView[DeliveryRow]:
    """An empty view of one campaign's deliveries, in the audience's order."""
    return LiveView[DeliveryRow](attrgetter("id"), groups_of)
