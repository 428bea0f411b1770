"""What the control interface answers: devices, messages and notifications as JSON, camelCase."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from pushdesk.model import clock
from pushdesk.model.builtin import BuiltinNotification
from pushdesk.model.lab import LabNotification
from pushdesk.model.views import LabDevice, over_tls
from pushdesk.services.lab import answers, worker_rules
from pushdesk.services.lab.control.reading import Arrived
from pushdesk.services.store import caught_rows


def device(shown: LabDevice, push_service_tls: str, key_of: Callable[[str], str | None]) -> dict[str, Any]:
    """A device. `key_of` knows the application server key of a subscription by its token."""
    subscription = shown.aliases[-1] if shown.aliases else None
    endpoint = subscription["endpoint"] if subscription else ""
    return {
        "id": shown.id,
        "kind": shown.kind,
        "name": shown.name,
        "state": shown.state,
        "guest": shown.guest,
        "subscription": subscription,
        # The same one for senders that speak nothing but https.
        "tlsSubscription": subscription and over_tls(subscription, push_service_tls),
        "applicationServerKey": key_of(endpoint.rpartition("/")[2]) if endpoint else None,
        "faults": list(shown.faults),
    }


def message(arrived: Arrived) -> dict[str, Any]:
    """A caught message with everything but its encrypted body."""
    caught = arrived.caught
    return {
        **caught_rows.row_of(caught).document(),
        "senderKey": caught.sender_key,
        "payload": payload(caught.payload),
        "payloadText": caught.payload,
        "headers": caught.headers,
        "answer": answers.document(caught),
        "notification": notification(arrived.notification, caught.payload or ""),
        "events": caught.events,
    }


def payload(text: str | None) -> Any:
    """What a payload says: JSON read, anything else as the text it is, None where it is not known."""
    if text is None:
        return None
    try:
        found = json.loads(text, parse_constant=_no_constant)
        json.dumps(found, allow_nan=False)  # 1e400 is read as Infinity
    except (ValueError, RecursionError):
        return text
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def notification(shown: LabNotification | None, sent: str) -> dict[str, Any] | None:
    """What a virtual device put up, without what its worker keeps for itself; `sent` is the payload."""
    if shown is None or not shown.shown:
        return None
    return {
        "id": shown.id,
        "title": shown.title,
        "body": shown.options.get("body", ""),
        "options": _as_sent(shown.options, sent),
        "error": shown.error,
        "shownAt": clock.iso(shown.shown_at),
    }


def _as_sent(options: Mapping[str, Any], payload: str) -> dict[str, Any]:
    """With `data` as it was sent, but for the desk's “pushdesk”: a backend's tests compare with that."""
    found = {name: value for name, value in options.items() if name != "data"}
    found |= worker_rules.sent_data(payload)
    if isinstance(data := found.get("data"), dict) and "pushdesk" in data:
        found["data"] = {name: value for name, value in data.items() if name != "pushdesk"}
        if not found["data"]:
            del found["data"]
    return found


def presented(card: BuiltinNotification) -> dict[str, Any]:
    """What the built-in browser presents, without its pictures."""
    return {
        "id": card.id,
        "title": card.title,
        "body": card.body,
        "tag": card.tag,
        "origin": card.origin,
        "actions": [{"action": button.action, "title": button.title} for button in card.actions],
        "payload": payload(card.payload),
        "payloadText": card.payload,
        "open": card.open,
        "shownAt": clock.iso(card.at),
    }
