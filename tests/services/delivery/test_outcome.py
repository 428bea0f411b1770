"""What an answer means: every row of the facts' table of statuses."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.campaign import DeliveryState
from pushdesk.services.delivery.outcome import LONGEST_RETRY_AFTER, Answer, Outcome, judge, retry_after
from pushdesk.services.delivery.push_services import catalogue
from pushdesk.services.delivery.retry_policy import RetryPolicy

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVERY_SERVICE = sorted(catalogue())


def judged(status: int, service: str = "other", body: str = "", **headers: str) -> Outcome:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(Answer(status, named, body), catalogue()[service], NOW)


@pytest.mark.parametrize("service", EVERY_SERVICE)
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_is_accepted(service: str, status: int) -> None:
    assert judged(status, service) == Outcome(DeliveryState.ACCEPTED)


@pytest.mark.parametrize("service", EVERY_SERVICE)
@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_not_there_is_gone(service: str, status: int) -> None:
    assert judged(status, service) == Outcome(DeliveryState.GONE)


@pytest.mark.parametrize("service", EVERY_SERVICE)
@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 507, 520, 599])
def test_trouble_and_throttling_are_tried_again(service: str, status: int) -> None:
    assert judged(status, service) == Outcome(DeliveryState.RETRYING)


@pytest.mark.parametrize("service", EVERY_SERVICE)
@pytest.mark.parametrize("status", [400, 401, 403, 405, 411, 413, 415, 422])
def test_what_would_be_refused_again_is_rejected(service: str, status: int) -> None:
    assert judged(status, service, retry_after="5") == Outcome(DeliveryState.REJECTED)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_rejected(status: int) -> None:
    assert judged(status, location="https://elsewhere.example/") == Outcome(DeliveryState.REJECTED)


def test_406_is_a_throttle_at_wns_only() -> None:
    assert judged(406, "wns", retry_after="30") == Outcome(DeliveryState.RETRYING, 30)
    others = set(EVERY_SERVICE) - {"wns"}
    assert {judged(406, name).state for name in others} == {DeliveryState.REJECTED}


def test_fcms_passing_401_is_tried_again_and_its_other_401s_are_not() -> None:
    words = "invalid push subscription endpoint"
    assert judged(401, "fcm", words).state is DeliveryState.RETRYING
    assert judged(401, "fcm", "something else").state is DeliveryState.REJECTED
    assert judged(401, "mozilla", words).state is DeliveryState.REJECTED


def test_a_retry_waits_as_long_as_the_push_service_says() -> None:
    assert judged(429, retry_after="120") == Outcome(DeliveryState.RETRYING, 120)
    moment = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
    assert judged(503, retry_after=moment) == Outcome(DeliveryState.RETRYING, 90)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        (" 7 ", 7),
        ("-3", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),  # a digit to Python, not to RFC 9110
        ("9" * 5000, LONGEST_RETRY_AFTER),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 12:00:30 -0000", 30),
        ("Tuesday, 24-Nov-26 12:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 -1200", LONGEST_RETRY_AFTER),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", None),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"\w{3}, \d+ Nov \d+ \d+:\d+:\d+ [+-]?\d+"))
def test_no_retry_after_whatever_breaks_the_next_attempts_moment(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or 0 <= wait <= LONGEST_RETRY_AFTER
    RetryPolicy(5, 0.5).next_attempt(1, wait, NOW, NOW + timedelta(hours=4))
