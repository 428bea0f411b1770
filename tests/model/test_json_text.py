"""What a JSON parser lets through although no other program could read it back."""

import json

import pytest

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


def test_bottomless_nesting_is_a_sentence() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(BadInput, match="nested too deeply"):
        json_text.check(deep, "It")
    while deep:  # taken apart from the outside: freeing it in one go would recurse, too
        deep = deep[0]  # type: ignore[assignment]
