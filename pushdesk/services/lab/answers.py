"""What a sender was answered, as the catch keeps it: headers, body, how. `Date` and the like are HTTP's."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pushdesk.model.lab import LabCaught
from pushdesk.services.lab.faults import Answering, Fault

# A fault of the user's own may say up to fault_reading.LONGEST_BODY: of that, the beginning.
LONGEST_KEPT = 4096


class How(StrEnum):
    """whole: at once. late: after a while. dripped: byte by byte. reset: half of it. dropped: none of it."""

    WHOLE = "whole"
    LATE = "late"
    DRIPPED = "dripped"
    RESET = "reset"
    DROPPED = "dropped"


_HOW = {
    Answering.SILENT: How.WHOLE,
    Answering.STATUS: How.WHOLE,
    Answering.DELAY: How.LATE,
    Answering.DRIP: How.DRIPPED,
    Answering.RESET: How.RESET,
    Answering.DROP: How.DROPPED,
}


def accepted(origin: str, message_id: str, ttl: int) -> dict[str, str]:
    """The headers of a 201 (RFC 8030 sections 5 and 5.2); `origin` is the lab's as the request reached it."""
    return {"Location": f"{origin}/message/{message_id}", "TTL": str(ttl)}


def kept(headers: Mapping[str, str], body: str = "", how: How = How.WHOLE) -> dict[str, Any]:
    """`answer` of a LabCaught."""
    return {"headers": dict(headers), "body": body[:LONGEST_KEPT], "how": how.value}


def of_fault(fault: Fault, taken: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """`answer` of a message that meets a fault; `taken` are the headers that it gets without one."""
    how = _HOW[fault.answer]
    match fault.answer:
        case Answering.SILENT | Answering.DELAY:
            return kept(taken, how=how)
        case Answering.DROP:
            return kept({}, how=how)
        case Answering.RESET:
            return kept(fault.head(now), half(fault).decode("utf-8", "ignore"), how)
    return kept(fault.head(now), fault.body, how)


def document(message: LabCaught) -> dict[str, Any] | None:
    """The JSON shape; None where it is not known."""
    return None if message.answer is None else {"status": message.status, **message.answer}


def half(fault: Fault) -> bytes:
    """As much of an answer's body as comes before the reset."""
    body = whole(fault)
    return body[: len(body) // 2]


def whole(fault: Fault) -> bytes:
    """The body that an answer announces; one that is to be reset has one in any case."""
    return fault.body.encode() or (b"\n" * 64 if fault.answer is Answering.RESET else b"")
