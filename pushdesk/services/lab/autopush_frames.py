"""The frames of Firefox's push protocol (autopush's WebSocket): browser text in, typed values out.

Source: facts/browser-protocols.md (measured), mozilla-services autopush, "WebSocket protocol".
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from pushdesk.model import base64url
from pushdesk.model.lab import LabMessage

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_UPDATES = 1000


class BadFrame(Exception):
    """A frame that no push client sends; its text says what is wrong."""


@dataclass(frozen=True)
class Hello:
    """The first frame. `uaid` as given earlier, if ever."""

    uaid: str | None


@dataclass(frozen=True)
class Register:
    """Asks for a push endpoint. `key` is the applicationServerKey as the browser wrote it."""

    channel_id: str
    key: str | None


@dataclass(frozen=True)
class Unregister:
    """Gives an endpoint up. `code`: 200 by hand, 201 quota, 202 permission withdrawn."""

    channel_id: str
    code: int


@dataclass(frozen=True)
class Ack:
    """Versions the browser is done with. Codes: 100 delivered, 101 undecryptable, 102 unknown."""

    codes: dict[str, int]


@dataclass(frozen=True)
class Nack:
    """The push handler rejected a message that was acknowledged before."""

    version: str
    code: int


@dataclass(frozen=True)
class Ping:
    """Keep-alive."""


@dataclass(frozen=True)
class BroadcastSubscribe:
    """Asks for Mozilla's broadcasts; the lab has none."""


Frame = Hello | Register | Unregister | Ack | Nack | Ping | BroadcastSubscribe


def parse_frame(text: str) -> Frame:
    """The frame in `text`; raises BadFrame."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("a frame must be JSON") from None
    if not isinstance(given, dict):
        raise BadFrame("a frame must be a JSON object")
    kind = given.get("messageType", "ping" if not given else None)
    match kind:
        case "ping":
            return Ping()
        case "hello":
            uaid = given.get("uaid")
            return Hello(uaid if isinstance(uaid, str) and uaid else None)
        case "register":
            key = given.get("key")
            if key is not None and not isinstance(key, str):
                raise BadFrame("register: the key must be text")
            return Register(_channel_id(given), key or None)
        case "unregister":
            return Unregister(_channel_id(given), _code(given, 200))
        case "ack":
            return _ack(given)
        case "nack":
            return Nack(_text(given, "version"), _code(given, 301))
        case "broadcast_subscribe":
            return BroadcastSubscribe()
    raise BadFrame("a frame needs a messageType that this service knows")


def _ack(given: dict[str, Any]) -> Ack:
    updates = given.get("updates")
    if not isinstance(updates, list) or len(updates) > _UPDATES:
        raise BadFrame(f"ack: updates must be a list of at most {_UPDATES}")
    if not all(isinstance(update, dict) for update in updates):
        raise BadFrame("ack: each update must be an object")
    return Ack({_text(update, "version"): _code(update, 100) for update in updates})


def _channel_id(given: dict[str, Any]) -> str:
    text = _text(given, "channelID")
    if not _UUID.fullmatch(text):
        raise BadFrame("channelID must be a UUID")
    return text


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.isascii():
        raise BadFrame(f"{name} must be text")
    return value


def _code(given: dict[str, Any], default: int) -> int:
    code = given.get("code", default)
    return code if isinstance(code, int) else default


def hello(uaid: str) -> dict[str, Any]:
    """The answer to a hello; without use_webpush Firefox makes subscriptions without keys."""
    return {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}


def registered(channel_id: str, endpoint: str) -> dict[str, Any]:
    """The answer to a register that worked."""
    return {"messageType": "register", "channelID": channel_id, "status": 200, "pushEndpoint": endpoint}


def register_refused(channel_id: str, sentence: str) -> dict[str, Any]:
    """The answer to a register with a key that is none."""
    return {"messageType": "register", "channelID": channel_id, "status": 400, "error": sentence}


def unregistered(channel_id: str) -> dict[str, Any]:
    """The answer to an unregister."""
    return {"messageType": "unregister", "channelID": channel_id, "status": 200}


def notification(channel_id: str, message: LabMessage) -> dict[str, Any]:
    """A push message; one without a payload carries neither data nor headers."""
    frame = {
        "messageType": "notification",
        "channelID": channel_id,
        "version": message.id,
        "ttl": message.ttl,
    }
    if message.body:
        frame |= {"data": base64url.encode(message.body), "headers": message.headers}
    return frame
