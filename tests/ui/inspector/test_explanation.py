"""Explanations: every row answers what happened, why, and who can fix it."""

import pytest

from pushdesk.model.campaign import Attempt, DeliveryState
from pushdesk.model.payload import PayloadShape, unconfirmed
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.inspector.explanation import Remedy, explain
from pushdesk.ui.theme.tokens import Role
from tests.ui.rows import MOMENT, accepted, delivery, rejected


def test_a_refused_token_is_for_the_user_to_mend_in_settings() -> None:
    told = explain(rejected())
    assert "token" in told.what
    assert "BadJwtToken" in told.why
    assert (told.remedy, told.role) == (Remedy.SETTINGS, Role.BAD)


def test_accepted_is_the_push_services_word_and_never_called_delivered() -> None:
    told = explain(accepted())
    assert told.what == "The push service accepted it. No device has reported yet."
    assert "delivered" not in " ".join((told.what, told.why, told.who))


def test_accepted_that_nobody_can_confirm_says_so_and_waits_for_no_device() -> None:
    told = explain(accepted(reason=unconfirmed(PayloadShape.TEXT)))
    assert told.why == unconfirmed(PayloadShape.TEXT)
    words = " ".join((told.what, told.who))
    assert "yet" not in words
    assert "start its browser" not in words


def test_a_device_that_could_not_show_it_says_its_error() -> None:
    row = accepted(1, "received", "failed")
    row.receipts[1].error = "TypeError: no permission"
    told = explain(row)
    assert "The device said: TypeError: no permission." in told.why
    assert told.remedy is Remedy.DUPLICATE


@pytest.mark.parametrize(
    ("row", "remedy"),
    [
        (rejected(1, status=413), Remedy.DUPLICATE),
        (rejected(1, status=400), Remedy.DUPLICATE),
        (delivery(1, DeliveryState.GONE, status=410, attempts=1, reason="Gone."), Remedy.DEVICE),
        (delivery(1, DeliveryState.FAILED, attempts=0, reason="No key."), Remedy.SETTINGS),
        (delivery(1, DeliveryState.FAILED, attempts=5, reason="No answer."), Remedy.DUPLICATE),
        (delivery(1, DeliveryState.FAILED, attempts=5, status=503, reason="Busy."), Remedy.DUPLICATE),
    ],
)
def test_every_failure_says_why_and_who_and_has_a_button(row: DeliveryRow, remedy: Remedy) -> None:
    told = explain(row)
    assert row.reason is not None
    assert row.reason in told.why
    assert told.who
    assert told.remedy is remedy


@pytest.mark.parametrize("state", list(DeliveryState))
def test_no_state_is_left_without_words(state: DeliveryState) -> None:
    assert explain(delivery(1, state)).what.endswith(".")


@pytest.mark.parametrize(
    ("made", "status", "headers", "what"),
    [
        (1, None, {}, "PushDesk gave up after one attempt, which got no answer."),
        (5, None, {}, "PushDesk gave up after 5 attempts; the last one got no answer."),
        (1, 500, {}, "PushDesk gave up after one attempt, which was answered 500."),
        (5, 500, {}, "PushDesk gave up after 5 attempts; the last one was answered 500."),
        (
            1,
            429,
            {"retry-after": "60"},
            "PushDesk gave up after one attempt, which was answered 429, with the wish to try later.",
        ),
        (
            5,
            503,
            {"retry-after": "60"},
            "PushDesk gave up after 5 attempts; the last one was answered 503, with the wish to try later.",
        ),
    ],
)
def test_giving_up_says_how_many_attempts_there_were_and_what_the_last_one_met(
    made: int, status: int | None, headers: dict[str, str], what: str
) -> None:
    row = delivery(1, DeliveryState.FAILED, attempts=made, status=status, reason="Given up.")
    last = Attempt(
        delivery_id="d1",
        number=made,
        started_at=MOMENT,
        latency_ms=45,
        status=status,
        request_headers={},
        response_headers=headers,
    )
    assert explain(row, [last]).what == what
    assert "later" not in explain(row).what
