"""What the lab shows: a device, a fault in force, a caught message, each as one immutable value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pushdesk.model import clock
from pushdesk.model.lab import AgentKind, CaughtState

# How a device's outcome reads; the lab's own words are made in verdict().
_WORDS = {
    CaughtState.WAITING: "Waiting",
    CaughtState.DELIVERED: "Delivered",
    CaughtState.SHOWN: "Shown",
    CaughtState.CLICKED: "Clicked",
    CaughtState.CLOSED: "Closed",
}


@dataclass(frozen=True)
class ActiveFault:
    """A fault in force, for one device (`agent_id`), for all of a `kind`, or for every device.

    `remaining` None: until it is cleared.

    `document` as fault_reading.parse_fault reads it. `preset`: the preset's id, empty for a user's own.
    """

    id: str
    agent_id: str | None
    title: str
    preset: str
    document: dict[str, Any]
    remaining: int | None
    created_at: datetime
    kind: AgentKind | None = None

    def as_document(self) -> dict[str, Any]:
        """The JSON shape, camelCase."""
        return {
            "id": self.id,
            "device": self.agent_id,
            "kind": self.kind.value if self.kind else None,
            "title": self.title,
            "preset": self.preset or None,
            "fault": self.document,
            "remaining": self.remaining,
            "createdAt": clock.iso(self.created_at),
        }


@dataclass(frozen=True)
class LabDevice:
    """One agent, or a browser profile that has no agent yet (`id` is then the profile's).

    `kind`: virtual, firefox, chromium, builtin. `state`: on, off, away, starting, ended. `words` is a
    sentence where something is to be said. `last_push_ms` runs from accepted to acknowledged. `aliases` are
    PushSubscriptions for other people's senders, their keys only where the lab knows them. A `guest` was made
    through the control interface. `blocked`: a browser in which notifications are blocked. `elsewhere`: one
    that uses another push service now, so that what the lab has of it does not count. `met` are the faults
    in force that it meets, its own and those that it shares with others. `pages`: for each of the aliases
    the origin of the page that subscribed, empty where the lab does not know it.
    """

    id: str
    kind: str
    name: str
    state: str
    words: str = ""
    profile: str = ""
    kept: bool = False
    guest: bool = False
    blocked: bool = False
    elsewhere: bool = False
    subscriptions: int = 0
    last_push_ms: int | None = None
    met: tuple[ActiveFault, ...] = ()
    aliases: tuple[dict[str, Any], ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """The titles of the faults that it meets."""
        return tuple(fault.title for fault in self.met)


def over_tls(alias: Mapping[str, Any], push_service_tls: str) -> dict[str, Any]:
    """An alias for senders that speak https only: they must trust the lab's certificate authority."""
    return {**alias, "endpoint": f"{push_service_tls}{urlsplit(alias['endpoint']).path}"}


@dataclass(frozen=True)
class LabOverview:
    """All devices and faults. Caught rows numbered below `caught_from` are gone (cleared, or too old)."""

    devices: tuple[LabDevice, ...] = ()
    faults: tuple[ActiveFault, ...] = ()
    caught: int = 0
    caught_from: int = 1


@dataclass(frozen=True)
class CaughtRow:
    """One line of the catch; the fields as LabCaught has them. `action` is the button that was clicked.

    `push_ms` runs from accepted to the device's first word, None before it.
    """

    number: int
    at: datetime
    device: str
    agent_id: str | None
    title: str
    size: int
    ttl: int | None
    urgency: str | None
    topic: str | None
    status: int
    state: CaughtState
    code: str = ""
    reason: str = ""
    fault: str | None = None
    action: str = ""
    push_ms: int | None = None
    sender_key: str | None = None

    def document(self) -> dict[str, Any]:
        """The JSON shape, camelCase; `verdict` is what the window says."""
        return {
            "number": self.number,
            "at": clock.iso(self.at),
            "device": self.agent_id,
            "deviceName": self.device,
            "title": self.title,
            "size": self.size,
            "ttl": self.ttl,
            "urgency": self.urgency,
            "topic": self.topic,
            "status": self.status,
            "state": self.state.value,
            "code": self.code,
            "reason": self.reason,
            "fault": self.fault,
            "action": self.action,
            "pushMs": self.push_ms,
            "verdict": verdict(self),
        }


def verdict(row: CaughtRow) -> str:
    """What became of a caught message, in a few words: window and command line say the same."""
    if row.fault and row.state in {CaughtState.REFUSED, CaughtState.DROPPED}:
        return f"Fault: {row.fault}"
    words = _words(row)
    return f"{words} · Fault: {row.fault}" if row.fault else words


def _words(row: CaughtRow) -> str:
    reason = row.reason.rstrip(".")
    match row.state:
        case CaughtState.REFUSED:
            return f"Refused {row.status}: {SHORT_WORDS.get(row.code, reason)}"
        case CaughtState.DROPPED:
            return f"Dropped: {SHORT_WORDS.get(row.code, reason)}"
        case CaughtState.UNDECRYPTABLE:
            return f"Cannot decrypt: {SHORT_WORDS[row.code]}" if row.code in SHORT_WORDS else "Cannot decrypt"
        case CaughtState.FAILED:
            return f"Not shown: {SHORT_WORDS.get(row.code, reason)}".removesuffix(": ")
        case CaughtState.CLICKED if row.action:
            return f"Clicked · {row.action}"
    return _WORDS[row.state]


# A few words for a column where the sentence would not fit: the longest that stand whole there are as long
# as “Refused 403: no Content-Encoding” (tests/ui/lab/test_list_layout.py).
SHORT_WORDS = {
    "away": "away, TTL 0",
    "expired": "its TTL ended",
    "replaced": "replaced by a newer one",
    "withdrawn": "withdrawn by the sender",
    "subscription_ended": "the subscription ended",
    "unknown": "not taken by the browser",
    "keys_mismatch": "wrong keys",
    "not_encrypted": "not aes128gcm",
    "many_records": "several records",
    "handler_failed": "its worker failed",
    "ttl_missing": "no TTL",
    "ttl_invalid": "TTL is no number",
    "urgency_invalid": "unknown urgency",
    "topic_invalid": "topic not allowed",
    "encoding_missing": "no Content-Encoding",
    "encoding_unsupported": "not aes128gcm",
    "authorization_missing": "no VAPID token",
    "authorization_malformed": "no readable token",
    "vapid_signature": "wrong signature",
    "vapid_expired": "token expired",
    "vapid_expiry_too_far": "token over 24 hours",
    "vapid_audience": "wrong audience",
    "vapid_key_mismatch": "key mismatch",
    "subscription_unknown": "unknown endpoint",
    "subscription_gone": "subscription gone",
    "payload_too_large": "over 4,096 bytes",
    "body_incomplete": "body incomplete",
    "body_late": "body did not come",
    "foreign_host": "foreign host name",
    "foreign_origin": "from a web page",
}
