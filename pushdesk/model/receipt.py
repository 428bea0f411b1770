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
    try:
        at = datetime.fromisoformat(texts["at"]) if texts["at"] else clock.now()
    except ValueError:
        raise BadInput("A receipt's “at” must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.") from None
    if at.tzinfo is None:
        raise BadInput("A receipt's “at” must name its time zone, such as 2026-01-31T12:00:00Z.")
    if not 1 < at.year < 9999:
        # At the calendar's ends another time zone, or rounding, makes a moment that Python cannot hold.
        raise BadInput("A receipt's “at” must be a time that can have been: set the device's clock.")
    return ReceiptReport(
        texts["delivery"], texts["token"], event, texts["action"][:200], texts["error"][:2000], at
    )
