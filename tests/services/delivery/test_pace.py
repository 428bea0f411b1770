"""The pace of one push service and the cap over all of them, by a clock that only the test moves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.delivery.pace import START, Allowance, Pace

MUCH = 100_000


def full_round(pace: Pace, now: float = 0.0) -> int:
    """Fill the pace's room and have all of it answered; returns how many that were."""
    number = pace.room(now)
    for _ in range(number):
        pace.started()
    for _ in range(number):
        pace.answered()
    return number


def complaints(pace: Pace, number: int, started: float, now: float, wait: float | None = None) -> None:
    for _ in range(number):
        pace.started()
    for _ in range(number):
        pace.complained(started, now, wait)


def test_until_the_first_complaint_each_round_is_twice_the_one_before() -> None:
    pace = Pace(MUCH)
    assert [full_round(pace) for _ in range(5)] == [32, 64, 128, 256, 512]


def test_a_service_that_is_kept_full_gets_twice_as_much_each_round() -> None:
    pace = Pace(MUCH)
    for expected in (32, 64, 128):
        assert pace.limit == expected
        for _ in range(pace.room(0.0)):
            pace.started()
        for _ in range(expected):
            pace.answered()
            for _ in range(pace.room(0.0)):
                pace.started()
        for _ in range(pace.in_air):
            pace.dropped()


def test_after_a_complaint_it_is_half_as_much_and_then_one_more_a_round() -> None:
    pace = Pace(MUCH)
    complaints(pace, 1, started=1.0, now=2.0)
    assert pace.limit == START / 2
    for rounds in range(1, 20):
        for _ in range(pace.room(3.0)):
            pace.started()
        for _ in range(pace.in_air):
            pace.answered()
            pace.started()
        for _ in range(pace.in_air):
            pace.dropped()
        assert pace.limit == pytest.approx(START / 2 + rounds, abs=1)


def test_requests_that_were_in_the_air_together_are_one_complaint() -> None:
    pace = Pace(MUCH)
    complaints(pace, 30, started=1.0, now=2.0)
    assert (pace.limit, pace.in_air) == (START / 2, 0)
    complaints(pace, 1, started=1.9, now=5.0)
    assert pace.limit == START / 2
    complaints(pace, 1, started=2.1, now=5.0)
    assert pace.limit == START / 4


def test_one_request_at_once_is_the_least() -> None:
    pace = Pace(MUCH)
    for moment in range(20):
        complaints(pace, 1, started=moment, now=moment + 0.5)
    assert pace.limit == 1.0
    assert pace.room(100.0) == 1


def test_a_limit_that_is_not_made_use_of_does_not_grow() -> None:
    pace = Pace(MUCH)
    for _ in range(1000):
        pace.started()
        pace.answered()
    assert pace.limit == START


def test_retry_after_holds_everything_back_and_the_longest_counts() -> None:
    pace = Pace(MUCH)
    complaints(pace, 1, started=0.0, now=10.0, wait=60.0)
    complaints(pace, 1, started=0.0, now=11.0, wait=5.0)
    assert pace.room(69.99) == 0
    assert pace.room(70.0) == START / 2


def test_the_users_ceiling_bounds_it_from_the_start_and_when_it_changes() -> None:
    pace = Pace(10)
    assert [full_round(pace) for _ in range(3)] == [10, 10, 10]
    pace.ceiling = 3
    assert pace.room(0.0) == 3
    pace.ceiling = 50
    assert pace.room(0.0) == 10


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "answer", "complain", "drop", "ceiling"]),
        st.floats(0, 10),
        st.one_of(st.none(), st.floats(0, 1000)),
    ),
    max_size=200,
)


@given(st.integers(1, 500), STEPS)
def test_never_more_is_in_the_air_than_the_limit_and_room_is_never_negative(
    ceiling: int, steps: list[tuple[str, float, float | None]]
) -> None:
    pace, now, started = Pace(ceiling), 0.0, []
    for step, seconds, wait in steps:
        now += seconds
        room = pace.room(now)
        assert room >= 0
        assert 1.0 <= pace.limit <= max(ceiling, pace.ceiling)
        if step == "send":
            for _ in range(room):
                pace.started()
                started.append(now)
            assert room == 0 or pace.in_air <= min(pace.limit, pace.ceiling)
            assert room == 0 or now >= pace.blocked_until
        elif step == "ceiling":
            pace.ceiling = 1 + int(seconds * 50)
        elif started:
            first = started.pop(0)
            if step == "answer":
                pace.answered()
            elif step == "drop":
                pace.dropped()
            else:
                before = pace.limit
                pace.complained(first, now, wait)
                assert pace.limit <= before
        assert pace.in_air == len(started)


def test_without_a_cap_everything_may_leave() -> None:
    assert Allowance().take(MUCH, 0.0) == MUCH


def test_a_cap_starts_with_one_message_and_saves_up_a_tenth_of_a_second_at_most() -> None:
    allowance = Allowance(100.0)
    assert allowance.take(50, 0.0) == 1
    assert allowance.take(50, 0.05) == 5
    assert allowance.take(50, 0.05) == 0
    assert allowance.take(50, 1000.0) == 10
    assert allowance.take(3, 1001.0) == 3
    assert allowance.take(50, 1001.0) == 7


def test_a_cap_below_one_a_second_lets_one_leave_now_and_then() -> None:
    allowance = Allowance(0.5)
    assert [allowance.take(9, float(second)) for second in range(7)] == [1, 0, 1, 0, 1, 0, 1]


@given(st.floats(0.1, 5000), st.lists(st.tuples(st.floats(0, 3), st.integers(0, 5000)), max_size=60))
def test_no_more_leaves_than_the_cap_allows_in_any_time(
    per_second: float, asked: list[tuple[float, int]]
) -> None:
    allowance, now, granted = Allowance(per_second), 0.0, 0
    for seconds, wanted in asked:
        now += seconds
        number = allowance.take(wanted, now)
        assert 0 <= number <= wanted
        granted += number
        assert granted <= math.ceil(1 + max(1.0, per_second / 10) + now * per_second)
