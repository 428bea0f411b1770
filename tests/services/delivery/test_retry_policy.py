"""When the next attempt is due, without any clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.delivery.retry_policy import LONGEST_WAIT, RetryPolicy

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FAR = NOW + timedelta(days=30)


def wait_after(attempt: int, wait: float | None = None, *, policy: RetryPolicy, jitter: float = 1) -> float:
    moment = policy.next_attempt(attempt, wait, NOW, FAR, jitter)
    assert moment is not None
    return (moment - NOW).total_seconds()


def test_the_wait_doubles_with_each_attempt() -> None:
    policy = RetryPolicy(attempts=6, base=0.5)
    assert [wait_after(number, policy=policy) for number in range(1, 6)] == [0.5, 1, 2, 4, 8]


def test_jitter_takes_at_most_half_of_the_wait() -> None:
    policy = RetryPolicy(attempts=5, base=10)
    assert wait_after(1, policy=policy, jitter=0) == 5
    assert wait_after(1, policy=policy, jitter=0.5) == 7.5


def test_devices_that_failed_together_do_not_come_back_together() -> None:
    policy = RetryPolicy(attempts=5, base=10)
    assert len({policy.next_attempt(1, None, NOW, FAR) for _ in range(20)}) > 1


def test_backoff_has_an_upper_end() -> None:
    assert wait_after(19, policy=RetryPolicy(attempts=20, base=600)) == LONGEST_WAIT


def test_a_longer_retry_after_wins_and_a_shorter_one_does_not() -> None:
    policy = RetryPolicy(attempts=5, base=4)
    assert wait_after(1, 60, policy=policy) == 60
    assert wait_after(1, 1, policy=policy) == 4
    assert wait_after(1, LONGEST_WAIT * 2, policy=policy) == LONGEST_WAIT * 2


@pytest.mark.parametrize("attempt", [3, 4])
def test_the_number_of_attempts_is_bounded(attempt: int) -> None:
    assert RetryPolicy(attempts=3, base=1).next_attempt(attempt, None, NOW, FAR) is None


def test_no_attempt_comes_after_the_messages_time_to_live() -> None:
    policy = RetryPolicy(attempts=5, base=1)
    deadline = NOW + timedelta(seconds=60)
    assert policy.next_attempt(1, 61, NOW, deadline) is None
    assert policy.next_attempt(1, 60, NOW, deadline) == deadline


@given(
    st.integers(1, 19),
    st.none() | st.floats(0, 10**9),
    st.floats(0.001, 600),
    st.floats(0, 1),
)
def test_the_next_attempt_is_never_in_the_past(
    attempt: int, wait: float | None, base: float, jitter: float
) -> None:
    moment = RetryPolicy(20, base).next_attempt(attempt, wait, NOW, datetime.max.replace(tzinfo=UTC), jitter)
    assert moment is not None
    assert moment >= NOW + timedelta(seconds=wait or 0)
