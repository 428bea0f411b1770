"""Subscriptions in files: text read into checked entries, each refusal with its line; and the export."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pushdesk.model import curve
from pushdesk.model.errors import BadInput
from pushdesk.model.labels import parse_name, parse_tag
from pushdesk.model.payload import PayloadShape, payload_shape
from pushdesk.model.subscription import (
    PushSubscription,
    Subscription,
    SubscriptionState,
    parse_push_subscription,
)
from pushdesk.services.payload_writer import PayloadWriter
from pushdesk.services.raw_entries import EXPECTED, Raw, raw_entries


@dataclass(frozen=True)
class Entry:
    """One subscription of a file, checked. None and empty mean that the file does not say.

    `line` counts from 1 and is where the entry begins.
    """

    line: int
    subscription: PushSubscription
    name: str | None = None
    user: str | None = None
    tags: tuple[str, ...] = ()
    vapid_public_key: str | None = None
    shape: PayloadShape | None = None
    shape_template: str = ""
    state: SubscriptionState | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """An entry that cannot be taken: where it begins, and a sentence why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


def decode(raw: bytes) -> str:
    """A file's text: UTF-8 with or without a mark, or UTF-16 with one (what PowerShell's `>` writes).

    Raises BadInput.
    """
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise BadInput(f"Line {line} is not UTF-8: save the file as UTF-8 and try again.") from None


def read_subscriptions(text: str) -> list[Entry | Refusal]:
    """Every entry of a file in its order: a JSON document, JSON lines, or CSV.

    An endpoint that stands twice is refused the second time. Raises BadInput where the file as a whole
    cannot be read or holds nothing. Whether an endpoint may be stored is EndpointPolicy's matter.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BadInput(f"The file is empty. {EXPECTED}")
    found: list[Entry | Refusal] = []
    lines: dict[str, int] = {}
    for raw in raw_entries(text):
        item = _check(raw)
        if isinstance(item, Entry):
            earlier = lines.get(item.subscription.endpoint)
            lines.setdefault(item.subscription.endpoint, item.line)
            if earlier is not None:
                item = Refusal(item.line, f"The same endpoint stands in line {earlier} already.")
        found.append(item)
    if not found:
        raise BadInput(f"The file holds no subscription. {EXPECTED}")
    return found


def export(rows: Iterable[Subscription]) -> list[dict[str, Any]]:
    """The JSON list that `read_subscriptions` reads back: every state, and the keys of each device."""
    return [row.exported() for row in rows]


def device_shape(word: str | None, template: str | None) -> tuple[PayloadShape | None, str]:
    """A device's own shape and its template, None and nothing for the campaign's. Raises BadInput."""
    if not word:
        if template:
            raise BadInput("A “shapeTemplate” needs “shape”: custom beside it.")
        return None, ""
    shape = payload_shape(word)
    return shape, PayloadWriter(shape, template or "").template


def _check(raw: Raw) -> Entry | Refusal:
    if raw.reason:
        return Refusal(raw.line, raw.reason)
    try:
        return _entry(raw.line, raw.document)
    except BadInput as problem:
        return Refusal(raw.line, problem.sentence)


def _entry(line: int, document: Any) -> Entry:
    subscription = parse_push_subscription(document)
    key, state = _text(document, "vapidPublicKey"), _text(document, "state")
    shape, template = device_shape(_text(document, "shape"), _text(document, "shapeTemplate"))
    return Entry(
        line=line,
        subscription=subscription,
        name=_label(document, "name"),
        user=_label(document, "user"),
        tags=_tags(document.get("tags")),
        vapid_public_key=curve.public_key(key, "vapidPublicKey") if key else None,
        shape=shape,
        shape_template=template,
        state=_state(state) if state else None,
        attributes=_object(document, "attributes"),
        device=_object(document, "device"),
        created_at=_moment(document, "createdAt"),
        last_seen_at=_moment(document, "lastSeenAt"),
    )


def _text(document: dict[str, Any], name: str) -> str | None:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise BadInput(f"The subscription's “{name}” must be text.")
    return value


def _label(document: dict[str, Any], name: str) -> str | None:
    text = _text(document, name)
    return None if text is None else parse_name(text)


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    if value is not None and not isinstance(value, dict):
        raise BadInput(f"The subscription's “{name}” must be a JSON object.")
    return value or {}


def _tags(value: Any) -> tuple[str, ...]:
    """A list of texts, or one text with “;” or “,” between the tags."""
    given = re.split("[;,]", value) if isinstance(value, str) else value or []
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        raise BadInput("The subscription's “tags” must be a list of texts.")
    return tuple(dict.fromkeys(parse_tag(tag) for tag in given if tag.strip()))


def _state(word: str) -> SubscriptionState:
    try:
        return SubscriptionState(word)
    except ValueError:
        raise BadInput(f"The subscription's “state” must be one of {', '.join(SubscriptionState)}.") from None


def _moment(document: dict[str, Any], name: str) -> datetime | None:
    text = _text(document, name)
    if not text:
        return None
    wrong = BadInput(f"The subscription's “{name}” must be a time such as 2026-01-31T12:00:00Z.")
    try:
        moment = datetime.fromisoformat(text)
        # At the calendar's ends another time zone makes a moment that Python cannot hold.
        if moment.tzinfo is None or not 1 < moment.year < 9999:
            raise wrong
        return moment.astimezone(UTC)
    except ValueError:
        raise wrong from None
