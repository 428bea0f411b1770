"""One attempt: a claimed delivery becomes a request, what came of it becomes a Result."""

from datetime import datetime
from typing import NamedTuple

from pushdesk.model import moments
from pushdesk.model.states import DeliveryState
from pushdesk.services.delivery.diagnosis import explain, speaker
from pushdesk.services.delivery.encoding import encrypt
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.exchange import Exchange, Post
from pushdesk.services.delivery.outcome import Outcome, judge
from pushdesk.services.delivery.push_services import catalogue
from pushdesk.services.delivery.retry_policy import RetryPolicy
from pushdesk.services.lab.push_request import DELIVERY_HEADER, lab_route
from pushdesk.services.store.claims import AttemptRecord, Claim, Result

_LAB_AWAY = "The lab is not running: open PushDesk or start `pushdesk lab`."


class Prepared(NamedTuple):
    """A request that is ready to leave, and what its record needs.

    `post` is None where it cannot leave, and `reason` then says why. `note` says why its showing cannot be
    confirmed, None where it can.
    """

    claim: Claim
    post: Post | None
    headers: dict[str, str]
    started_at: datetime
    body_bytes: int
    note: str | None
    reason: str = ""


def prepare(claim: Claim, errand: Errand, authorization: str, lab: str | None) -> Prepared:
    """Write and encrypt the payload; `lab` is the origin the lab listens at now, None while it does not.

    Raises BadInput for what cannot be sent at all: a value the device does not have, too many bytes.
    """
    raw, note = errand.payload_for(claim)
    body = encrypt(raw, claim.p256dh, claim.auth)
    lines, record = errand.headers(authorization)
    if claim.lab_owned:
        # For the lab alone: its catch finds the message again when a browser reports of the delivery.
        lines = (*lines, f"{DELIVERY_HEADER}: {claim.delivery_id}")
        record = record | {DELIVERY_HEADER: claim.delivery_id}
        if lab is None:
            return Prepared(claim, None, record, moments.now(), len(body), note, _LAB_AWAY)
        # The token is the last part, in the lab's own endpoints as in those that a browser made from it.
        url = lab_route(claim.endpoint.rpartition("/")[2], lab)
        return Prepared(claim, Post(url, lines, body, direct=True), record, moments.now(), len(body), note)
    return Prepared(claim, Post(claim.endpoint, lines, body), record, moments.now(), len(body), note)


def result_of(
    prepared: Prepared, exchange: Exchange, errand: Errand, retry: RetryPolicy, now: datetime
) -> tuple[Result, float | None]:
    """What an attempt came to, and the seconds that the push service asked to wait, None where it did not."""
    claim, answer = prepared.claim, exchange.answer
    reason: str | None
    if answer is None:
        outcome, reason = Outcome(DeliveryState.RETRYING), exchange.reason or prepared.reason
    else:
        service = speaker(answer, catalogue()[claim.push_service])
        outcome = judge(answer, service, now)
        accepted = outcome.state is DeliveryState.ACCEPTED
        reason = prepared.note if accepted else explain(answer, service)
    attempt = AttemptRecord(
        delivery_id=claim.delivery_id,
        number=claim.attempt,
        started_at=prepared.started_at,
        latency_ms=exchange.milliseconds,
        status=answer.status if answer else None,
        reason=reason,
        request_headers=prepared.headers,
        response_headers=answer.headers if answer else {},
        response_body=answer.body if answer else "",
        body_bytes=prepared.body_bytes,
        timings=exchange.timings,
    )
    state, due = outcome.state, None
    if state is DeliveryState.RETRYING:
        # Who asks for it to be sent once more asks for as many attempts as at first.
        made = claim.attempt - claim.tried_before
        due = retry.next_attempt(made, outcome.wait, now, errand.deadline)
        if due is None:
            given_up = _given_up(made, retry.attempts, more=claim.tried_before > 0)
            state, reason = DeliveryState.FAILED, f"{reason} {given_up}"
    return Result(claim.delivery_id, claim.endpoint, state, reason, due, attempt), outcome.wait


def _given_up(attempt: int, most: int, *, more: bool) -> str:
    number = f"{attempt}{' more' if more else ''} attempt{'s' if attempt != 1 else ''}"
    if attempt < most:
        return f"Given up after {number}: the next one would come after the message's time to live."
    return f"Given up after {number}."
