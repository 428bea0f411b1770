"""What receiver/sw.js makes of a push, in Python: always one notification, whatever came.

The shapes (receiver/sw-payload.js): PushDesk's own, Declarative Web Push, Angular's and Firebase's
(`{"notification": {…}}`), plain text (which is any other JSON, too), nothing. The TypeErrors:
whatwg/notifications, "create a notification with a settings object", and Web IDL's conversions.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

_OPTION_NAMES = (
    "body", "icon", "image", "badge", "tag", "renotify", "requireInteraction", "silent", "vibrate",
    "timestamp", "dir", "lang", "actions",
)  # fmt: skip
# Python's JSON stops at a depth that a browser's does not; no message nests like that.
_BRACKETS = 500
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Identity:
    """The delivery a message belongs to, and the token that its receipts carry."""

    delivery: str
    token: str


@dataclass(frozen=True)
class Showing:
    """What the worker passes to showNotification()."""

    title: str
    options: dict[str, Any] = field(default_factory=dict)
    identity: Identity | None = None


def read_push(data: bytes) -> Showing:
    """The notification for a push with this payload; empty bytes are a push without one."""
    if not data:
        return _own_words("Push without a payload", "It arrived and carried no text.")
    text = _HALF_CHARACTER.sub("\ufffd", data.decode("utf-8-sig", "replace"))
    try:
        value = _read_json(text)
    except ValueError:
        return _from_words(text)
    if not isinstance(value, dict):  # “42” and “true” are JSON as well, and lines that somebody wrote
        return _from_words(text)
    message = _message_in(value)  # None: an object such as {"a": 1} is a line of that kind, too
    return _from_words(text) if message is None else _from_object(message, value.get("pushdesk"))


def sent_data(payload: str) -> dict[str, Any]:
    """`{"data": …}` as the sender of a payload wrote it, null and empty too; `{}` where there is none."""
    try:
        value = _read_json(_HALF_CHARACTER.sub("\ufffd", payload.removeprefix("\ufeff")))
    except ValueError:
        return {}
    message = _message_in(value) if isinstance(value, dict) else None
    return {"data": message["data"]} if message is not None and "data" in message else {}


def _message_in(value: dict[str, Any]) -> dict[str, Any] | None:
    """The part of a payload that is the notification; None where it has no shape that is known."""
    inner = value.get("notification")
    if isinstance(inner, dict):
        return inner
    return value if _is_text(value.get("title")) or isinstance(value.get("pushdesk"), dict) else None


def type_error(options: dict[str, Any]) -> str | None:
    """The words of the TypeError that showNotification() throws at `options`; None where it shows them."""
    if _truthy(options.get("silent")) and "vibrate" in options:
        return "TypeError: Silent notifications must not specify vibration patterns."
    if _truthy(options.get("renotify")) and not options.get("tag"):
        return "TypeError: Notifications which set the renotify flag must specify a non-empty tag."
    if str(options.get("dir", "auto")) not in {"auto", "ltr", "rtl"}:
        return f"TypeError: “{options['dir']}” is no direction: use auto, ltr or rtl."
    actions = options.get("actions", [])
    if not isinstance(actions, list):
        return "TypeError: The actions are not a list."
    for action in actions:
        if not isinstance(action, dict) or not {"action", "title"} <= action.keys():
            return "TypeError: An action needs both “action” and “title”."
    return None


def plainly(options: dict[str, Any]) -> dict[str, Any]:
    """What the worker shows of a message that the browser refused: its words without the rest."""
    return {
        "body": _string(options.get("body", "")),
        "tag": _string(options.get("tag", "")),
        "data": options.get("data"),
    }


def _read_json(text: str) -> Any:
    if text.count("[") + text.count("{") > _BRACKETS:
        return None
    value = json.loads(text, parse_constant=_no_constant)
    if "\\u" not in text:
        return value
    # An escape can spell half a character, which no database takes.
    whole = _HALF_CHARACTER.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return json.loads(whole)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _truthy(value: object) -> bool:
    """As JavaScript has it: an empty list or object is true."""
    return isinstance(value, list | dict) or bool(value)


def _string(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _from_words(text: str) -> Showing:
    """Plain text: the first line is the title, the rest the body."""
    title, *rest = re.split(r"\r?\n", text.strip())
    if not title:
        return _own_words("Push without words", "It arrived and its text was blank.")
    return _own_words(title, "\n".join(rest).strip())


def _own_words(title: str, body: str) -> Showing:
    pictures = {"icon": "icons/icon-192.png", "badge": "icons/badge-96.png"}
    return Showing(title, {"body": body, **pictures, "data": {"pushdesk": {}}})


def _from_object(message: dict[str, Any], identity: object) -> Showing:
    options = {
        name: message[name] for name in _OPTION_NAMES if message.get(name) is not None and message[name] != ""
    }
    if isinstance(options.get("actions"), list):
        options["actions"] = [_shown_action(action) for action in options["actions"]]
    places = (identity, message.get("pushdesk"), _member(message.get("data"), "pushdesk"))
    known = _read_identity(next((place for place in places if place is not None), None))
    # A tag of our own makes a second copy replace the first; renotify without a tag stays an error.
    if known and not options.get("tag") and not _truthy(options.get("renotify")):
        options["tag"] = f"pushdesk-{known.delivery}"
    options["data"] = _kept_data(message, known)
    title = message["title"] if _is_text(message.get("title")) else "Message without a title"
    return Showing(title, options, known)


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _shown_action(action: object) -> object:
    if not isinstance(action, dict):
        return action
    names = ("action", "title", "icon") if action.get("icon") else ("action", "title")
    return {name: action[name] for name in names if name in action}


def _read_identity(identity: object) -> Identity | None:
    delivery, token = _member(identity, "delivery"), _member(identity, "token")
    if not isinstance(delivery, str) or not isinstance(token, str):
        return None
    return Identity(delivery, token) if delivery.strip() and token.strip() else None


def _kept_data(message: dict[str, Any], identity: Identity | None) -> dict[str, Any]:
    """The message's own data, and under “pushdesk” what a click has to know."""
    data = message.get("data")
    own = data if isinstance(data, dict) else {"value": data}
    on_click = own.get("onActionClick")  # Angular's place for URLs
    steps = on_click if isinstance(on_click, dict) else {}
    urls = {
        name: step["url"]
        for name, step in steps.items()
        if name != "default" and _is_text(_member(step, "url"))
    }
    actions = message.get("actions")
    for action in actions if isinstance(actions, list) else []:
        if _is_text(_member(action, "navigate")):
            urls[str(_member(action, "action"))] = action["navigate"]
    delivery = {"id": identity.delivery, "token": identity.token} if identity else None
    navigate = message.get("navigate") or _member(steps.get("default"), "url") or None
    return {**own, "pushdesk": {"delivery": delivery, "navigate": navigate, "actionUrls": urls}}
