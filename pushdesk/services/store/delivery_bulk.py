"""The writes that are on every delivery's way: enrolled, sent, put back, answered, its attempt kept.

They go to the driver at once, as tuples: through SQLAlchemy's statements each row costs twice as much
(measured: 42 µs an answer with its attempt, 19 so).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, DeliveryState, check_step
from pushdesk.model.endpoint import origin
from pushdesk.model.errors import BugError
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.services.store.claims import AttemptRecord, Result

# Why a delivery goes out again, and what is left of that where it is held back once more.
INTERRUPTED = "Interrupted before the answer came; it goes out again with the same id."
WAITS_AGAIN = "Waits again; whether it was sent before an interruption is not known."
_ENROL = (
    "INSERT INTO delivery (id, campaign_id, subscription_id, position, endpoint, origin, token, state, "
    "attempts, updated_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?)"
)
_ANSWER = (
    "UPDATE delivery SET state = ?, reason = ?, next_attempt_at = ?, attempts = coalesce(?, attempts), "
    "status = iif(?, ?, status), latency_ms = coalesce(?, latency_ms), updated_at = ?, revision = ? "
    "WHERE id = ? AND state = 'sending'"
)
_SEND = (
    "UPDATE delivery SET state = 'sending', next_attempt_at = NULL, updated_at = ?, revision = ? "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_MOVE = "UPDATE delivery SET endpoint = ? WHERE id = ?"
_REST = (
    "UPDATE delivery SET state = 'cancelled', reason = iif(coalesce(reason, '') IN (?, ?), ?, ?), "
    "next_attempt_at = NULL, updated_at = ?, revision = ? WHERE id = ?"
)
_WAIT_AGAIN = (
    "UPDATE delivery SET state = 'pending', reason = iif(reason = ?, ?, reason), updated_at = ?, "
    "revision = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sending'"
)
_ATTEMPT = (
    "INSERT INTO attempt (delivery_id, number, started_at, latency_ms, status, reason, request_headers, "
    "response_headers, response_body, body_bytes, timings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_moment = clock.Moment().process_bind_param


def enrol(session: Session, campaign: Campaign, devices: Sequence[tuple[str, str]], first: int) -> None:
    """A pending delivery for each (subscription id, endpoint) of `devices`, counted on from `first`."""
    at = _moment(campaign.created_at, None)
    rows = []
    for position, (device, endpoint) in enumerate(devices, first):
        drawn = new_id(DELIVERY_ID_LENGTH + RECEIPT_TOKEN_LENGTH)
        name, token = drawn[:DELIVERY_ID_LENGTH], drawn[DELIVERY_ID_LENGTH:]
        rows.append(
            (name, campaign.id, device, position, endpoint, origin(endpoint), token, at, campaign.revision)
        )
    session.connection().exec_driver_sql(_ENROL, rows)


def send(session: Session, identifiers: Sequence[str], now: datetime, revision: int) -> None:
    """Mark deliveries as sending."""
    values = (_moment(now, None), revision, json.dumps(identifiers))
    session.connection().exec_driver_sql(_SEND, values)


def move(session: Session, moved: Sequence[tuple[str, str]]) -> None:
    """Keep the address that each (delivery id, endpoint) goes to now."""
    if moved:
        values = [(endpoint, identifier) for identifier, endpoint in moved]
        session.connection().exec_driver_sql(_MOVE, values)


def rest(session: Session, resting: Sequence[tuple[str, str]], now: datetime, revision: int) -> None:
    """Cancel each (delivery id, state of its device): the device is not active any more."""
    if resting:
        at = _moment(now, None)
        values = [
            (INTERRUPTED, WAITS_AGAIN, *_resting(state), at, revision, identifier)
            for identifier, state in resting
        ]
        session.connection().exec_driver_sql(_REST, values)


def _resting(state: str) -> tuple[str, str]:
    """What is said of one that an interruption left without an answer, and of all others."""
    unknown = "whether it was sent before an interruption is not known"
    return f"Not sent again: the device is {state}; {unknown}.", f"Not sent: the device is {state}."


def wait_again(session: Session, identifiers: Sequence[str], now: datetime, revision: int) -> None:
    """Mark deliveries whose requests never left as pending; none of them is about to go out again.

    Raises BugError where one of them was not being sent.
    """
    check_step(DeliveryState.SENDING, DeliveryState.PENDING)
    values = (INTERRUPTED, WAITS_AGAIN, _moment(now, None), revision, json.dumps(identifiers))
    _expect(session.connection().exec_driver_sql(_WAIT_AGAIN, values).rowcount, len(identifiers))


def answer(session: Session, results: Sequence[Result], now: datetime, revision: int) -> None:
    """Write what came back of deliveries that were being sent, and keep the attempts.

    Raises BugError where one of them was not being sent.
    """
    at = _moment(now, None)
    answers, attempts = [], []
    texts: dict[int, str] = {}
    for result in results:
        attempt = result.attempt
        made: tuple[int | None, bool, int | None, int | None] = (None, False, None, None)
        if attempt is not None:
            made = (attempt.number, True, attempt.status, attempt.latency_ms)
            attempts.append(_columns(attempt, texts))
        check_step(DeliveryState.SENDING, result.state)
        due = _moment(result.next_attempt_at, None)
        answers.append((result.state, result.reason, due, *made, at, revision, result.delivery_id))
    _expect(session.connection().exec_driver_sql(_ANSWER, answers).rowcount, len(answers))
    if attempts:
        session.connection().exec_driver_sql(_ATTEMPT, attempts)


def _expect(written: int, wanted: int) -> None:
    if written != wanted:
        raise BugError(f"{wanted - written} deliveries were answered that were not being sent")


def _columns(attempt: AttemptRecord, texts: dict[int, str]) -> tuple[Any, ...]:
    return (
        attempt.delivery_id,
        attempt.number,
        _moment(attempt.started_at, None),
        attempt.latency_ms,
        attempt.status,
        attempt.reason,
        _json(attempt.request_headers, texts),
        _json(attempt.response_headers, texts),
        attempt.response_body,
        attempt.body_bytes,
        attempt.timings.json() if attempt.timings else None,
    )


def _json(headers: Mapping[str, str], texts: dict[int, str]) -> str:
    """Attempts of one batch often share their headers, as one object: written once, then known by its id."""
    text = texts.get(id(headers))
    if text is None:
        text = texts[id(headers)] = json.dumps(headers)
    return text
