"""Vibration patterns as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.ui.compose.vibration import (
    PRESETS,
    is_pattern,
    parse_pattern,
    pattern_text,
    pulses,
    short_pattern,
)

PATTERNS = st.lists(st.integers(0, 99_999), max_size=30)


@given(PATTERNS)
def test_a_pattern_is_read_back_from_its_text(pattern: list[int]) -> None:
    assert parse_pattern(pattern_text(pattern)) == pattern
    assert is_pattern(pattern)


@pytest.mark.parametrize(
    "text", ["200,100,200", " 200 100  200 ", "[200, 100, 200]", "200·100·200", "200;100;200"]
)
def test_any_usual_way_to_write_it_is_understood(text: str) -> None:
    assert parse_pattern(text) == [200, 100, 200]


@pytest.mark.parametrize("text", ["long", "200, -1", "1.5", "²", "9" * 12])
def test_anything_else_is_no_pattern(text: str) -> None:
    assert parse_pattern(text) is None


@pytest.mark.parametrize("value", ["200", [True], [1.0], [-1], None, [10**9]])
def test_other_values_are_no_pattern(value: object) -> None:
    assert not is_pattern(value)


@given(PATTERNS)
def test_pulses_stay_inside_the_whole(pattern: list[int]) -> None:
    for start, length in pulses(pattern):
        assert 0 <= start <= start + length <= 1 + 1e-9


def test_every_second_part_is_a_rest() -> None:
    assert pulses([100, 200, 100]) == [(0.0, 0.25), (0.75, 0.25)]


def test_presets_start_and_end_with_a_pulse() -> None:
    assert all(len(pattern) % 2 and min(pattern) > 0 for _, pattern in PRESETS)


def test_a_long_pattern_is_cut_where_there_is_little_room() -> None:
    assert short_pattern([200, 100, 200]) == "200·100·200"
    assert short_pattern([1, 2, 3, 4]) == "1·2·3…"
