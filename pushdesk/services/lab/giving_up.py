"""A Chromium that gives up its subscription, and what that says of the message before it.

Where notifications are blocked, Chromium acknowledges the next message, shows nothing, and unregisters at
once (measured: 12 ms later). It says no word of why.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.lab import records
from pushdesk.services.store import caught
from pushdesk.services.store.caught import Outcome

CODE = "given_up"
WORDS = (
    "The browser gave up its subscription right after this message, as Chromium does where notifications are "
    "blocked: most likely nothing was shown."
)
# So long after an acknowledgement the end still belongs to it.
_RIGHT_AFTER = timedelta(seconds=2)
_LOOKED_AT = 50


def end_channel(session: Session, token: str, now: datetime) -> None:
    """End a channel that its browser gave up, and say so of what it acknowledged just now.

    Not of a message that a worker spoke of: that one was handled.
    """
    records.end_channel(session, token, now)
    newest = (
        select(LabCaught.number, LabCaught.message_id, LabCaught.events)
        .where(LabCaught.token == token, LabCaught.state == CaughtState.DELIVERED)
        .order_by(col(LabCaught.number).desc())
        .limit(_LOOKED_AT)
    )
    found = [
        (number, message_id)
        for number, message_id, events in session.exec(newest)
        if message_id and _just_acknowledged(events, now)
    ]
    numbers = [number for number, _ in found]
    session.connection().execute(
        update(LabCaught).where(col(LabCaught.number).in_(numbers)).values(code=CODE, reason=WORDS)
    )
    outcome = Outcome("subscription_ended", now, CaughtState.DELIVERED, CODE, WORDS)
    caught.record(session, {message_id: [outcome] for _, message_id in found})


def _just_acknowledged(events: Sequence[Mapping[str, str]], now: datetime) -> bool:
    """Whether the last word on a message is the browser's acknowledgement, a moment ago."""
    if [event["event"] for event in events] != ["delivered"]:
        return False
    return timedelta() <= now - datetime.fromisoformat(events[0]["at"]) <= _RIGHT_AFTER
