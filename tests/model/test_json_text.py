"""What a JSON parser lets through although no other program could read it back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model import json_text
from pushdesk.model.errors import BadInput


@pytest.mark.parametrize("text", ['{"a": [1, -2.5e10, null, true, "é \\ud83d\\ude00"]}', '""', "[]", "1"])
def test_json_passes(text: str) -> None:
    json_text.check(json.loads(text), "It")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": ["\\ud800"]}', "It holds half of a character"),
        ('{"\\udfff": 1}', "It holds half of a character"),
        ('{"a": NaN}', "It holds NaN or Infinity"),
        ("[[-Infinity]]", "It holds NaN or Infinity"),
        ("1e999", "It holds NaN or Infinity"),
    ],
)
def test_half_characters_and_numbers_that_are_none_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        json_text.check(json.loads(text), "It")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', []),
        ('{"a": "b", "b": ["a", "a"]}', []),
        ('{"a": "\\"a\\": {",\n "b": "}", "\\u0061": 2}', [("a", (1, 2))]),
        ('{"x": {"a": 1,\n\n"a"\n: 2},\n"x": 3, "x": 4}', [("x", (1, 5, 5)), ("a", (1, 3))]),
        ('[{"": 1, "": 2}]', [("", (1, 1))]),
        ('"a"', []),
    ],
)
def test_names_given_twice_in_one_object_are_found_with_their_lines(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    json.loads(text)
    assert [(one.name, one.lines) for one in json_text.repeated(text)] == expected


NAMES = st.text(max_size=3)
VALUES = st.recursive(
    st.text(max_size=6) | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)
)


@given(VALUES, st.sampled_from((None, 2)), st.booleans())
def test_what_a_writer_wrote_has_no_name_twice(value: object, indent: int | None, ascii_only: bool) -> None:
    assert json_text.repeated(json.dumps(value, indent=indent, ensure_ascii=ascii_only)) == ()


def test_bottomless_nesting_is_a_sentence() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(BadInput, match="nested too deeply"):
        json_text.check(deep, "It")
    while deep:  # taken apart from the outside: freeing it in one go would recurse, too
        deep = deep[0]  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 64 + "]" * 64, None),
        ("[[]]" * 100, None),
        ('["' + "[" * 100 + '\\"[", "]"]', None),
        ("[" * 65 + "]" * 65, (1, 65)),
        ('{"a":\n  ' + "[" * 64 + "]" * 64 + "}", (2, 66)),
        ("[" * 1000, (1, 65)),
    ],
)
def test_the_first_bracket_that_is_too_deep_is_found(text: str, place: tuple[int, int] | None) -> None:
    assert json_text.too_deep(text) == place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "A name in double quotes"),
        ('{"a" 1}', "A colon is missing"),
        ("[1 2]", "A comma or a closing bracket is missing"),
        ("[tru]", "A value belongs here"),
        ('"a', "no closing quote"),
        ('"a\nb"', "A line break or a tab"),
        (r'"\u12"', "four digits"),
        (r'"\x"', "After a backslash"),
        ("1 2", "Nothing may follow"),
    ],
)
def test_where_json_breaks_is_said_what_to_do(text: str, words: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    assert words in json_text.advice(caught.value)
    assert json_text.advice(json.JSONDecodeError("Odd", "", 0)) == "Odd."


def depth_of(value: Any) -> int:
    """How many lists and objects stand in each other."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


BRACKETS = st.text('[]{}\\",:a', max_size=5)


@given(
    st.recursive(BRACKETS, lambda inner: st.lists(inner) | st.dictionaries(BRACKETS, inner), max_leaves=30)
)
def test_a_text_is_deeper_than_every_number_below_its_depth(value: Any) -> None:
    text, depth = json.dumps(value), depth_of(value)
    for most in range(depth + 2):
        assert json_text.is_deeper(text, most) is (depth > most)
        assert (json_text.too_deep(text, most) is not None) is (depth > most)
