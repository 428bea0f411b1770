"""What stands in the boxes, and the draft after typing there: form → JSON → form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.ui.compose import boxes, json_text
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue

NAMES = (*boxes.TEXTS, *boxes.CHOICES, *boxes.SPELT)
TYPED = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.text(max_size=12)
        | st.sampled_from(
            ("4 h", "90", "200, 100, 200", "{", "[1, 2]", "null", "2023-11-14T22:13:20Z", "rtl", "low")
        ),
    ),
    max_size=8,
)
PRESSED = st.lists(st.tuples(st.sampled_from(boxes.SWITCHES), st.booleans()), max_size=4)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(("action", "title", "icon", "navigate", "own")), st.text(max_size=6)),
    max_size=4,
)


def filled(typed: list[tuple[str, str]], pressed: list[tuple[str, bool]], rows: list[Any]) -> DraftValue:
    """A draft as a person makes it in the form."""
    value = DraftValue()
    for name, text in typed:
        value = boxes.typed(value, name, text)
    for name, on in pressed:
        value = boxes.switched(value, name, on)
    return value.with_option("actions", rows or None)


def form_of(value: DraftValue) -> dict[str, object]:
    """All that the form shows."""
    texts: dict[str, object] = {name: boxes.shown(value, name) for name in NAMES}
    switches = {name: boxes.is_on(value, name) for name in boxes.SWITCHES}
    return texts | switches | {"actions": boxes.actions(value)}


@given(TYPED, PRESSED, ROWS)
def test_through_the_json_the_form_comes_back_as_it_was(
    typed: list[tuple[str, str]], pressed: list[tuple[str, bool]], rows: list[Any]
) -> None:
    value = filled(typed, pressed, rows)
    back = value.with_json(json_text.write(value.document))
    assert back.broken is None
    assert form_of(back) == form_of(value)
    assert json_text.write(back.document) == json_text.write(value.document)


@given(
    st.text(max_size=12) | st.sampled_from(('{"title": "x"', '{"title": "J", "data": [2]}', "[]", "{}")),
    st.sampled_from(NAMES),
    st.text(max_size=12) | st.sampled_from(("4 hours", "[1]", "[1", "rtl", "high", "200, 100")),
)
def test_a_change_in_the_form_is_never_lost_whatever_the_json_was(json: str, name: str, text: str) -> None:
    before = EXAMPLE.with_json(json)
    value = boxes.typed(before, name, text)
    assert value.broken is None
    assert value.option(name) == boxes.typed(DraftValue(before.document), name, text).option(name)
    again = value.with_json(value.json_shown + "\n")
    assert form_of(again) == form_of(value)


@given(st.sampled_from(NAMES), st.text(max_size=20))
def test_a_box_keeps_what_was_typed_in_it(name: str, text: str) -> None:
    if name in {*boxes.CHOICES} and not text:
        return  # nothing chosen is the default
    if name == "timestamp" and text.strip().lower() in {"now", "none"}:
        return  # these two are done, not kept
    shown = boxes.shown(boxes.typed(DraftValue(), name, text), name)
    assert shown == text


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("title", "T", {"title": "T"}),
        ("vibrate", "200, 100, 200", {"vibrate": [200, 100, 200]}),
        ("vibrate", "long", {"vibrate": "long"}),
        ("timestamp", "2023-11-14T22:13:20Z", {"timestamp": 1_700_000_000_000}),
        ("timestamp", "none", {}),
        ("timestamp", "soon", {"timestamp": "soon"}),
        ("ttl", "1 day", {"delivery": {"ttl": 86400}}),
        ("ttl", "soon", {"delivery": {"ttl": "soon"}}),
        ("ttl", "-1", {"delivery": {"ttl": -1}}),
        ("ttl", "9999999999", {"delivery": {"ttl": 9_999_999_999}}),
        ("urgency", "high", {"delivery": {"urgency": "high"}}),
        ("topic", "t", {"delivery": {"topic": "t"}}),
        ("dir", "rtl", {"dir": "rtl"}),
        ("lang", "ar", {"lang": "ar"}),
        ("data", '{"order": 4821}', {"data": {"order": 4821}}),
        ("data", "null", {"data": None}),
        ("data", "{", {}),
    ],
)
def test_each_box_writes_its_option(name: str, text: str, expected: dict[str, Any]) -> None:
    assert boxes.typed(DraftValue(), name, text).document == expected


@pytest.mark.parametrize("name", NAMES)
def test_an_emptied_box_leaves_its_option_out(name: str) -> None:
    full = filled([(one, "t") for one in boxes.TEXTS], [], [])
    full = boxes.typed(boxes.typed(full, "data", "[1]"), "ttl", "1 h")
    emptied = boxes.typed(full, name, "")
    assert emptied.option(name) is None
    assert emptied.option("title") == (None if name == "title" else "t")


def test_without_a_delivery_the_boxes_show_what_counts_then() -> None:
    assert [boxes.shown(DraftValue(), name) for name in ("ttl", "urgency")] == ["4 h", "normal"]


def test_broken_data_keeps_the_last_good_one() -> None:
    value = boxes.typed(DraftValue(), "data", "[1]")
    value = boxes.typed(value, "data", "[1")
    assert (value.document, boxes.shown(value, "data")) == ({"data": [1]}, "[1")
    assert value.broken_data is not None


def test_a_value_of_another_kind_is_shown_as_json_and_stays_until_somebody_types() -> None:
    value = DraftValue({"title": 5, "renotify": "yes", "vibrate": ["a"], "delivery": 7})
    assert boxes.shown(value, "title") == "5"
    assert not boxes.is_on(value, "renotify")
    assert boxes.shown(value, "vibrate") == '["a"]'
    assert boxes.shown(value, "ttl") == "4 h"
    assert boxes.typed(value, "body", "B").document["title"] == 5


def test_an_option_keeps_its_place_when_it_is_typed_in() -> None:
    assert list(boxes.typed(EXAMPLE, "title", "New").document) == list(EXAMPLE.document)


def test_rows_keep_what_they_have_no_box_for() -> None:
    row = boxes.action_typed({"action": "a", "title": "A", "own": 1}, "icon", "https://a.example/i.png")
    assert row == {"action": "a", "title": "A", "own": 1, "icon": "https://a.example/i.png"}
    assert "icon" not in boxes.action_typed(row, "icon", "")
    assert boxes.action_typed(row, "title", "")["title"] == ""
    assert boxes.action_typed("no row", "title", "A") == {"action": "", "title": "A"}
