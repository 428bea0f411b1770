"""Moments survive the database to the millisecond and say their zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model import clock

MOMENT = clock.Moment()


def test_now_is_what_the_database_can_hold() -> None:
    now = clock.now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_millisecond(moment: datetime) -> None:
    stored = MOMENT.process_bind_param(moment, None)
    assert isinstance(stored, int)
    back = MOMENT.process_result_value(stored, None)
    assert back is not None
    assert abs(back - moment) <= timedelta(microseconds=500)
    assert MOMENT.process_bind_param(back, None) == stored


def test_no_moment_stays_none() -> None:
    assert MOMENT.process_bind_param(None, None) is None
    assert MOMENT.process_result_value(None, None) is None


def test_a_moment_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(TypeError):
        MOMENT.process_bind_param(datetime(2026, 1, 1), None)


def test_json_gets_iso_8601_in_utc() -> None:
    there = datetime(2026, 1, 31, 14, 30, 0, 5000, tzinfo=timezone(timedelta(hours=2)))
    assert clock.iso(there) == "2026-01-31T12:30:00.005Z"
