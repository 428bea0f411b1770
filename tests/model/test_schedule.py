"""The time of a campaign for later: as somebody writes it, as it is told, and once it has passed."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.schedule import LATENESS, is_missed, local, parse_moment, require_future

AT = datetime(2026, 1, 31, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-01-31T14:30+01:00", " 2026-01-31 13:30Z", "2026-01-31T13:30:00.000Z"])
def test_an_offset_is_heeded(text: str) -> None:
    assert parse_moment(text) == AT


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's time zone cannot be changed for a test")
def test_a_time_without_an_offset_is_this_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC-2")
        time.tzset()  # type: ignore[attr-defined,unused-ignore]
        assert parse_moment("2026-01-31T15:30") == AT
        day = timedelta(days=1)
        assert local(AT, AT) == "today 15:30"
        assert local(AT, AT - day) == "tomorrow 15:30"
        assert local(AT, AT + day) == "yesterday 15:30"
        assert local(AT - timedelta(hours=6, minutes=24), AT + 3 * day) == "Sat 31 Jan 2026, 9:06"
    time.tzset()  # type: ignore[attr-defined,unused-ignore]


@pytest.mark.parametrize("text", ["", "tomorrow", "14:30", "2026-02-30T10:00", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="2026-01-31T14:30"):
        parse_moment(text)


def test_what_has_passed_is_refused() -> None:
    require_future(AT + timedelta(milliseconds=1), AT)
    for at in (AT, AT - timedelta(days=1)):
        with pytest.raises(BadInput, match=r"^(Today|Yesterday|Sat|Fri|Sun).* has passed already"):
            require_future(at, AT)


def test_a_time_is_missed_after_the_lateness_that_is_allowed() -> None:
    assert not is_missed(None, AT)
    assert not is_missed(AT, AT + LATENESS)
    assert is_missed(AT, AT + LATENESS + timedelta(milliseconds=1))
