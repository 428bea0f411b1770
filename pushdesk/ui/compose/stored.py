"""A draft as the database keeps it, and as version 0.1 kept it."""

from collections.abc import Mapping
from typing import Any

from pushdesk.model.payload import PayloadShape
from pushdesk.ui.compose import boxes
from pushdesk.ui.compose.draft import DraftValue


def to_stored(value: DraftValue) -> dict[str, Any]:
    """JSON for the drafts' table."""
    found: dict[str, Any] = {"document": dict(value.document), "shape": value.shape.value}
    rest = {
        "template": value.template,
        "typed": dict(value.typed),
        "json": value.json,
        "origin": value.origin,
    }
    return found | {name: one for name, one in rest.items() if one}


def from_stored(stored: Mapping[str, Any]) -> DraftValue:
    """A stored draft; whatever is missing or of another kind is left empty (another version wrote it)."""
    if "document" not in stored:
        return _from_boxes(stored)
    shape, json, template, origin = (stored.get(name) for name in ("shape", "json", "template", "origin"))
    known = {one.value for one in PayloadShape}
    return DraftValue(
        document=_mapping(stored.get("document")),
        typed={name: text for name, text in _mapping(stored.get("typed")).items() if isinstance(text, str)},
        json=json if isinstance(json, str) else None,
        shape=PayloadShape(shape) if shape in known else PayloadShape.PUSHDESK,
        template=template if isinstance(template, str) else "",
        origin=origin if isinstance(origin, str) else "",
    )


def _mapping(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _from_boxes(stored: Mapping[str, Any]) -> DraftValue:
    """Version 0.1 kept what was in each box, and in `rest` what had none."""
    texts, switches, rows = _mapping(stored.get("texts")), stored.get("switches"), stored.get("actions")
    value = DraftValue(_mapping(stored.get("rest")))
    for name in ("data", "ttl", "urgency", "topic"):
        texts[name] = stored.get(name)
    for name in (*boxes.TEXTS, *boxes.CHOICES, *boxes.SPELT):
        text = texts.get(name)
        if isinstance(text, str) and text:
            value = boxes.typed(value, name, text)
    for name in switches if isinstance(switches, list) else ():
        if name in boxes.SWITCHES:
            value = boxes.switched(value, name, on=True)
    return value.with_option("actions", rows) if isinstance(rows, list) and rows else value
