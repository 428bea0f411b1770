"""The draft: one immutable value that form, JSON and headers show; every change makes a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pushdesk.model.json_text import Repeated, repeated
from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.texts import REPEATED_NAME, repeated_names
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.variables import has_variables
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.json_text import Broken

BROKEN_JSON = "broken-json"
BROKEN_DATA = "broken-data"
JSON_FIELD = "json"
_SOURCE = "RFC 8259, section 2"
_OF_TEXTS = {BROKEN_JSON, BROKEN_DATA, REPEATED_NAME}
DELIVERY_NAMES = ("ttl", "urgency", "topic")


@dataclass(frozen=True)
class DraftValue:
    """`document` is a message file's JSON object, as lenient as it is typed; nobody changes it in place.

    `typed` keeps what stands in a box whose value is something else (“4 hours” is 14400; data that is no
    JSON yet); `json` is the JSON view's text where a person wrote it and it was not outdated since. Where
    that is broken, `document` is the last one that could be read; any change outside of the JSON view drops
    a broken text, since mending it later would undo that change unasked. `shape` is how it becomes bytes,
    with `template` where that is a custom one. `origin` is the id of the message template that it comes of.
    """

    document: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    json: str | None = None
    shape: PayloadShape = PayloadShape.PUSHDESK
    template: str = ""
    origin: str = ""

    @cached_property
    def broken(self) -> Broken | None:
        """Where the JSON view's text breaks."""
        found = None if self.json is None else json_text.read(self.json)
        return found if isinstance(found, Broken) else None

    @cached_property
    def broken_data(self) -> Broken | None:
        """Where the text in the box for data breaks."""
        text = self.typed.get("data", "")
        found = json_text.read_value(text) if text.strip() else None
        return found if isinstance(found, Broken) else None

    @cached_property
    def repeated(self) -> tuple[Repeated, ...]:
        """The names that stand more than once in one object of the JSON view's text."""
        return () if self.json is None or self.broken else repeated(self.json)

    @cached_property
    def has_variables(self) -> bool:
        """Whether a text of the message may hold one."""
        return has_variables(self.document)

    @cached_property
    def json_shown(self) -> str:
        """What the JSON view shows."""
        return json_text.write(self.document) if self.json is None else self.json

    def option(self, name: str) -> Any:
        """The value of an option, or of ttl, urgency and topic; None where it is not set."""
        if name not in DELIVERY_NAMES:
            return self.document.get(name)
        delivery = self.document.get("delivery")
        return delivery.get(name) if isinstance(delivery, Mapping) else None

    def with_option(self, name: str, value: Any) -> "DraftValue":
        """The same with another value for an option; None leaves it out. A broken JSON text goes."""
        if name not in DELIVERY_NAMES:
            return self._with(_set(self.document, name, value))
        delivery = self.document.get("delivery")
        inner = _set(delivery if isinstance(delivery, Mapping) else {}, name, value)
        return self._with(_set(self.document, "delivery", inner or None))

    def with_typed(self, name: str, text: str | None) -> "DraftValue":
        """The same with this text standing in the box `name`; None: as the desk writes the value.

        A broken JSON text goes.
        """
        rest = {key: kept for key, kept in self.typed.items() if key != name}
        json = None if self.broken else self.json
        return replace(self, typed=rest if text is None else rest | {name: text}, json=json)

    def with_document(self, document: Mapping[str, Any]) -> "DraftValue":
        """The same with another document: a preset, a template, a fix. A broken JSON text goes."""
        return self._with(dict(document))

    def with_json(self, text: str) -> "DraftValue":
        """The same after the JSON view's text became `text`; a broken one leaves the document as it was."""
        found = json_text.read(text)
        if isinstance(found, Broken):
            return replace(self, json=text)
        return replace(self._with(found), json=text)

    def without_json(self) -> "DraftValue":
        """The same with the JSON view as the desk writes it: in order, without what was broken."""
        return replace(self, json=None)

    def mended(self, check: Check) -> "DraftValue":
        """The same after the check's fix."""
        if check.rule in _OF_TEXTS:
            return self.without_json() if check.field == JSON_FIELD else self.with_typed(check.field, None)
        return self if check.fix is None else self.with_document(check.fix.apply(dict(self.document)))

    def checks(self) -> tuple[Check, ...]:
        """What is to be said of the texts; the other rules see the document alone."""
        found = []
        if self.broken is not None:
            fix = Fix("Use the form’s value", dict)
            words = f"The JSON cannot be read. {self.broken.sentence}"
            found.append(Check(BROKEN_JSON, Severity.ERROR, JSON_FIELD, words, _SOURCE, fix=fix))
        if self.broken_data is not None:
            fix = Fix("Use the last good data" if "data" in self.document else "Leave data out", dict)
            words = f"Data is no JSON. {self.broken_data.sentence}"
            found.append(Check(BROKEN_DATA, Severity.ERROR, "data", words, _SOURCE, fix=fix))
        data = "" if self.broken_data else self.typed.get("data", "")
        return (*found, *repeated_names(self.repeated, JSON_FIELD), *repeated_names(repeated(data), "data"))

    def _with(self, document: Mapping[str, Any]) -> "DraftValue":
        made = replace(self, document=document, json=None)
        kept = {
            name: text for name, text in self.typed.items() if _same(self.option(name), made.option(name))
        }
        return replace(made, typed=kept)


def _same(one: object, other: object) -> bool:
    """Equal for JSON: 1, 1.0 and true are three values."""
    return one is other or json_text.written(one) == json_text.written(other)


def _set(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """`values` with one changed in its place, added, or taken away."""
    if value is None:
        return {key: kept for key, kept in values.items() if key != name}
    return {**values, name: value}


EXAMPLE = DraftValue(
    document={
        "title": "Your parcel is on its way",
        "body": "Order #4821 left our warehouse and arrives tomorrow by noon.",
        "tag": "order-4821",
        "renotify": True,
        "actions": [
            {"action": "track", "title": "Track parcel"},
            {"action": "later", "title": "Remind me later"},
        ],
        "navigate": "https://example.com/orders/4821",
        "delivery": {"ttl": 14400, "urgency": "normal", "topic": "order-4821"},
    }
)
