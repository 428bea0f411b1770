"""One caught message in full, for a person: claims, what was checked and how it went, the body's header."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pushdesk.model import base64url, clock
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.services.lab.authorization import LONGEST_LIFE, Reason
from pushdesk.services.lab.replaying import REPLAY_HEADER

# Refused before anybody looked at the token. Of its own faults, those before the one found were right.
_UNSEEN = ("foreign_host", "foreign_origin", "subscription_unknown", "subscription_gone")
_TOKEN = tuple(Reason)[1:]
_WORDS: Mapping[str, tuple[str, str]] = {
    Reason.SIGNATURE: ("Signature valid", "Signature does not fit the key"),
    Reason.EXPIRED: ("", "Token has expired"),
    Reason.TOO_LONG: ("", "Token runs longer than 24 hours"),
    Reason.AUDIENCE: ("Audience is this service", "Audience is another service"),
    Reason.KEY: ("Key fits the subscription", "Key is not the one this subscription was made with"),
}
_EVENTS = {
    "received": "The device got it",
    "delivered": "Acknowledged by the browser",
    "shown": "Shown",
    "clicked": "Clicked",
    "closed": "Closed",
    "failed": "Not shown as sent",
    "undecryptable": "Could not be decrypted",
    "copy": "A copy: replaced the shown one unseen",
    "dropped": "Dropped",
    "withdrawn": "Withdrawn by the sender",
    "replaced": "Replaced by a newer message of its topic",
    "expired": "Its TTL ended",
    "subscription_ended": "The subscription ended",
    "unknown": "Not taken by the browser",
}
# The others are the push service's and the browser's own.
_BY_WORKER = frozenset(ReceiptEvent)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `ok` is None where it could not be judged."""

    words: str
    ok: bool | None


@dataclass(frozen=True)
class Claims:
    """What the VAPID token says; blank where it does not. `key` is the sender's public key."""

    audience: str = ""
    expires: str = ""
    contact: str = ""
    key: str = ""


@dataclass(frozen=True)
class BodyHeader:
    """The header of an aes128gcm body (RFC 8188 section 2.1): base64url texts, record size in bytes."""

    salt: str
    record_size: int
    key_id: str


@dataclass(frozen=True)
class Moment:
    """One line of a message's life. `after_ms` counts from arrival; `by_worker`: a worker reported it."""

    at: str
    words: str
    after_ms: int
    by_worker: bool = False


@dataclass(frozen=True)
class CaughtDetails:
    """Everything a panel shows beside the row itself.

    `as_written`: the payload is what the desk wrote, without its receipt token; a browser has the key.
    """

    headers: Mapping[str, str]
    claims: Claims
    checks: tuple[Check, ...]
    body: BodyHeader | None
    timeline: tuple[Moment, ...]
    payload: str | None
    as_written: bool = False


def details(caught: LabCaught, written: str | None = None) -> CaughtDetails:
    """What can be said of a caught message; `written` is its payload as the desk wrote it."""
    said = _claims_of(caught.headers)
    return CaughtDetails(
        headers=caught.headers,
        claims=_claims(said, caught.sender_key or ""),
        checks=tuple(_token_checks(caught, said) + _request_checks(caught) + _body_checks(caught)),
        body=body_header(caught.body),
        timeline=_timeline(caught),
        payload=written if caught.payload is None else caught.payload,
        as_written=caught.payload is None and written is not None,
    )


def body_header(body: bytes) -> BodyHeader | None:
    """The header of an aes128gcm body; None where there is none."""
    if len(body) < 21 or len(body) < 21 + body[20]:
        return None
    key_id = body[21 : 21 + body[20]]
    return BodyHeader(base64url.encode(body[:16]), int.from_bytes(body[16:20]), base64url.encode(key_id))


def _claims_of(headers: Mapping[str, str]) -> dict[str, Any]:
    """The token's claims as sent; empty where they cannot be read."""
    text = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    parts = text.split(".")
    if len(parts) < 2:
        return {}
    try:
        found = json.loads(base64url.decode(parts[1], "The token"))
    except (BadInput, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _claims(said: Mapping[str, Any], key: str) -> Claims:
    audience, contact = said.get("aud"), said.get("sub")
    listed = audience if isinstance(audience, list) else [audience]
    expires = _moment(said.get("exp"))
    return Claims(
        audience=", ".join(item for item in listed if isinstance(item, str)),
        expires=clock.iso(expires) if expires else "",
        contact=contact if isinstance(contact, str) else "",
        key=key,
    )


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _token_checks(caught: LabCaught, said: Mapping[str, Any]) -> list[Check]:
    code = caught.code if caught.state is CaughtState.REFUSED and caught.fault is None else ""
    if code in _UNSEEN:
        return [Check("Token not looked at", None)]
    if code == Reason.MISSING:
        return [Check("No VAPID token, and this subscription asks for one", False)]
    if code == Reason.MALFORMED:
        return [Check("The Authorization header cannot be read", False)]
    if not said and _is_replay(caught):
        return [Check("Sent once more by the lab itself, which needs no token", None)]
    if not said:
        return [Check("No VAPID token: this subscription takes messages from anybody", None)]
    found: list[Check] = []
    for reason in _TOKEN[2:]:
        right, wrong = _WORDS[reason]
        if code == reason:
            return [*found, Check(wrong, False)]
        if right:
            found.append(Check(right, True))
        elif reason is Reason.TOO_LONG:
            found.append(_life(caught.at, said.get("exp")))
    contact = said.get("sub")
    stands = isinstance(contact, str) and contact.startswith(("mailto:", "https:"))
    return [
        *found,
        Check(f"Contact is {contact}" if stands else "No contact (sub): Apple refuses that", stands),
    ]


def _life(at: datetime, expires: object) -> Check:
    end = _moment(expires)
    left = 0 if end is None else max(0, min(LONGEST_LIFE, round((end - at).total_seconds())))
    hours, minutes = divmod(left // 60, 60)
    return Check(f"Token ends in {hours} h {minutes} min", left > 0)


def _request_checks(caught: LabCaught) -> list[Check]:
    """The headers and the endpoint: only what is wrong is worth a line, and one where all is right."""
    if caught.fault is not None:
        return [Check("The request is right; a fault answered", True)]
    if caught.state is not CaughtState.REFUSED:
        return [Check("TTL, Urgency, Topic and Content-Encoding are right", True)]
    return [] if caught.code in _TOKEN else [Check(caught.reason.rstrip("."), False)]


def _body_checks(caught: LabCaught) -> list[Check]:
    if not caught.size:
        return [Check("No payload", None)]
    if caught.state is CaughtState.UNDECRYPTABLE:
        return [Check(f"Does not decrypt: {caught.reason.rstrip('.')}", False)]
    if not caught.body:
        return [Check("The body was not kept, and not judged", None)]
    header = body_header(caught.body)
    if header is None or len(base64url.decode(header.key_id or "AA", "key id")) != 65:
        return [Check("The body is no aes128gcm message with a sender's key", False)]
    if header.record_size < len(caught.body) - 86:
        return [Check("More than one record; RFC 8291 allows one", False)]
    if caught.payload is not None:
        return [Check("One record, decrypts", True)]
    return [Check("One record; only the browser has the key that opens it", None)]


def _is_replay(caught: LabCaught) -> bool:
    return REPLAY_HEADER.lower() in map(str.lower, caught.headers)


def _beginning(caught: LabCaught) -> str:
    if _is_replay(caught):
        return "Sent again by the lab"
    return f"Arrived, answered {caught.status}" if caught.status else "Arrived, connection closed"


def _timeline(caught: LabCaught) -> tuple[Moment, ...]:
    lines = [Moment(clock.iso(caught.at), _beginning(caught), 0)]
    for event in caught.events:
        words = _EVENTS.get(event["event"], event["event"])
        more = event.get("action") or event.get("error") or ""
        since = datetime.fromisoformat(event["at"]) - caught.at
        words = f"{words}: {more}" if more else words
        by_worker = event["event"] in _BY_WORKER
        lines.append(Moment(event["at"], words, round(since.total_seconds() * 1000), by_worker))
    # What a device tells itself may be heard before what its connection says.
    return (lines[0], *sorted(lines[1:], key=lambda moment: moment.after_ms))
