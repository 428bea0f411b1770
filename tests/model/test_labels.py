"""Names and tags at the edge."""

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.labels import LONGEST_NAME, LONGEST_TAG, parse_name, parse_tag


@pytest.mark.parametrize("text", ["Kiosk 3", "مكتب الدعم", "📱 Pixel", "a\u200db", "x" * LONGEST_NAME])
def test_a_name_of_any_language_is_taken(text: str) -> None:
    assert parse_name(f"  {text} ") == text


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\u2066b", "a\x1bb"])
def test_what_hides_or_turns_text_is_refused_and_shown_harmlessly(text: str) -> None:
    for parse in (parse_name, parse_tag):
        with pytest.raises(BadInput, match="must not hold control characters") as refused:
            parse(text)
        assert text[1] not in refused.value.sentence


def test_labels_have_an_end() -> None:
    with pytest.raises(BadInput, match="may have 200 characters; this has 201"):
        parse_name("x" * (LONGEST_NAME + 1))
    with pytest.raises(BadInput, match="may have 100 characters"):
        parse_tag("x" * (LONGEST_TAG + 1))


def test_an_empty_name_is_no_name_and_an_empty_tag_is_refused() -> None:
    assert parse_name("  ") == ""
    with pytest.raises(BadInput, match="must not be empty"):
        parse_tag("  ")


def test_a_line_break_in_a_label_is_a_blank() -> None:
    assert parse_name(" the\r\n red \t one\n") == "the red one"
    assert parse_name("two  blanks stay") == "two  blanks stay"
