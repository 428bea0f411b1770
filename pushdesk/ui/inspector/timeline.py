"""A delivery's life in order: queued, each attempt and its answer, each receipt. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pushdesk.model.campaign import Attempt
from pushdesk.model.receipt import Receipt, ReceiptEvent
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.campaigns.delivery_view import host_of
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

_EVENTS = {
    ReceiptEvent.RECEIVED: ("The device received it", Role.INFO),
    ReceiptEvent.SHOWN: ("The device showed it", Role.OK),
    ReceiptEvent.CLICKED: ("Clicked", Role.OK),
    ReceiptEvent.CLOSED: ("Closed", Role.NEUTRAL),
    ReceiptEvent.FAILED: ("The device could not show it", Role.BAD),
}
# A stored attempt's timings in the order a request reaches them.
_STEPS = {"name": "name", "connected": "connected", "secured": "TLS", "firstByte": "first byte"}
# When, words, colour, detail.
_Found = tuple[datetime, str, Role, str]


@dataclass(frozen=True)
class Event:
    """One line: `mark` is the time of day for the first, “+ 48 ms” for those after it.

    `detail` is how long each step of the request took to be reached; empty where nobody measured.
    """

    at: datetime
    mark: str
    words: str
    role: Role
    detail: str = ""


def timeline(queued: datetime, row: DeliveryRow, attempts: Sequence[Attempt]) -> list[Event]:
    """The events of `row`, whose campaign was written at `queued`, by time."""
    found = [(queued, "Queued", Role.NEUTRAL, "")]
    for attempt in attempts:
        found += _attempt(row, attempt)
    found += [_receipt(receipt, queued) for receipt in row.receipts]
    found.sort(key=lambda event: event[0])
    return [
        Event(at, humane.time_of_day(at) if number == 0 else since(queued, at), words, role, detail)
        for number, (at, words, role, detail) in enumerate(found)
    ]


def since(start: datetime, at: datetime) -> str:
    """“+ 3 ms”, “+ 1.2 s”, “+ 4 min”."""
    return f"+ {humane.latency(round((at - start) / timedelta(milliseconds=1)))}"


def steps(timings: Mapping[str, float] | None) -> str:
    """“name 1 ms · connected 3 ms · TLS 12 ms · first byte 31 ms”, milliseconds since the request's start.

    Only what was reached: libcurl leaves the rest at 0, as it does TLS where there is none.
    """
    reached = [(word, timings[key]) for key, word in _STEPS.items() if timings and timings.get(key)]
    # A line may break between two steps, not within one.
    return " · ".join(f"{word} {_since_start(at)}".replace(" ", "\N{NO-BREAK SPACE}") for word, at in reached)


def _since_start(milliseconds: float) -> str:
    return humane.latency(round(milliseconds)) if milliseconds >= 1 else "under 1 ms"


def _attempt(row: DeliveryRow, attempt: Attempt) -> list[_Found]:
    host = host_of(row.endpoint, row.push_service)
    answered = attempt.started_at + timedelta(milliseconds=attempt.latency_ms)
    detail = steps(attempt.timings)
    if attempt.status is None:
        answer = (answered, attempt.reason or "No answer", Role.WARN, detail)
    else:
        answer = (answered, f"{attempt.status} from {host}", status_role(attempt.status), detail)
    number = f"Attempt {attempt.number}: " if attempt.number > 1 else ""
    size = f"{number}encrypted, {humane.counted(attempt.body_bytes, 'byte', 'bytes')}"
    return [(attempt.started_at, size[:1].upper() + size[1:], Role.INFO, ""), answer]


def status_role(status: int) -> Role:
    """The colour of an answer: taken, try again, refused."""
    if status < 300:
        return Role.OK
    return Role.WARN if status in {406, 408, 425, 429} or status >= 500 else Role.BAD


def _receipt(receipt: Receipt, queued: datetime) -> _Found:
    words, role = _EVENTS[receipt.event]
    details = [f"“{receipt.action}”" if receipt.action else "", receipt.error]
    # A device whose clock is behind cannot have shown it before it was sent: then our clock counts.
    at = receipt.at if receipt.at >= queued else max(receipt.stored_at, queued)
    return at, ": ".join([words, *filter(None, details)]), role, ""
