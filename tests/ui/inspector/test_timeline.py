"""The timeline: each attempt, answer and receipt with its distance from the beginning."""

from datetime import timedelta

from pushdesk.model.campaign import Attempt, DeliveryState
from pushdesk.ui.inspector.timeline import steps, timeline
from pushdesk.ui.theme.tokens import Role
from tests.ui.rows import MOMENT, accepted, delivery


def attempt(number: int, after_ms: int, status: int | None, reason: str | None = None) -> Attempt:
    return Attempt(
        delivery_id="d1",
        number=number,
        started_at=MOMENT + timedelta(milliseconds=after_ms),
        latency_ms=45,
        status=status,
        reason=reason,
        request_headers={},
        response_headers={},
        body_bytes=534,
    )


def test_a_shown_delivery_reads_from_queued_to_shown() -> None:
    events = timeline(MOMENT, accepted(1, "received", "shown"), [attempt(1, 3, 201)])
    assert [(event.mark, event.words) for event in events[1:]] == [
        ("+ 3 ms", "Encrypted, 534 bytes"),
        ("+ 48 ms", "201 from fcm.googleapis.com"),
        ("+ 1 s", "The device received it"),
        ("+ 2 s", "The device showed it"),
    ]
    assert events[0].words == "Queued"
    assert events[2].role is Role.OK


def test_attempts_are_numbered_from_the_second_and_say_why_there_was_no_answer() -> None:
    row = delivery(1, DeliveryState.RETRYING, attempts=2)
    events = timeline(
        MOMENT, row, [attempt(1, 3, None, "No answer within 30 seconds."), attempt(2, 900, 503)]
    )
    assert [event.words for event in events[1:]] == [
        "Encrypted, 534 bytes",
        "No answer within 30 seconds.",
        "Attempt 2: encrypted, 534 bytes",
        "503 from fcm.googleapis.com",
    ]
    assert [event.role for event in events[2::2]] == [Role.WARN, Role.WARN]


def test_a_receipt_says_its_action_and_its_error() -> None:
    row = accepted(1, "clicked", "failed")
    row.receipts[0].action, row.receipts[1].error = "track", "TypeError"
    words = [event.words for event in timeline(MOMENT, row, [])]
    assert words[1:] == ["Clicked: “track”", "The device could not show it: TypeError"]


def test_a_device_whose_clock_is_behind_stands_where_the_desk_heard_it() -> None:
    row = accepted(1, "shown")
    row.receipts[0].at = MOMENT - timedelta(hours=1)
    events = timeline(MOMENT, row, [attempt(1, 3, 201)])
    assert [event.words for event in events][-1] == "The device showed it"
    assert events[-1].mark == "+ 1 s"


def test_a_receipt_between_two_attempts_stands_between_them() -> None:
    row = delivery(1, DeliveryState.SENDING, attempts=2, events=("received",))
    events = timeline(MOMENT, row, [attempt(1, 3, None, "No answer."), attempt(2, 5000, 201)])
    assert [event.mark for event in events] == [
        events[0].mark,
        "+ 3 ms",
        "+ 48 ms",
        "+ 1 s",
        "+ 5 s",
        "+ 5 s",
    ]
    assert events[3].words == "The device received it"


def unbroken(told: list[str]) -> str:
    """Steps between which alone a line may break; “~” stands for a no-break space."""
    return " · ".join(told).replace("~", "\N{NO-BREAK SPACE}")


def test_an_answer_says_when_its_request_reached_each_step() -> None:
    measured, unmeasured = attempt(1, 3, None), attempt(2, 900, 201)
    measured.timings = {"name": 1.2, "connected": 3.4, "secured": 12.0, "firstByte": 31.4}
    events = timeline(MOMENT, accepted(attempts=2), [measured, unmeasured])
    steps_told = ["name~1~ms", "connected~3~ms", "TLS~12~ms", "first~byte~31~ms"]
    assert [event.detail for event in events] == ["", "", unbroken(steps_told), "", ""]


def test_a_step_that_was_not_reached_is_left_out() -> None:
    assert steps(None) == ""
    assert steps({"name": 0.0, "connected": 0.0, "secured": 0.0, "firstByte": 0.0}) == ""
    plain = {"name": 0.04, "connected": 0.9, "secured": 0.0, "firstByte": 1200.0}
    assert steps(plain) == unbroken(["name~under~1~ms", "connected~under~1~ms", "first~byte~1.2~s"])
