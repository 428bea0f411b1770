"""What is shown of caught messages, read without their bodies. Functions of a session."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.model.views import CaughtRow

_SHOWN = (
    "number", "at", "device", "agent_id", "title", "size", "ttl", "urgency", "topic", "status", "state",
    "code", "reason", "fault", "events", "sender_key",
)  # fmt: skip
# The first of these is a device's word; the lab's own are not.
_DEVICE_EVENTS = frozenset({"delivered", "undecryptable", "received", "shown", "clicked", "closed", "failed"})


def changed(session: Session, after: int, until: int) -> list[CaughtRow]:
    """The rows that changed in these revisions, in the order of their numbers."""
    statement = (
        _select().where(col(LabCaught.revision) > after, col(LabCaught.revision) <= until).order_by(_NUMBER)
    )
    return [_row(*found) for found in session.connection().execute(statement)]


def newest(session: Session, limit: int, before: int | None) -> list[CaughtRow]:
    """The newest rows, those with a smaller number than `before` where it is given, newest first."""
    statement = _select().order_by(_NUMBER.desc()).limit(limit)
    if before is not None:
        statement = statement.where(before > _NUMBER)
    return [_row(*found) for found in session.connection().execute(statement)]


def row_of(caught: LabCaught) -> CaughtRow:
    """What is shown of a whole record."""
    return _row(*(getattr(caught, name) for name in _SHOWN))


_NUMBER = col(LabCaught.number)


def _select() -> Any:
    return select(*(getattr(LabCaught, name) for name in _SHOWN))


def _row(
    number: int,
    at: datetime,
    device: str,
    agent_id: str | None,
    title: str,
    size: int,
    ttl: int | None,
    urgency: str | None,
    topic: str | None,
    status: int,
    state: CaughtState,
    code: str,
    reason: str,
    fault: str | None,
    events: list[dict[str, str]],
    sender_key: str | None,
) -> CaughtRow:
    return CaughtRow(
        number, at, device, agent_id, title, size, ttl, urgency, topic, status, state, code, reason, fault,
        action=next((event.get("action", "") for event in events if event["event"] == "clicked"), ""),
        push_ms=_push_ms(at, events), sender_key=sender_key,
    )  # fmt: skip


def _push_ms(at: datetime, events: list[dict[str, str]]) -> int | None:
    first = next((event["at"] for event in events if event["event"] in _DEVICE_EVENTS), None)
    if first is None:
        return None
    return max(0, round((datetime.fromisoformat(first) - at).total_seconds() * 1000))
