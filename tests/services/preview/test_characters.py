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
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", 2),
        ("\uac00\u11a8", 1),
        ("\u0301", 1),
        ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞A", 2),
        ("é" * 5000, 5000),
    ],
)
def test_characters_as_a_person_counts_them(text: str, number: int) -> None:
    assert characters.count(text) == number


FAMILY, ACCENT, FLAG = "👨‍👩‍👧‍👦", "e\u0301", "🇩🇪"


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("Order", 3, "Ord"),
        ("Order", 9, "Order"),
        (FAMILY + ACCENT + FLAG, 2, FAMILY + ACCENT),
        (FAMILY + ACCENT + FLAG, 3, FAMILY + ACCENT + FLAG),
        (FAMILY + ACCENT, 0, ""),
        ("", 2, ""),
    ],
)
def test_the_head_of_a_text_is_made_of_whole_characters(text: str, number: int, expected: str) -> None:
    assert characters.head(text, number) == expected


def test_the_head_stays_within_its_code_points() -> None:
    assert characters.head(ACCENT * 10, 8, most=5) == ACCENT * 2
    assert characters.head(ACCENT * 10, 8, most=6) == ACCENT * 3
    assert characters.head("x" * 10, 8, most=5) == "x" * 5
    assert characters.head("a" + "\u0301" * 50, 8, most=5) == "a" + "\u0301" * 4
