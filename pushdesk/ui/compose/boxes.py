"""What stands in each box of the form for a draft, and the draft after typing there. Pure functions."""

from collections.abc import Callable, Mapping
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.model.message import DEFAULT_TTL, Urgency
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.timestamp import parse_timestamp, timestamp_text
from pushdesk.ui.compose.ttl import parse_ttl, ttl_text
from pushdesk.ui.compose.vibration import is_pattern, parse_pattern, pattern_text

TEXTS = ("title", "body", "icon", "image", "badge", "tag", "navigate", "lang", "topic")
SWITCHES = ("requireInteraction", "renotify", "silent")
CHOICES = ("dir", "urgency")
SPELT = ("vibrate", "timestamp", "data", "ttl")
LABELS = {
    "title": "Title",
    "body": "Body",
    "icon": "Icon",
    "image": "Image",
    "badge": "Badge",
    "tag": "Tag",
    "navigate": "Opens",
    "actions": "Actions",
    "requireInteraction": "Require interaction",
    "renotify": "Renotify",
    "silent": "Silent",
    "vibrate": "Vibrate",
    "timestamp": "Timestamp",
    "dir": "Direction",
    "lang": "Language",
    "data": "Data",
    "ttl": "TTL",
    "urgency": "Urgency",
    "topic": "Topic",
    "json": "JSON",
}
# Options that a box without anything in it stands for.
_UNSET: dict[str, str] = {"ttl": ttl_text(DEFAULT_TTL), "urgency": Urgency.NORMAL.value}


def shown(value: DraftValue, name: str) -> str:
    """The text in the box `name` (of TEXTS, CHOICES or SPELT)."""
    if name in value.typed:
        return value.typed[name]
    found = value.option(name)
    if found is None and not (name == "data" and name in value.document):
        return _UNSET.get(name, "")
    return _WRITE.get(name, text_of)(found)


def typed(value: DraftValue, name: str, text: str) -> DraftValue:
    """The draft after the text in the box `name` became `text`."""
    if name not in SPELT:
        return value.with_option(name, text or None)
    if name == "data":
        return _typed_data(value, text)
    after = value.with_option(name, _READ[name](text) if text.strip() else None)
    if name == "timestamp" and text.strip().lower() in _WORDS:
        return after.with_typed(name, None)
    plain = after.with_typed(name, None)
    return plain if shown(plain, name) == text else after.with_typed(name, text)


def is_on(value: DraftValue, name: str) -> bool:
    """Whether a switch is on; anything but true is off."""
    return value.document.get(name) is True


def switched(value: DraftValue, name: str, on: bool) -> DraftValue:
    """The draft after somebody pressed a switch."""
    return value.with_option(name, True if on else None)


def actions(value: DraftValue) -> tuple[Any, ...]:
    """The rows of actions as they are in the document; none where they are no list."""
    found = value.document.get("actions")
    return tuple(found) if isinstance(found, list) else ()


def action_text(row: object, name: str) -> str:
    """The text in one box of a row."""
    found = row.get(name) if isinstance(row, Mapping) else None
    return "" if found is None else text_of(found)


def action_typed(row: object, name: str, text: str) -> dict[str, Any]:
    """The row after the text in one of its boxes became `text`; what has no box stays."""
    inner = dict(row) if isinstance(row, Mapping) else {"action": "", "title": ""}
    if text or name in {"action", "title"}:
        return inner | {name: text}
    return {key: kept for key, kept in inner.items() if key != name}


def text_of(found: object) -> str:
    """A value as a box shows it: texts as they are, anything else as JSON."""
    return found if isinstance(found, str) else json_text.written(found)


def _typed_data(value: DraftValue, text: str) -> DraftValue:
    if not text.strip():
        after = value.with_option("data", None)
        return after.with_typed("data", text or None)
    found = json_text.read_value(text)
    if isinstance(found, json_text.Broken):
        return value.with_typed("data", text)
    # None would leave the option out; a null that somebody wrote is a value.
    after = value.with_document({**value.document, "data": found.value})
    return after.with_typed("data", None if json_text.written(found.value) == text else text)


def _pattern_of(found: object) -> str:
    return pattern_text(found) if isinstance(found, list) and is_pattern(found) else text_of(found)


def _moment_of(found: object) -> str:
    return timestamp_text(found) if type(found) is int else text_of(found)


def _time_of(found: object) -> str:
    return ttl_text(found) if type(found) is int and found >= 0 else text_of(found)


def _pattern(text: str) -> list[int] | str | None:
    found = parse_pattern(text)
    return text if found is None else found or None


def _moment(text: str) -> int | str | None:
    if text.strip().lower() == NO_TIMESTAMP:
        return None
    found = parse_timestamp(text)
    return text if found is None else found


def _seconds(text: str) -> int | str:
    try:
        return parse_ttl(text)
    except BadInput:
        return text


NO_TIMESTAMP = "none"
_WORDS = {"now", NO_TIMESTAMP}
_WRITE: dict[str, Callable[[Any], str]] = {
    "vibrate": _pattern_of,
    "timestamp": _moment_of,
    "ttl": _time_of,
    "data": json_text.written,
}
_READ: dict[str, Callable[[str], Any]] = {"vibrate": _pattern, "timestamp": _moment, "ttl": _seconds}
