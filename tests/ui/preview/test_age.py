"""How old a timestamp is, in few letters."""

import pytest

from pushdesk.ui.preview.age import age

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "now"),
        (59, "now"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (86400, "1d"),
        (400 * 86400, "1y"),
        (-7200, "in 2h"),
        (10**30, "999y"),
    ],
)
def test_the_largest_unit_is_said(seconds: int, expected: str) -> None:
    assert age((int(NOW) - seconds) * 1000, NOW) == expected
