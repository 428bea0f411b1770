"""Cutting by characters: at the band's ends, never inside a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.preview import characters
from pushdesk.ui.preview.cutting import ELLIPSIS, Passage, passage, right_to_left

FAMILY = "👨‍👩‍👧‍👦"


def test_a_text_within_the_band_is_whole() -> None:
    assert passage("x" * 10, 10, 20) == Passage("x" * 10)


def test_between_the_ends_the_rest_is_faded() -> None:
    assert passage("x" * 15, 10, 20) == Passage("x" * 15, faded=10)


def test_beyond_the_longer_end_it_is_cut() -> None:
    assert passage("x" * 21, 10, 20) == Passage("x" * 20 + ELLIPSIS, faded=10, cut=True)


def test_where_the_sources_agree_nothing_is_faded() -> None:
    assert passage("x" * 21, 20, 20) == Passage("x" * 20 + ELLIPSIS, cut=True)


def test_characters_are_what_a_person_counts() -> None:
    found = passage(FAMILY * 5, 2, 3)
    assert found.text == FAMILY * 3 + ELLIPSIS
    # In UTF-16 as Qt counts: a family has 11 units.
    assert found.faded == 22


def test_a_text_of_marks_ends_in_time() -> None:
    found = passage("a" + "\u0301" * 100_000, 10, 20)
    assert found.cut
    assert len(found.text) == characters.EXACT + len(ELLIPSIS)


def test_a_text_of_stacked_marks_is_cut_by_letters_and_none_is_torn() -> None:
    letter = "a" + "\u0301\u0330" * 30
    assert passage(letter * 21, 10, 20) == Passage(letter * 20 + ELLIPSIS, faded=610, cut=True)
    assert passage(letter * 20, 20, 25) == Passage(letter * 20)


@given(st.text(max_size=60), st.integers(1, 20), st.integers(0, 10))
def test_the_cut_text_is_the_beginning_of_the_text(text: str, shortest: int, more: int) -> None:
    found = passage(text, shortest, shortest + more)
    assert text.startswith(found.text.removesuffix(ELLIPSIS) if found.cut else found.text)
    assert found.cut or found.text == text
    if found.cut and text.isalpha() and text.isascii():
        assert characters.count(found.text) == shortest + more + 1


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("Hello שלום", "auto", False),
        ("123 שלום", "auto", True),
        ("🎉 مرحبا", "auto", True),
        ("123", "auto", False),
        ("Hello", "rtl", True),
        ("שלום", "ltr", False),
    ],
)
def test_the_direction_is_said_or_comes_from_the_first_strong_character(
    text: str, direction: str, expected: bool
) -> None:
    assert right_to_left(text, direction) is expected
