"""Characters are counted as a person sees them."""

import pytest

from pushdesk.services.preview import characters


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("Order #4821", 11),
        ("e\u0301", 1),
        ("שָׁלוֹם", 4),
        ("نعم", 3),
        ("नि", 1),
        ("한국어", 3),
        ("👍🏽!", 2),
        ("👨‍👩‍👧‍👦", 1),
        ("🇩🇪🇫🇷", 2),
        ("🇩🇪🇫", 2),
        ("1️⃣", 1),
        ("\u0301", 1),
        ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞A", 2),
        ("é" * 5000, 5000),
    ],
)
def test_characters_as_a_person_counts_them(text: str, number: int) -> None:
    assert characters.count(text) == number
