"""Caught messages in the database: read, changed by what became of them, cleared. Functions of a session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select, update

from pushdesk.model import clock
from pushdesk.model.errors import NotFound
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.model.receipt import ReceiptEvent, ReceiptReport, SeenReport
from pushdesk.services.store.revision import next_revision

# What aes128gcm adds to a payload: header 86, delimiter 1, tag 16 (facts: push-services.md, Overhead).
OVERHEAD = 103
# A worker reports at once: further back than so many of its messages, nothing fits.
_LOOKED_AT = 500
# So far apart are a browser's acknowledgement and the moment its worker got the message, at most: the two are
# one step of the browser.
_ONE_STEP = timedelta(seconds=10)
# SQLite takes 32,766 variables in a statement, older builds 999.
_VARIABLES = 500
# A device's word is never taken back by an earlier one that comes late.
_RANKS = {
    CaughtState.WAITING: 0,
    CaughtState.DROPPED: 0,
    CaughtState.DELIVERED: 1,
    CaughtState.UNDECRYPTABLE: 2,
    CaughtState.SHOWN: 2,
    CaughtState.FAILED: 2,
    CaughtState.CLOSED: 3,
    CaughtState.CLICKED: 4,
    CaughtState.REFUSED: 5,
}
STATES = {
    ReceiptEvent.RECEIVED: CaughtState.DELIVERED,
    ReceiptEvent.SHOWN: CaughtState.SHOWN,
    ReceiptEvent.CLICKED: CaughtState.CLICKED,
    ReceiptEvent.CLOSED: CaughtState.CLOSED,
    ReceiptEvent.FAILED: CaughtState.FAILED,
}


@dataclass(frozen=True)
class Outcome:
    """What became of a message. `title` and `payload` where they are known now; `more`: action, error."""

    event: str
    at: datetime
    state: CaughtState
    code: str = ""
    reason: str = ""
    title: str | None = None
    payload: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    def entry(self) -> dict[str, str]:
        """Its line in `events`."""
        return {"event": self.event, "at": clock.iso(self.at), **self.more}


def record(session: Session, outcomes: Mapping[str, Sequence[Outcome]], agent_id: str | None = None) -> None:
    """By message id: what became of messages, in order; only those of `agent_id` where it is given."""
    wanted, changed = list(outcomes), list[dict[str, Any]]()
    for start in range(0, len(wanted), _VARIABLES):
        statement = _select().where(col(LabCaught.message_id).in_(wanted[start : start + _VARIABLES]))
        if agent_id is not None:
            statement = statement.where(col(LabCaught.agent_id) == agent_id)
        for row in session.connection().execute(statement):
            changed += _applied(row, outcomes[row.message_id])
    _store(session, changed)


def unheard(session: Session, before: datetime) -> list[str]:
    """Messages with TTL 0 that came before then, and of which no device said a word: nobody has them now."""
    statement = select(LabCaught.message_id).where(
        LabCaught.state == CaughtState.WAITING, LabCaught.ttl == 0, LabCaught.at < before
    )
    return [message_id for message_id in session.exec(statement) if message_id]


def see(session: Session, token: str, report: SeenReport) -> bool:
    """What a browser's worker reported of a message of somebody else's; whether there was one to fit.

    A report names no message that the lab knows. Workers report in the order of their push events, so the
    first word of one goes to the oldest message of its subscription that no worker spoke of: whose size fits
    and which the browser had at that time, or else whose size fits, or else simply to the oldest.
    """
    statement = (
        _select()
        .where(col(LabCaught.token) == token, col(LabCaught.message_id).is_not(None))
        .where(col(LabCaught.state) != CaughtState.REFUSED)
        .order_by(col(LabCaught.number).desc())
        .limit(_LOOKED_AT)
    )
    rows = session.connection().execute(statement).all()[::-1]
    named = [row for row in rows if any(event.get("report") == report.id for event in row.events)]
    silent = [
        row for row in rows if not any("report" in event or event["event"] in STATES for event in row.events)
    ]
    sizes = [row for row in silent if _fits(row.size, report.payload)]
    then = [row for row in sizes if _was_there(row.events, report.at)]
    row = next(iter(named or then or sizes or silent), None)
    more = {"report": report.id} | {
        name: value for name in ("action", "error") if (value := getattr(report, name))
    }
    outcome = Outcome(
        report.event.value,
        report.at,
        STATES[report.event],
        reason=report.error,
        title=report.title,
        payload=report.payload,
        more=more,
    )
    _store(session, _applied(row, [outcome]) if row else [])
    return row is not None


def _fits(size: int, payload: str | None) -> bool:
    """Whether a body of `size` bytes can carry `payload` without padding (RFC 8291 section 4: 103 more)."""
    if not payload:
        return payload == "" and size in {0, OVERHEAD}
    return size == len(payload.encode()) + OVERHEAD


def _was_there(events: Iterable[Mapping[str, str]], at: datetime) -> bool:
    """Whether a browser can have had a message then; one that did not acknowledge it may have it yet."""
    acknowledged = [datetime.fromisoformat(event["at"]) for event in events if event["event"] == "delivered"]
    return all(abs(then - at) < _ONE_STEP for then in acknowledged)


def hear(session: Session, report: ReceiptReport, title: str) -> None:
    """What a device reported of one of the desk's deliveries; a virtual one's word came first."""
    found = session.connection().execute(
        _select()
        .where(col(LabCaught.delivery) == report.delivery, col(LabCaught.message_id).is_not(None))
        .order_by(col(LabCaught.number).desc())
    )
    more = {name: value for name in ("action", "error") if (value := getattr(report, name))}
    outcome = Outcome(
        report.event.value, report.at, STATES[report.event], reason=report.error or "", title=title, more=more
    )
    row = next((row for row in found if row.state is not CaughtState.REFUSED), None)
    _store(session, _applied(row, [outcome]) if row else [])


def _select() -> Any:
    names = ("number", "message_id", "state", "code", "reason", "title", "payload", "events", "size")
    return select(*(getattr(LabCaught, name) for name in names))


def _applied(row: Any, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """The row's new columns, none where nothing is new."""
    new = {name: getattr(row, name) for name in ("number", "state", "code", "reason", "title", "payload")}
    events = list(row.events)
    for outcome in outcomes:
        same = ("event", "action")
        entry = outcome.entry()
        if any([old.get(name) for name in same] == [entry.get(name) for name in same] for old in events):
            continue
        events.append(entry)
        if _goes_on(new["state"], outcome.state):
            new |= {"state": outcome.state, "code": outcome.code, "reason": outcome.reason}
        new["title"] = new["title"] or outcome.title or ""
        new["payload"] = outcome.payload if new["payload"] is None else new["payload"]
    return [{**new, "events": events}] if events != row.events else []


def _goes_on(now: CaughtState, then: CaughtState) -> bool:
    return now is CaughtState.WAITING or _RANKS[then] > _RANKS[now]


def _store(session: Session, changed: Sequence[dict[str, Any]]) -> None:
    if not changed:
        return
    revision = next_revision(session)
    for columns in changed:
        columns["revision"] = revision
    session.execute(update(LabCaught), changed)


def get(session: Session, number: int) -> LabCaught:
    """One with everything; raises NotFound."""
    found = session.get(LabCaught, number)
    if found is None:
        raise NotFound(f"The lab has no caught message {number}: it was cleared, or never came.")
    return found


def number_of(session: Session, message_id: str) -> int:
    """The number that a message was caught under; raises NotFound where it was cleared meanwhile."""
    statement = select(LabCaught.number).where(LabCaught.message_id == message_id)
    number = session.exec(statement).first()
    if number is None:
        raise NotFound("The message was sent, and the catch cleared at the same moment.")
    return number


def every(session: Session) -> list[LabCaught]:
    """All of them with everything, oldest first."""
    return list(session.exec(select(LabCaught).order_by(col(LabCaught.number))))


def clear(session: Session) -> None:
    """Delete all of them."""
    session.connection().execute(delete(LabCaught))
