"""The draft: one value, and what becomes of it when one of its views is changed."""

from collections.abc import Callable

import pytest

from pushdesk.model.message import parse_message
from pushdesk.services.preview.texts import REPEATED_NAME
from pushdesk.ui.compose import boxes, json_text
from pushdesk.ui.compose.draft import BROKEN_DATA, BROKEN_JSON, EXAMPLE, DraftValue

BROKEN = '{"title": "Hello"'


def test_the_example_can_be_sent_as_it_is() -> None:
    assert parse_message(dict(EXAMPLE.document)).notification.title == "Your parcel is on its way"


def test_json_that_is_typed_becomes_the_document_and_stays_as_it_was_typed() -> None:
    text = '{"body":"B",   "title":"T"}'
    value = EXAMPLE.with_json(text)
    assert value.document == {"body": "B", "title": "T"}
    assert value.json_shown == text


def test_a_change_in_the_form_writes_the_json_anew() -> None:
    value = boxes.typed(EXAMPLE.with_json('{"title":"T"}'), "body", "B")
    assert value.json_shown == '{\n  "title": "T",\n  "body": "B"\n}'


def test_broken_json_leaves_the_last_good_document_and_keeps_its_text() -> None:
    value = EXAMPLE.with_json(BROKEN)
    assert value.document == EXAMPLE.document
    assert (value.json_shown, value.broken and value.broken.column) == (BROKEN, 18)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: boxes.typed(value, "title", "Other"),
        lambda value: boxes.typed(value, "topic", "other"),
        lambda value: boxes.typed(value, "data", "[1"),
        lambda value: boxes.switched(value, "silent", on=True),
        lambda value: value.with_document({"title": "A template’s"}),
    ],
)
def test_a_change_elsewhere_drops_a_broken_json(change: Callable[[DraftValue], DraftValue]) -> None:
    value = change(EXAMPLE.with_json(BROKEN))
    assert (value.broken, value.json) == (None, None)
    assert value == change(EXAMPLE)


def test_typing_on_in_a_broken_json_mends_it() -> None:
    value = EXAMPLE.with_json(BROKEN).with_json(BROKEN + ",")
    assert (value.document, value.json_shown) == (EXAMPLE.document, BROKEN + ",")
    assert value.with_json(BROKEN + "}").document == {"title": "Hello"}


def test_a_name_given_twice_is_a_warning_and_the_last_one_counts() -> None:
    text = '{\n  "title": "A",\n  "body": "B",\n  "title": "C"\n}'
    value = DraftValue().with_json(text)
    assert value.document == {"title": "C", "body": "B"}
    (one,) = value.checks()
    assert (one.rule, one.severity, one.field) == (REPEATED_NAME, "warning", "json")
    assert "“title” (lines 2 and 4)" in one.message
    mended = value.mended(one)
    assert (mended.document, mended.checks()) == (value.document, ())
    assert '"A"' not in mended.json_shown


def test_a_name_given_twice_in_the_box_for_data_is_a_warning_there() -> None:
    value = boxes.typed(DraftValue(), "data", '{"a": 1, "a": 2}')
    (one,) = value.checks()
    assert (one.rule, one.field) == (REPEATED_NAME, "data")
    assert "“a” (line 1)" in one.message
    mended = value.mended(one)
    assert (mended.document, mended.checks()) == ({"data": {"a": 2}}, ())


def test_broken_json_is_an_error_whose_fix_is_the_forms_value() -> None:
    value = EXAMPLE.with_json(BROKEN)
    (one,) = value.checks()
    assert (one.rule, one.severity, one.field) == (BROKEN_JSON, "error", "json")
    assert "Line 1, column 18" in one.message
    assert value.mended(one) == EXAMPLE


@pytest.mark.parametrize(("before", "fixed"), [("", {}), ("[1]", {"data": [1]})])
def test_broken_data_is_an_error_whose_fix_is_the_last_good_one(
    before: str, fixed: dict[str, object]
) -> None:
    value = boxes.typed(boxes.typed(DraftValue(), "data", before), "data", "[1")
    (one,) = value.checks()
    assert (one.rule, one.field) == (BROKEN_DATA, "data")
    mended = value.mended(one)
    assert (mended.document, mended.checks()) == (fixed, ())


def test_an_unknown_option_is_kept_whatever_is_changed() -> None:
    value = DraftValue().with_json('{"title": "T", "mutable": true, "delivery": {"ttl": 60, "own": 1}}')
    value = boxes.switched(boxes.typed(boxes.typed(value, "title", "U"), "ttl", "90 s"), "silent", on=True)
    assert value.document["mutable"] is True
    assert value.option("ttl") == 90
    assert '"own": 1' in value.json_shown


def test_what_stands_in_a_box_is_forgotten_when_its_value_changes_elsewhere() -> None:
    value = boxes.typed(DraftValue(), "ttl", "4 hours")
    assert boxes.shown(value, "ttl") == "4 hours"
    assert boxes.shown(value.with_json('{"title": "x", "delivery": {"ttl": 14400}}'), "ttl") == "4 hours"
    assert boxes.shown(value.with_json('{"delivery": {"ttl": 60}}'), "ttl") == "1 min"


@pytest.mark.parametrize("other", ["1.0", "true"])
def test_for_json_one_and_true_are_different(other: str) -> None:
    value = boxes.typed(DraftValue(), "data", " 1")
    assert boxes.shown(value.with_json(f'{{"data": {other}}}'), "data") == other


def test_a_lone_surrogate_is_kept_and_written_as_an_escape() -> None:
    value = DraftValue().with_json('{"title": "\\ud83d"}')
    assert value.document == {"title": "\ud83d"}
    assert json_text.write(value.document) == '{\n  "title": "\\ud83d"\n}'


def test_a_draft_is_a_value() -> None:
    assert EXAMPLE.with_json(BROKEN) == EXAMPLE.with_json(BROKEN)
    before = dict(EXAMPLE.document)
    boxes.typed(EXAMPLE, "topic", "other")
    assert EXAMPLE.document == before
