"""Receipt: what a device reports back of one delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from pushdesk.model import clock, json_text
from pushdesk.model.columns import words
from pushdesk.model.errors import BadInput

# No push carries more (RFC 8291 section 4).
LONGEST_PAYLOAD = 4096


class ReceiptEvent(StrEnum):
    """received (the worker woke), shown, clicked, closed, failed (the worker could not show it)."""

    RECEIVED = "received"
    SHOWN = "shown"
    CLICKED = "clicked"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True)
class ReceiptReport:
    """A receipt as it came in, checked. `at` is the device's own clock."""

    delivery: str
    token: str
    event: ReceiptEvent
    action: str
    error: str
    at: datetime


@dataclass(frozen=True)
class SeenReport:
    """What a worker reports of a message that carries no delivery of the desk's.

    `id` is the worker's own name for the message; `payload` its text, None where the browser keeps it.
    """

    endpoint: str
    id: str
    event: ReceiptEvent
    at: datetime
    title: str = ""
    payload: str | None = None
    action: str = ""
    error: str = ""


class Receipt(SQLModel, table=True):
    """A stored receipt; the same event with the same action is kept once."""

    __table_args__ = (UniqueConstraint("delivery_id", "event", "action"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str = Field(foreign_key="delivery.id", index=True, ondelete="CASCADE")
    event: ReceiptEvent = Field(sa_type=words(ReceiptEvent))
    action: str = ""
    error: str = ""
    at: datetime = Field(sa_type=clock.Moment)
    stored_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)

    def document(self) -> dict[str, Any]:
        """The contract's JSON shape; a failed one says its error, too."""
        shape = {"event": self.event.value, "action": self.action or None, "at": clock.iso(self.at)}
        return shape | ({"error": self.error} if self.error else {})


def parse_receipt(document: object) -> ReceiptReport:
    """The body of `POST /api/push/receipts`; raises BadInput."""
    if not isinstance(document, Mapping):
        raise BadInput("A receipt must be a JSON object.")
    json_text.check(dict(document), "A receipt")
    try:
        event = ReceiptEvent(str(document.get("event")))
    except ValueError:
        raise BadInput(f"A receipt's event must be one of {', '.join(ReceiptEvent)}.") from None
    texts = {name: document.get(name) or "" for name in ("delivery", "token", "action", "error", "at")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadInput("A receipt's delivery, token, action, error and at must be text.")
    if not texts["delivery"] or not texts["token"]:
        raise BadInput("A receipt needs the delivery's id and its token.")
    at = _moment(texts["at"])
    return ReceiptReport(
        texts["delivery"], texts["token"], event, texts["action"][:200], texts["error"][:2000], at
    )


def _moment(text: str) -> datetime:
    """A device's own time; now where it names none."""
    try:
        at = datetime.fromisoformat(text) if text else clock.now()
    except ValueError:
        raise BadInput("A receipt's “at” must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.") from None
    if at.tzinfo is None:
        raise BadInput("A receipt's “at” must name its time zone, such as 2026-01-31T12:00:00Z.")
    if not 1 < at.year < 9999:
        # At the calendar's ends another time zone, or rounding, makes a moment that Python cannot hold.
        raise BadInput("A receipt's “at” must be a time that can have been: set the device's clock.")
    return at


def parse_seen(document: object) -> SeenReport:
    """The body of `POST /api/push/seen`; raises BadInput."""
    if not isinstance(document, Mapping):
        raise BadInput("A report must be a JSON object.")
    json_text.check(dict(document), "A report")
    try:
        event = ReceiptEvent(str(document.get("event")))
    except ValueError:
        raise BadInput(f"A report's event must be one of {', '.join(ReceiptEvent)}.") from None
    names = ("endpoint", "id", "title", "action", "error", "at")
    texts = {name: document.get(name) or "" for name in names}
    payload = document.get("payload")
    if not all(isinstance(text, str) for text in (*texts.values(), payload or "")):
        raise BadInput("A report's endpoint, id, title, payload, action, error and at must be text.")
    if not texts["endpoint"] or not texts["id"]:
        raise BadInput("A report needs the device's endpoint and an id of its own.")
    return SeenReport(
        endpoint=texts["endpoint"],
        id=texts["id"][:200],
        event=event,
        at=_moment(texts["at"]),
        title=texts["title"][:500],
        payload=None if payload is None else payload[:LONGEST_PAYLOAD],
        action=texts["action"][:200],
        error=texts["error"][:2000],
    )
