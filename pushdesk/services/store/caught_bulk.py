"""The two writes that are on every caught message's way: kept when it comes, and the device's first words.

They go to the driver at once, as tuples, which costs half as much: a thousand messages a second come here.
"""

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.lab import CaughtState
from pushdesk.services.store.caught import Outcome
from pushdesk.services.store.revision import next_revision

# The newest so many are kept.
KEPT = 20_000

_PLAIN = (
    "message_id", "token", "delivery", "agent_id", "device", "size", "ttl", "urgency", "topic", "sender_key",
    "status", "state", "code", "reason", "fault", "title", "payload", "body",
)  # fmt: skip
_plain = itemgetter(*_PLAIN)
_INSERT = (
    f"INSERT INTO lab_caught ({', '.join(_PLAIN)}, at, headers, events, answer, revision) "
    f"VALUES ({', '.join('?' * (len(_PLAIN) + 5))})"
)
_FINISH = (
    "UPDATE lab_caught SET state = ?, code = ?, reason = ?, title = ?, payload = ?, events = ?, revision = ? "
    f"WHERE message_id = ? AND state = '{CaughtState.WAITING.value}'"
)
_MAKE_ROOM = "DELETE FROM lab_caught WHERE number <= (SELECT max(number) FROM lab_caught) - ?"
_MOMENT = clock.Moment()


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store new rows (columns of LabCaught, without number and revision); the oldest make room."""
    if not rows:
        return
    revision = next_revision(session)
    connection = session.connection()
    connection.exec_driver_sql(_INSERT, [_inserted(row, revision) for row in rows])
    connection.exec_driver_sql(_MAKE_ROOM, (KEPT,))


def _inserted(row: Mapping[str, Any], revision: int) -> tuple[Any, ...]:
    at = _MOMENT.process_bind_param(row["at"], None)
    # A word of an enum is a text that sqlite3 takes as it is.
    answer = json.dumps(row["answer"]) if row["answer"] else None
    return (*_plain(row), at, json.dumps(row["headers"]), json.dumps(row["events"]), answer, revision)


def finish(session: Session, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """By message id: the first words on messages that were just taken, and of which nothing was heard yet.

    As caught.record, without reading the rows.
    """
    if not outcomes:
        return
    revision = next_revision(session)
    changed = [
        (
            said[-1].state,
            said[-1].code,
            said[-1].reason,
            said[0].title or "",
            said[0].payload,
            json.dumps([outcome.entry() for outcome in said]),
            revision,
            message_id,
        )
        for message_id, said in outcomes.items()
    ]
    session.connection().exec_driver_sql(_FINISH, changed)
