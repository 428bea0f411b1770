"""The draft: the form as an immutable value and what can be said of it. Pure functions."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.model.message import DEFAULT_TTL, Message, Urgency, parse_message
from pushdesk.model.payload import Tracking, payload, payload_unchecked
from pushdesk.ui.compose.ttl import parse_ttl, ttl_text

# The form's texts and switches, by the Notifications API's names.
TEXTS = ("title", "body", "icon", "image", "badge", "tag", "navigate")
SWITCHES = ("requireInteraction", "renotify", "silent")
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
    "data": "Data",
    "ttl": "TTL",
    "urgency": "Urgency",
    "topic": "Topic",
    "size": "Size",
}
_PARTS = {"action": "id", "navigate": "link"}
# The model's sentences begin with the place: “actions[1].title” is empty: write it.
_PLACE = re.compile(r"“(\w+)(?:\[(\d+)\])?(?:\.(\w+))?[^”]*” (.*)", re.DOTALL)


@dataclass(frozen=True)
class ActionForm:
    """One row of actions; `rest` keeps what the row has no box for (icon, navigate)."""

    action: str = ""
    title: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The action's JSON, as typed."""
        return {"action": self.action, "title": self.title} | dict(self.rest)


@dataclass(frozen=True)
class Form:
    """What is in the boxes. `rest` keeps options that the form has no box for (vibrate, dir, lang, …)."""

    texts: Mapping[str, str] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()
    actions: tuple[ActionForm, ...] = ()
    data: str = ""
    ttl: str = ttl_text(DEFAULT_TTL)
    urgency: str = Urgency.NORMAL.value
    topic: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What is in the box `name`."""
        return self.texts.get(name, "")

    def document(self) -> dict[str, Any]:
        """The message file's JSON without `data` and `delivery`: empty boxes and blank rows are left out."""
        found = dict(self.rest) | {name: self.text(name) for name in TEXTS if self.text(name)}
        found |= {name: True for name in SWITCHES if name in self.switches}
        rows = [row.document() for row in self.actions if row.action or row.title]
        return found | ({"actions": rows} if rows else {})

    def as_json(self) -> dict[str, Any]:
        """The form for the drafts' table."""
        return {
            "texts": dict(self.texts),
            "switches": sorted(self.switches),
            "actions": [row.document() for row in self.actions],
            "data": self.data,
            "ttl": self.ttl,
            "urgency": self.urgency,
            "topic": self.topic,
            "rest": dict(self.rest),
        }


EXAMPLE = Form(
    texts={
        "title": "Your parcel is on its way",
        "body": "Order #4821 left our warehouse and arrives tomorrow by noon.",
        "tag": "order-4821",
        "navigate": "https://example.com/orders/4821",
    },
    switches=frozenset({"renotify"}),
    actions=(ActionForm("track", "Track parcel"), ActionForm("later", "Remind me later")),
    topic="order-4821",
)


def form_from_json(stored: Mapping[str, Any]) -> Form:
    """A stored form; whatever is missing or of another kind is left empty (an older version wrote it)."""

    def text(value: object) -> str:
        return value if isinstance(value, str) else ""

    def mapping(value: object) -> dict[str, Any]:
        return dict(value) if isinstance(value, Mapping) else {}

    switches = stored.get("switches")
    rows = found if isinstance(found := stored.get("actions"), list) else []
    return Form(
        texts={name: text(value) for name, value in mapping(stored.get("texts")).items() if name in TEXTS},
        switches=frozenset(switches if isinstance(switches, list) else ()) & frozenset(SWITCHES),
        actions=tuple(_action(row) for row in rows if isinstance(row, Mapping)),
        data=text(stored.get("data")),
        ttl=text(stored.get("ttl")) or Form.ttl,
        urgency=text(stored.get("urgency")) or Form.urgency,
        topic=text(stored.get("topic")),
        rest=mapping(stored.get("rest")),
    )


def form_from_message(document: Mapping[str, Any]) -> Form:
    """The form that makes this message file's JSON again: to duplicate a campaign."""
    delivery = document.get("delivery") or {}
    data = document.get("data")
    known = {*TEXTS, *SWITCHES, "actions", "data", "delivery"}
    return Form(
        texts={name: str(document[name]) for name in TEXTS if document.get(name) is not None},
        switches=frozenset(name for name in SWITCHES if document.get(name)),
        actions=tuple(_action(row) for row in document.get("actions") or ()),
        data="" if data is None else json.dumps(data, ensure_ascii=False, indent=2),
        ttl=ttl_text(int(delivery.get("ttl", DEFAULT_TTL))),
        urgency=str(delivery.get("urgency", Urgency.NORMAL.value)),
        topic=str(delivery.get("topic") or ""),
        rest={name: value for name, value in document.items() if name not in known},
    )


def _action(row: Mapping[str, Any]) -> ActionForm:
    rest = {name: value for name, value in row.items() if name not in {"action", "title"}}
    return ActionForm(str(row.get("action", "")), str(row.get("title", "")), rest)


@dataclass(frozen=True)
class Problem:
    """What keeps the message from being sent: the field (a key of LABELS), its name, a sentence with it."""

    field: str
    name: str
    sentence: str

    @property
    def words(self) -> str:
        """The sentence for beside the name: without it."""
        rest = self.sentence.removeprefix(self.name).lstrip(": ")
        return rest[:1].upper() + rest[1:]


@dataclass(frozen=True)
class DraftValue:
    """One state of the form. `message` is None exactly where there are problems.

    `size` is the payload's bytes as a device would get them; None where the notification itself is wrong.
    """

    form: Form
    message: Message | None
    problems: tuple[Problem, ...]
    size: int | None


def read(form: Form, receiver: str) -> DraftValue:
    """The form as a message, or the sentences that say why not; `receiver` is the origin in the payload."""
    problems: list[Problem] = []
    document = form.document()
    delivery: dict[str, Any] = {"urgency": form.urgency} | ({"topic": form.topic} if form.topic else {})
    try:
        delivery["ttl"] = parse_ttl(form.ttl)
    except BadInput as problem:
        problems.append(_problem(problem.sentence))
    try:
        document |= _data(form.data)
    except BadInput as problem:
        problems.append(_problem(problem.sentence))
    try:
        # Apart from the notification, whose first finding would hide this one.
        parse_message({"title": "…", "delivery": delivery})
    except BadInput as problem:
        problems.append(_problem(problem.sentence))
    try:
        notification = parse_message(document).notification
    except BadInput as problem:
        return DraftValue(form, None, (_problem(problem.sentence), *problems), None)
    tracking = Tracking.sample(receiver)
    try:
        payload(notification, tracking)
    except BadInput as problem:
        problems.append(Problem("size", LABELS["size"], problem.sentence))
    size = len(payload_unchecked(notification, tracking))
    if problems:
        return DraftValue(form, None, tuple(problems), size)
    return DraftValue(form, parse_message(document | {"delivery": delivery}), (), size)


def _data(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return {"data": json.loads(text, parse_constant=_no_constant)}
    except json.JSONDecodeError as problem:
        raise BadInput(
            f"“data” is not JSON at line {problem.lineno}, column {problem.colno}: "
            'write it like {"order": 4821}.'
        ) from None


def _no_constant(name: str) -> object:
    raise BadInput(f"“data” holds {name}, which JSON does not know: write a number or null.")


def _problem(sentence: str) -> Problem:
    """The model's `icon: must be …` as a sentence with the name that stands over the box."""
    found = _PLACE.fullmatch(sentence)
    if not found:
        first = sentence.split(" ", 1)[0].lower()
        where = first if first in LABELS else "title"
        return Problem(where, LABELS[where], sentence)
    where, number, inner, words = found.groups()
    name = LABELS.get(where, where)
    if number is not None:
        name, words = f"Action {int(number) + 1}", f"its {_PARTS.get(inner, inner)} {words}"
    joint = ": " if number is not None else " "
    return Problem(where if where in LABELS else "title", name, f"{name}{joint}{words}")


def with_text(form: Form, name: str, text: str) -> Form:
    """The same form with another text in one box."""
    return replace(form, texts={**form.texts, name: text})
