"""Timestamps as people write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model import clock
from pushdesk.ui.compose.timestamp import parse_timestamp, timestamp_text

NOON = 1_700_000_000_000


@given(st.integers(-(10**14), 10**15))
def test_a_moment_is_read_back_from_its_text(milliseconds: int) -> None:
    text = timestamp_text(milliseconds)
    if not text.lstrip("-").isdigit():
        assert parse_timestamp(text) == milliseconds


def test_now_is_this_moment() -> None:
    before = int(clock.now().timestamp() * 1000)
    found = parse_timestamp(" NOW ")
    assert found is not None
    assert before <= found <= before + 60_000


@pytest.mark.parametrize("text", ["2023-11-14T22:13:20Z", "2023-11-14 23:13:20 +01:00", str(NOON)])
def test_zones_and_bare_numbers_are_understood(text: str) -> None:
    assert parse_timestamp(text) == NOON


def test_without_a_zone_it_is_this_computers() -> None:
    here = datetime.fromtimestamp(NOON / 1000, UTC).astimezone().replace(tzinfo=None)
    assert parse_timestamp(here.isoformat(" ")) == NOON


@pytest.mark.parametrize("text", ["soon", "2023-13-01", "12", "9" * 30, "0001-01-01 00:00 +14:00"])
def test_anything_else_is_no_moment(text: str) -> None:
    assert parse_timestamp(text) is None


@pytest.mark.parametrize("milliseconds", [10**17, -(10**16)])
def test_what_no_calendar_has_stays_a_number(milliseconds: int) -> None:
    assert timestamp_text(milliseconds) == str(milliseconds)


def test_milliseconds_show_where_there_are_any() -> None:
    assert ".250" in timestamp_text(NOON + 250)
    assert ".000" not in timestamp_text(NOON)
