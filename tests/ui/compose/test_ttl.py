"""TTL as people write it."""

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.ui.compose.ttl import OFFERED, parse_ttl, ttl_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4 h", 14400),
        ("90", 90),
        ("90 s", 90),
        ("5min", 300),
        ("1 day", 86400),
        ("28 Days", 2419200),
        ("2 hours", 7200),
        ("1 w", 604800),
        ("0", 0),
        ("-1", -1),
        ("-5 min", -300),
        ("9999999999", 9_999_999_999),
        ("99999 days", 99_999 * 86_400),
    ],
)
def test_a_time_is_read(text: str, seconds: int) -> None:
    assert parse_ttl(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "--1", "1.5 h", "4 parsecs", "9" * 21, "٣"])
def test_what_is_no_time_is_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match=r"^“ttl” "):
        parse_ttl(text)


def test_what_is_offered_reads_back_and_never_drops_the_message() -> None:
    assert [parse_ttl(ttl_text(seconds)) for seconds in OFFERED] == list(OFFERED)
    assert min(OFFERED) == 60
    assert max(OFFERED) == 28 * 86400


@pytest.mark.parametrize(("seconds", "text"), [(14400, "4 h"), (86400, "1 day"), (90, "90 s"), (0, "0 s")])
def test_seconds_are_said_exactly(seconds: int, text: str) -> None:
    assert ttl_text(seconds) == text
