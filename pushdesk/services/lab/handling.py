"""A message as a virtual device handles it, in the database: waiting, put up, reported to the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, insert, select, update

from pushdesk.model import clock
from pushdesk.model.errors import NotFound
from pushdesk.model.lab import (
    AgentKind,
    CaughtState,
    LabAgent,
    LabChannel,
    LabMessage,
    LabNotification,
    LabReceipt,
)
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.services.lab.worker_rules import Identity, Showing
from pushdesk.services.store import caught, caught_bulk
from pushdesk.services.store.caught import Outcome

# A receipt that the desk did not take for a day is dropped: the campaign it belongs to is history.
RECEIPT_LIFE = timedelta(days=1)


@dataclass(frozen=True)
class Handled:
    """What a device made of one message. `showing` is None where it could not decrypt.

    `stored` says that the message was in the store, so that one withdrawn meanwhile is not shown. `code` is
    the machine word of an `error`.
    """

    message_id: str
    stored: bool
    agent_id: str
    received_at: datetime
    showing: Showing | None
    error: str = ""
    payload: str | None = None
    code: str = ""

    @property
    def identity(self) -> Identity | None:
        """The delivery it belongs to, if the message named one."""
        return self.showing.identity if self.showing else None


def due(session: Session, now: datetime, limit: int) -> list[tuple[LabMessage, LabAgent]]:
    """The oldest messages that wait for connected virtual devices, each with its device."""
    statement = (
        select(LabMessage, LabAgent)
        .join(LabChannel, col(LabMessage.token) == col(LabChannel.token))
        .join(LabAgent)
        .where(
            LabAgent.kind == AgentKind.VIRTUAL,
            col(LabAgent.away).is_(False),
            col(LabChannel.ended_at).is_(None),
            LabMessage.expires_at > now,
        )
        .order_by(col(LabMessage.stored_at), col(LabMessage.id))
        .limit(limit)
    )
    return [(message, agent) for message, agent in session.exec(statement)]


def put_up(session: Session, handled: Sequence[Handled]) -> int:
    """Acknowledge messages: delete them, keep what was put up, queue the receipts; all or nothing.

    Returns how many receipts were queued. A delivery that the device has shown before replaces its
    notification unseen: counted, no receipts.
    """
    here = _still_here(session, [item.message_id for item in handled if item.stored])
    known = _shown_before(session, {item.identity.delivery for item in handled if item.identity})
    fresh: dict[str, dict[str, Any]] = {}
    receipts: list[dict[str, Any]] = []
    became: dict[str, list[Outcome]] = {}
    for item in handled:
        if item.stored and item.message_id not in here:
            continue
        became[item.message_id] = device_outcomes(item)
        place = (item.agent_id, item.identity.delivery) if item.identity else None
        if place in known:
            _count_copy(session, known[place], fresh)
            became[item.message_id] = [_copy(item)]
            continue
        fresh[item.message_id] = _notification(item)
        if item.identity and place:
            known[place] = item.message_id
            receipts += _receipts(item, item.identity)
    _insert(session, LabNotification, list(fresh.values()))
    _insert(session, LabReceipt, receipts)
    if here:
        session.connection().execute(delete(LabMessage).where(col(LabMessage.id).in_(here)))
    caught_bulk.finish(session, became)
    return len(receipts)


def device_outcomes(item: Handled) -> list[Outcome]:
    """What the catch says of a message that a device has handled."""
    at = item.received_at
    if item.showing is None:
        words = item.error.removeprefix("Could not decrypt: ")
        reason = words[:1].upper() + words[1:]
        return [Outcome("undecryptable", at, CaughtState.UNDECRYPTABLE, item.code, reason)]
    title = item.showing.title
    received = Outcome("received", at, CaughtState.DELIVERED, title=title, payload=item.payload)
    if item.error:
        more = {"error": item.error}
        return [received, Outcome("failed", at, CaughtState.FAILED, item.code, item.error, more=more)]
    return [received, Outcome("shown", at, CaughtState.SHOWN)]


def _copy(item: Handled) -> Outcome:
    words = "The device had shown this delivery before: the copy replaced it unseen."
    title = item.showing.title if item.showing else ""
    return Outcome("copy", item.received_at, CaughtState.DELIVERED, "copy", words, title, item.payload)


def _count_copy(session: Session, notification_id: str, fresh: dict[str, dict[str, Any]]) -> None:
    """Count a duplicate, of a stored notification or of one that this very batch puts up."""
    if notification_id in fresh:
        fresh[notification_id]["silent_copies"] += 1
        return
    session.connection().execute(
        update(LabNotification)
        .where(col(LabNotification.id) == notification_id)
        .values(silent_copies=LabNotification.silent_copies + 1)
    )


def _still_here(session: Session, message_ids: Sequence[str]) -> set[str]:
    if not message_ids:
        return set()
    return set(session.exec(select(LabMessage.id).where(col(LabMessage.id).in_(message_ids))))


def _shown_before(session: Session, deliveries: Iterable[str]) -> dict[tuple[str, str] | None, str]:
    """(agent, delivery) → the notification's id."""
    statement = select(LabNotification.agent_id, LabNotification.delivery, LabNotification.id).where(
        col(LabNotification.delivery).in_(list(deliveries))
    )
    return {(agent, delivery or ""): identifier for agent, delivery, identifier in session.exec(statement)}


def _notification(item: Handled) -> dict[str, Any]:
    return {
        "id": item.message_id,
        "agent_id": item.agent_id,
        "delivery": item.identity.delivery if item.identity else None,
        "title": item.showing.title if item.showing else "",
        "options": item.showing.options if item.showing else {},
        "shown": item.showing is not None,
        "error": item.error,
        "shown_at": item.received_at,
        "silent_copies": 0,
    }


def _receipts(item: Handled, identity: Identity) -> list[dict[str, Any]]:
    last = ReceiptEvent.FAILED if item.error else ReceiptEvent.SHOWN
    more = {"error": item.error} if item.error else {}
    return [
        receipt(item.agent_id, identity, ReceiptEvent.RECEIVED, item.received_at),
        receipt(item.agent_id, identity, last, item.received_at, more),
    ]


def receipt(
    agent_id: str, identity: Identity, event: ReceiptEvent, at: datetime, more: dict[str, str] | None = None
) -> dict[str, Any]:
    """The columns of a LabReceipt; its body is what the desk gets."""
    body = {"delivery": identity.delivery, "token": identity.token, "event": event.value, "at": clock.iso(at)}
    return {
        "agent_id": agent_id,
        "delivery": identity.delivery,
        "body": body | (more or {}),
        "created_at": at,
    }


def report(
    session: Session, notification_id: str, event: ReceiptEvent, at: datetime, more: dict[str, str]
) -> None:
    """Queue what a person did to a notification; one without a delivery has nobody to tell.

    Raises NotFound where no device shows it.
    """
    row = session.get(LabNotification, notification_id)
    if row is None or not row.shown:
        raise NotFound("No virtual device shows that notification.")
    state = caught.STATES[event]
    caught.record(session, {row.id: [Outcome(event.value, at, state, more=more)]}, row.agent_id)
    delivery = row.options["data"]["pushdesk"].get("delivery")
    if delivery:
        identity = Identity(delivery["id"], delivery["token"])
        _insert(session, LabReceipt, [receipt(row.agent_id, identity, event, at, more)])


def _insert(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def outbox(session: Session, limit: int) -> list[LabReceipt]:
    """The oldest receipts that the desk has not taken."""
    return list(session.exec(select(LabReceipt).order_by(col(LabReceipt.id)).limit(limit)))


def taken(session: Session, receipt_ids: Sequence[int]) -> None:
    """Take receipts out of the outbox."""
    session.connection().execute(delete(LabReceipt).where(col(LabReceipt.id).in_(receipt_ids)))


def purge_receipts(session: Session, now: datetime) -> None:
    """Drop receipts that waited too long."""
    session.connection().execute(delete(LabReceipt).where(col(LabReceipt.created_at) <= now - RECEIPT_LIFE))
