"""A draft in the database: restored as it was, also from an older version."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from pushdesk.model.payload import PayloadShape
from pushdesk.ui.compose import boxes
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.stored import from_stored, to_stored
from tests.ui.compose.test_boxes import PRESSED, ROWS, TYPED, filled


@given(TYPED, PRESSED, ROWS)
def test_a_stored_draft_is_restored_as_it_was(
    typed: list[tuple[str, str]], pressed: list[tuple[str, bool]], rows: list[Any]
) -> None:
    value = filled(typed, pressed, rows)
    assert from_stored(json.loads(json.dumps(to_stored(value)))) == value


@pytest.mark.parametrize(
    "value",
    [
        DraftValue(),
        EXAMPLE,
        EXAMPLE.with_json('{"title": '),
        replace(EXAMPLE, shape=PayloadShape.CUSTOM, template="{{ title }}"),
        boxes.typed(EXAMPLE, "data", "{"),
    ],
)
def test_broken_texts_and_shapes_come_back_too(value: DraftValue) -> None:
    assert from_stored(json.loads(json.dumps(to_stored(value)))) == value


@pytest.mark.parametrize(
    "stored", [{}, {"document": 3}, {"document": {}, "typed": 1, "json": 2, "shape": "other", "template": []}]
)
def test_a_stored_draft_of_another_kind_is_an_empty_one(stored: dict[str, Any]) -> None:
    assert from_stored(stored) == DraftValue()


def test_the_first_versions_drafts_are_read() -> None:
    stored = {
        "texts": {"title": "T", "body": "B", "other": "x", "tag": 3},
        "switches": ["silent", "unknown"],
        "actions": [{"action": "a", "title": "A", "icon": "https://a.example/i.png"}],
        "data": '{"order": 1}',
        "ttl": "1 day",
        "urgency": "low",
        "topic": "t",
        "rest": {"vibrate": [1]},
    }
    assert from_stored(stored).document == {
        "title": "T",
        "body": "B",
        "silent": True,
        "vibrate": [1],
        "actions": stored["actions"],
        "data": {"order": 1},
        "delivery": {"ttl": 86400, "urgency": "low", "topic": "t"},
    }


def test_the_template_that_a_draft_comes_of_is_kept_with_it() -> None:
    assert from_stored(to_stored(DraftValue({"title": "T"}, origin="id"))).origin == "id"
    assert from_stored({"document": {}, "origin": 5}).origin == ""
