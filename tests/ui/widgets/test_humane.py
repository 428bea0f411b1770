"""Humane numbers: what a person would say, and never a rounded value where the exact one is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from pushdesk.ui.widgets import humane

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(seconds=-40), "just now"),  # a device's clock runs ahead
        (timedelta(seconds=40), "40 s ago"),
        (timedelta(minutes=2, seconds=59), "2 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=30), "16 May"),
        (timedelta(days=400), "11 May 2025"),
    ],
)
def test_moments_are_said_from_now(before: timedelta, words: str) -> None:
    assert humane.ago(NOW - before, NOW) == words


def test_yesterday_begins_at_midnight_unless_it_was_a_few_hours_ago() -> None:
    noon = NOW.astimezone().replace(hour=12)
    assert humane.ago(noon - timedelta(hours=24), noon) == "yesterday"
    night = noon.replace(hour=1)
    assert humane.ago(night - timedelta(hours=2), night) == "2 h ago"


def test_no_moment_is_a_dash() -> None:
    assert humane.ago(None) == "–"
    assert humane.exact(None) == ""


def test_thousands_are_parted_by_a_space_that_does_not_break() -> None:
    assert humane.count(10128) == "10\u202f128"
    assert humane.counted(1, "device", "devices") == "1 device"
    assert humane.counted(1204, "device", "devices") == "1\u202f204 devices"


def test_the_exact_moment_has_milliseconds() -> None:
    assert ".250 " in humane.exact(NOW.replace(microsecond=250_000))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.24, "0.2 s"), (2, "2 s"), (40, "40 s"), (120, "2 min"), (4 * 3600, "4 h"), (28 * 86400, "28 days")],
)
def test_durations_have_one_unit(seconds: float, words: str) -> None:
    assert humane.duration(seconds) == words


@pytest.mark.parametrize(("milliseconds", "words"), [(None, "–"), (84, "84 ms"), (1240, "1.2 s")])
def test_latencies_are_milliseconds_until_they_are_seconds(milliseconds: int | None, words: str) -> None:
    assert humane.latency(milliseconds) == words


def test_a_long_address_keeps_both_ends() -> None:
    assert humane.elided("https://push.example/" + "x" * 100 + "end", 21, 3) == "https://push.example/…end"
    assert humane.elided("short") == "short"
