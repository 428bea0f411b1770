"""What differs between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from pushdesk.ui.compose.differing import changed_part, units

TEXTS = st.text("ab", max_size=12)


@given(TEXTS, TEXTS)
def test_the_changed_part_makes_the_new_text_out_of_the_old_and_is_no_larger(old: str, new: str) -> None:
    start, end, part = changed_part(old, new)
    assert old[:start] + part + old[end:] == new
    gone = old[start:end]
    if gone and part:
        assert gone[0] != part[0]
        assert gone[-1] != part[-1]


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_typed_between_two_texts_is_all_that_changed(before: str, typed: str, after: str) -> None:
    start, end, part = changed_part(before + after, before + typed + after)
    assert (end - start, len(part)) == (0, len(typed))


def test_lengths_are_counted_in_utf_16() -> None:
    assert units("a\u00e9\U0001f600") == 4
