"""What becomes of a message after it was taken, as the catch records it: the lab's words and browsers'."""

from datetime import datetime

from pushdesk.model.lab import CaughtState
from pushdesk.services.store.caught import Outcome

# Codes of an acknowledgement (autopush's WebSocket protocol); from 300 on they come in a nack.
DELIVERED = 100
UNDECRYPTABLE = 101
UNKNOWN = 102
HANDLER_FAILED = 300

_LOST = {
    "withdrawn": "The sender withdrew the message before it was delivered.",
    "replaced": "A newer message of the same topic took its place.",
    "expired": "Its TTL ended before the device came for it.",
    "subscription_ended": "The subscription ended before the device came for it.",
}


def lost(code: str, at: datetime) -> Outcome:
    """The message was withdrawn, replaced or expired, or its subscription ended: no device gets it."""
    return Outcome(code, at, CaughtState.DROPPED, code, _LOST[code])


def acknowledged(code: int, at: datetime) -> Outcome:
    """What a browser's code says."""
    if code == UNDECRYPTABLE:
        words = "The browser could not decrypt it with this subscription's keys."
        return Outcome("undecryptable", at, CaughtState.UNDECRYPTABLE, "undecryptable", words)
    if code == UNKNOWN:
        words = (
            "The browser no longer knew the subscription, had the message already, "
            "or its notifications are blocked."
        )
        return Outcome("unknown", at, CaughtState.DROPPED, "unknown", words)
    if code >= HANDLER_FAILED:
        words = f"The worker's push handler failed (code {code})."
        return Outcome("failed", at, CaughtState.FAILED, "handler_failed", words)
    return Outcome("delivered", at, CaughtState.DELIVERED)
