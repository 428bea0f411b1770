"""What keeps a value from being written as JSON, and where it stands."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.json_flaws import flaws, whole
from pushdesk.model.json_text import DEEPEST

TEXTS = st.text(st.sampled_from("ab\ud800\udfff\ufffd"), max_size=3)
VALUES = st.recursive(
    TEXTS | st.floats() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@pytest.mark.parametrize(
    ("value", "sentences"),
    [
        ({"title": "\U0001f600"}, []),
        ({"title": "\ud83d", "body": "\ude00"}, ["“title” holds half", "“body” holds half"]),
        ({"actions": [{}, {"title": "\ud83d"}]}, ["“actions[1].title” holds half"]),
        (
            {"data": {"a\udfff": [1.0, float("nan")]}},
            ["The name “data.a\ufffd” holds", "“data.a\ufffd[1]” holds NaN"],
        ),
        ("\ud83d", ["The message holds half of a character"]),
    ],
)
def test_each_is_named_where_it_stands(value: Any, sentences: list[str]) -> None:
    found = [one.sentence for one in flaws(value)]
    assert [said[: len(start)] for said, start in zip(found, sentences, strict=True)] == sentences


def test_what_is_too_deep_is_said_once_and_alone() -> None:
    def deep(levels: int) -> Any:
        found: Any = "\ud800"
        for _ in range(levels):
            found = [found]
        return found

    assert [one.path for one in flaws({"data": deep(DEEPEST - 1)})] == [("data", *[0] * (DEEPEST - 1))]
    (one,) = flaws({"data": deep(DEEPEST), "title": "\ud800"})
    assert flaws({"data": [deep(500), deep(DEEPEST)]}) == (one,)
    assert one.sentence == "“data” holds lists and objects in each other, more than 64 deep: make it flatter."


def test_what_is_wide_or_only_says_brackets_is_not_deep() -> None:
    limit: Any = []
    for _ in range(DEEPEST - 2):
        limit = [limit]
    wide = {"data": [{"a": []}] * 1_000, "title": "[{" * 1_000, "limit": limit}
    assert flaws(wide) == ()
    assert [one.path for one in flaws(wide | {"over": [limit]})] == [("over",)]


@given(VALUES)
def test_there_is_none_exactly_where_it_can_be_written(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        assert flaws(value)
    else:
        assert not flaws(value)


@given(VALUES)
def test_made_whole_no_half_is_left_and_no_name_is_lost(value: Any) -> None:
    made = whole(value)
    assert not [one for one in flaws(made) if one.kind.name == "HALF"]
    assert json.dumps(made).count(":") == json.dumps(value).count(":")
