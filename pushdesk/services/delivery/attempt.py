"""One attempt: a claimed delivery becomes a request, the answer becomes a Result."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pushdesk.model import clock
from pushdesk.model.campaign import Attempt, DeliveryState
from pushdesk.model.endpoint import origin
from pushdesk.model.errors import BadInput, KeyUnavailable
from pushdesk.model.message import Message, parse_notification
from pushdesk.model.payload import Tracking, unconfirmed
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.services.delivery.diagnosis import explain, speaker
from pushdesk.services.delivery.encoding import encrypt
from pushdesk.services.delivery.outcome import Answer, Outcome, judge
from pushdesk.services.delivery.pacing import RetryPolicy
from pushdesk.services.delivery.push_services import catalogue
from pushdesk.services.delivery.transport import NoAnswer, Post, Transport
from pushdesk.services.lab.push_request import DELIVERY_HEADER
from pushdesk.services.lab.records import lab_route
from pushdesk.services.payload_writer import PayloadWriter, payload_writer
from pushdesk.services.store.campaigns import Claim, Result
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.services.variables import Variables

_LAB_AWAY = "The lab is not running: open PushDesk or start `pushdesk lab`."


@dataclass(frozen=True)
class Errand:
    """What all deliveries of one campaign share; no retry starts after `deadline`.

    `writer` makes the payload for devices without a shape of their own. Raises BadInput where a text of the
    message is no template.
    """

    message: Message
    receiver: str
    deadline: datetime
    writer: PayloadWriter = field(default_factory=PayloadWriter)

    @cached_property
    def variables(self) -> Variables:
        """The message's variables, compiled once."""
        return Variables(self.message.notification.options())

    def payload_for(self, claim: Claim) -> tuple[bytes, str | None]:
        """The payload of one delivery, and why its showing cannot be confirmed, if it cannot.

        Raises BadInput: a value that the device does not have, a shape that needs more, too many bytes.
        """
        notification = self.message.notification
        if self.variables:
            notification = parse_notification(self.variables.render(claim.variables))
        writer = payload_writer(claim.shape, claim.shape_template) if claim.shape else self.writer
        tracking = Tracking(claim.delivery_id, claim.token, self.receiver)
        raw = writer.write(notification, tracking)
        return raw, None if tracking.stands_in(raw) else unconfirmed(writer.shape)


class Courier:
    """Encrypts, signs, posts, judges. `contact` is the `sub` of the moment, empty where none is set."""

    def __init__(
        self, transport: Transport, tokens: Tokens, retry: RetryPolicy, contact: Callable[[], str]
    ) -> None:
        self._transport = transport
        self._tokens = tokens
        self._retry = retry
        self._contact = contact

    async def deliver(self, claim: Claim, errand: Errand, lab: str | None) -> Result:
        """Make one attempt; `lab` is the origin the lab listens at now, None while it does not.

        What cannot be sent at all (no private key, too large) is a FAILED Result, never an exception.
        Raises FolderError where the database does not say which keys there are.
        """
        service = catalogue()[claim.push_service]
        try:
            raw, note = errand.payload_for(claim)
            headers, body = await self._compose(claim, errand, raw)
        except (BadInput, KeyUnavailable) as problem:
            return Result(claim.delivery_id, claim.endpoint, DeliveryState.FAILED, problem.sentence)
        started, clock_start = clock.now(), time.perf_counter()
        answer: Answer | None = None
        try:
            answer = await self._transport.post(_addressed(claim, headers, body, lab))
            service = speaker(answer, service)
            outcome = judge(answer, service, clock.now())
            reason = note if outcome.state is DeliveryState.ACCEPTED else explain(answer, service)
        except NoAnswer as problem:
            outcome, reason = Outcome(DeliveryState.RETRYING), problem.reason
        attempt = Attempt(
            delivery_id=claim.delivery_id,
            number=claim.attempt,
            started_at=started,
            latency_ms=round((time.perf_counter() - clock_start) * 1000),
            status=answer.status if answer else None,
            reason=reason,
            request_headers=_unsigned(headers),
            response_headers=dict(answer.headers) if answer else {},
            response_body=answer.body if answer else "",
            body_bytes=len(body),
        )
        return self._result(claim, errand, outcome, reason, attempt)

    async def _compose(self, claim: Claim, errand: Errand, raw: bytes) -> tuple[dict[str, str], bytes]:
        body = encrypt(raw, claim.p256dh, claim.auth)
        # The audience is the endpoint's own origin, wherever the connection goes (RFC 8292 section 2).
        contact = self._contact() or PLACEHOLDER_CONTACT
        signed = await self._tokens.authorization(claim.vapid_public_key, origin(claim.endpoint), contact)
        headers = errand.message.delivery.headers() | {
            "Content-Encoding": "aes128gcm",
            # npm web-push-testing reads no body without it (facts: push-services.md, Peers).
            "Content-Type": "application/octet-stream",
            "Authorization": signed,
        }
        # For the lab alone: its catch finds the message again when a browser reports of the delivery.
        named = {DELIVERY_HEADER: claim.delivery_id} if claim.lab_owned else {}
        return headers | named, body

    def _result(
        self, claim: Claim, errand: Errand, outcome: Outcome, reason: str | None, attempt: Attempt
    ) -> Result:
        state, due = outcome.state, None
        if state is DeliveryState.RETRYING:
            due = self._retry.next_attempt(claim.attempt, outcome.wait, clock.now(), errand.deadline)
            if due is None:
                state = DeliveryState.FAILED
                reason = f"{reason} {self._given_up(claim.attempt)}"
        return Result(claim.delivery_id, claim.endpoint, state, reason, due, attempt)

    def _given_up(self, attempt: int) -> str:
        number = "1 attempt" if attempt == 1 else f"{attempt} attempts"
        if attempt < self._retry.attempts:
            return f"Given up after {number}: the next one would come after the message's time to live."
        return f"Given up after {number}."


def _addressed(claim: Claim, headers: dict[str, str], body: bytes, lab: str | None) -> Post:
    if not claim.lab_owned:
        return Post(claim.endpoint, headers, body)
    if lab is None:
        raise NoAnswer(_LAB_AWAY)
    # The token is the last part, in the lab's own endpoints as in those that a browser made from it.
    url = lab_route(claim.endpoint.rpartition("/")[2], lab)
    return Post(url, headers, body, direct=True)


def _unsigned(headers: dict[str, str]) -> dict[str, str]:
    """The headers for the record: whoever reads it later cannot send with the token."""
    scheme, _, rest = headers["Authorization"].partition(".")
    claims, _, tail = rest.partition(".")
    return headers | {"Authorization": f"{scheme}.{claims}.…{tail[tail.find(',') :]}"}
