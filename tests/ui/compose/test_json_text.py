"""JSON as text: a stable order, the text read back, and the place where it breaks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.json_text import DEEPEST
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.json_text import MOST_CHARACTERS, Broken, ordered, read, read_value, write

PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
DOCUMENTS = st.dictionaries(st.text(), VALUES)


@given(DOCUMENTS)
def test_what_is_written_is_read_back(document: dict[str, Any]) -> None:
    assert read(write(document)) == document


@given(DOCUMENTS)
def test_writing_again_changes_nothing(document: dict[str, Any]) -> None:
    text = write(document)
    found = read(text)
    assert not isinstance(found, Broken)
    assert write(found) == text


def test_options_stand_in_the_apis_order_unknown_ones_after_them_delivery_last() -> None:
    mixed = {"delivery": {}, "zeta": 1, "tag": "t", "alpha": 2, "body": "B", "title": "T"}
    assert list(ordered(mixed)) == ["title", "body", "tag", "zeta", "alpha", "delivery"]


def test_a_short_list_stands_on_one_line() -> None:
    assert '"vibrate": [200, 100, 200]' in write({"vibrate": [200, 100, 200]})
    assert write({"actions": [{"action": "a"}]}).count("\n") == 6


@pytest.mark.parametrize("letter", ["\ud83d", "\u2028", "\u2029", "\ufeff", "\ufdd0", "\uffff"])
def test_what_an_editor_cannot_hold_is_escaped(letter: str) -> None:
    text = write({"title": letter})
    assert letter not in text
    assert read(text) == {"title": letter}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{"title" "x"}', 1, 10, "colon is missing"),
        ('{\n  "title": "x"\n  "body": "y"\n}', 3, 3, "comma or a closing bracket"),
        ('{"title": }', 1, 11, "A value belongs here"),
        ('{"title": "x', 1, 11, "no closing quote"),
        ('{"title": "x\ny"}', 1, 13, "written as \\n"),
        ('{"title": "\\x"}', 1, 12, "After a backslash"),
        ('{"title": "\\u12"}', 1, 13, "After \\u come four digits"),
        ("{} {}", 1, 4, "Nothing may follow"),
        ("{title: 1}", 1, 2, "name in double quotes"),
        ('{"a": "NaN",\n "b": NaN}', 2, 7, "no such number"),
        ('{"a": "-Infinity",\n "b": [-Infinity]}', 2, 8, "no such number"),
        ('{"a": 1e999}', 1, 7, "no such number"),
        ('{"a": ' + "9" * 5000 + "}", 1, 7, "no such number"),
        ("[]", 1, 1, "begins with “{”"),
        ("", 1, 1, "A value belongs here"),
    ],
)
def test_a_broken_text_says_where_and_what_to_do(text: str, line: int, column: int, words: str) -> None:
    found = read(text)
    assert isinstance(found, Broken)
    assert (found.line, found.column) == (line, column)
    assert words in found.sentence
    assert found.sentence.startswith(f"Line {line}, column {column}: ")


@pytest.mark.parametrize("depth", [DEEPEST, 5000, 40_000])
def test_bottomless_nesting_is_a_sentence_with_the_first_bracket_that_is_too_deep(depth: int) -> None:
    found = read('{"body": "[[[",\n"data":' + "[" * depth + "]" * depth + "}")
    assert isinstance(found, Broken)
    assert "flatter" in found.words
    assert (found.line, found.column) == (2, len('"data":') + DEEPEST)


def test_what_is_just_deep_enough_is_read() -> None:
    text = '{"data":' + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1) + "}"
    assert read(text) == json.loads(text)


def test_far_too_much_text_is_a_sentence() -> None:
    found = read('{"body": "' + "x" * MOST_CHARACTERS + '"}')
    assert isinstance(found, Broken)
    assert "100,000 are the most" in found.words


def test_a_byte_order_mark_in_front_is_passed_over() -> None:
    assert read('\ufeff{"title": "x"}') == {"title": "x"}


def test_a_document_that_is_nested_deeper_than_the_view_takes_is_still_written() -> None:
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    assert json.loads(write({"data": deep})) == {"data": deep}


def test_a_value_alone_may_be_anything() -> None:
    for text in ("null", "3", '"x"', "[1]"):
        found = read_value(text)
        assert not isinstance(found, Broken)
        assert found.value == json.loads(text)


def test_a_large_value_is_written_once_and_again_only_where_it_is_another_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines, data = json_text._lines, [[number] for number in range(500)]
    made: list[object] = []

    def counted(value: object, indent: str) -> str:
        if indent == "  ":
            made.append(value)
        return lines(value, indent)

    monkeypatch.setattr(json_text, "_lines", counted)
    texts = {write({"title": title, "data": data}) for title in ("T", "Ti", "Tit")}
    assert (len(texts), made.count(data)) == (3, 1)
    assert read(write({"title": "T", "data": [*data, 1]})) == {"title": "T", "data": [*data, 1]}
    for number in range(50):
        assert read(write({"data": [number]})) == {"data": [number]}
    assert len(json_text._parts) <= json_text._PARTS_KEPT


@pytest.mark.parametrize("depth", [DEEPEST - 1, DEEPEST])
def test_what_nests_too_deeply_stands_on_one_line_with_all_around_it(depth: int) -> None:
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    assert ("\n" in write({"title": "T", "data": value})) is (depth < DEEPEST)
