"""Case: the message that the rules look at, with what several of them need to know of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from pydantic import ValidationError

from pushdesk.model.errors import BadInput
from pushdesk.model.json_flaws import Flaw, flaws
from pushdesk.model.message import DeliveryOptions
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PayloadShape, Tracking, as_json
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.preview.audience import Audience
from pushdesk.services.preview.defaults import with_defaults
from pushdesk.services.preview.lengths import Length, lengths
from pushdesk.services.preview.profile import OPTIONS
from pushdesk.services.preview.verdict import Check
from pushdesk.services.variables import MARK

# Values that ask for nothing: leaving the option out means the same.
_IDLE: tuple[Any, ...] = (None, False, "", [])
_APART = {"delivery", "pushdesk"}


@dataclass(frozen=True)
class Case:
    """`document` is a message file's JSON object as somebody types it; nothing in it is certain.

    `template` makes the payload in the custom shape.
    """

    document: Mapping[str, Any]
    audience: Audience | None
    contact: str
    receiver: str
    shape: PayloadShape
    template: str = ""

    @cached_property
    def options(self) -> dict[str, Any]:
        """The notification's part of the document."""
        return {name: value for name, value in self.document.items() if name not in _APART}

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The API's options that the document asks something of, in OPTIONS' order."""
        return used(self.document)

    @cached_property
    def arriving(self) -> tuple[str, ...]:
        """Those of them that the payload has a place for."""
        lost = self.left_out(self.used)
        return tuple(name for name in self.used if name not in lost)

    def left_out(self, options: Iterable[str]) -> tuple[str, ...]:
        """Those of `options` that the payload has no place for; none where there is no payload."""
        return left_out(options, self.shape, self.template)

    @cached_property
    def delivery(self) -> Mapping[str, Any]:
        """The delivery options; none where they are no object."""
        found = self.document.get("delivery", {})
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def actions(self) -> list[Any]:
        """The rows of actions; none where they are no list."""
        found = self.document.get("actions")
        return found if isinstance(found, list) else []

    def mentions(self, mark: str) -> bool:
        """Whether `mark`, without quotes and backslashes, stands anywhere: far cheaper than to look where."""
        return not self.flaws and mark in self._text

    @cached_property
    def _text(self) -> str:
        return json.dumps(self.document, ensure_ascii=False)

    @cached_property
    def flaws(self) -> tuple[Flaw, ...]:
        """Why the document cannot be written as JSON; none where it can."""
        return flaws(self.document)

    @cached_property
    def _read(self) -> tuple[Notification | None, list[Any]]:
        """The strict notification, or what it finds wrong; neither where the document is no JSON."""
        try:
            return (None if self.flaws else Notification.read(self.options)), []
        except ValidationError as problem:
            return None, list(problem.errors(include_url=False))

    @property
    def findings(self) -> list[Any]:
        """What the strict notification finds wrong, as pydantic lists it."""
        return self._read[1]

    @cached_property
    def delivery_findings(self) -> list[Any]:
        """What the strict delivery options find wrong."""
        if self.flaws:
            return []
        try:
            DeliveryOptions.model_validate(dict(self.delivery))
        except ValidationError as problem:
            return list(problem.errors(include_url=False))
        return []

    @cached_property
    def written(self) -> "Written":
        """The payload in this shape with a sample delivery's id, or why there is none."""
        if self.flaws:
            return Written()
        tracking, strict = Tracking.sample(self.receiver), self._read[0]
        if strict is None:
            return self._unfinished(tracking)
        try:
            writer = payload_writer(self.shape, self.template)
            raw = writer.write_unchecked(self._filled(strict), tracking)
        except BadInput as problem:
            return replace(self._unfinished(tracking), refusal=problem.sentence)
        return Written(raw, tracking.stands_in(raw))

    def _filled(self, strict: Notification) -> Notification:
        """The message with its defaults; as it is written where they make none of it."""
        if not self.mentions(MARK):
            return strict
        try:
            filled, _ = with_defaults(self.options)
            return Notification.read(filled)
        except (BadInput, ValidationError):
            return strict

    def _unfinished(self, tracking: Tracking) -> "Written":
        """About what a message that is not sent would be, as raw or PushDesk's own JSON; else nothing."""
        if self.shape is PayloadShape.RAW:
            return Written(as_json(self.options), confirms=False)
        if self.shape is not PayloadShape.PUSHDESK:
            return Written()
        kept = {name: value for name, value in self.options.items() if value is not None}
        return Written(as_json(kept | {"pushdesk": tracking.document()}))

    @cached_property
    def lengths(self) -> Mapping[str, Length]:
        """The characters of title and body, where they are texts."""
        return lengths(self.options, self.audience)

    @property
    def has_own_sizes(self) -> bool:
        """Whether no device gets the message as it stands: their own payloads were measured instead."""
        return self.audience is not None and self.audience.payloads.varied

    @property
    def payload_bytes(self) -> int | None:
        """The payload's size; None where there is none."""
        return None if self.written.raw is None else len(self.written.raw)


@dataclass(frozen=True)
class Written:
    """A payload. `confirms`: it carries the delivery's id; `refusal`: why the shape does not take it."""

    raw: bytes | None = None
    confirms: bool = True
    refusal: str = ""


def used(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The API's options that `document` asks something of, in OPTIONS' order."""
    return tuple(name for name in OPTIONS if _asks(name, document.get(name)))


def _asks(name: str, value: object) -> bool:
    return not any(value is idle or value == idle for idle in _IDLE) and (name, value) != ("dir", "auto")


def left_out(options: Iterable[str], shape: PayloadShape, template: str) -> tuple[str, ...]:
    """Those of `options` that a payload in `shape` has no place for; none where `template` is none."""
    try:
        return payload_writer(shape, template).left_out(options)
    except BadInput:  # a template that is none makes no payload, which has a check of its own
        return ()


class Rule(Protocol):
    """One thing that can be said of a message. Pure: the same case always gets the same answer."""

    @property
    def __name__(self) -> str: ...

    def __call__(self, case: Case, /) -> Iterable[Check]: ...
