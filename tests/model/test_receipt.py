"""What a device reports back, checked at the edge."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from pushdesk.model import clock
from pushdesk.model.errors import BadInput
from pushdesk.model.receipt import Receipt, ReceiptEvent, parse_receipt

GOOD: dict[str, Any] = {
    "delivery": "d1",
    "token": "t1",
    "event": "clicked",
    "action": "open",
    "at": "2026-01-31T12:00:00.250Z",
}


def refusal(**changed: object) -> str:
    with pytest.raises(BadInput) as problem:
        parse_receipt(GOOD | changed)
    return problem.value.sentence


def test_a_workers_receipt_is_read() -> None:
    report = parse_receipt(GOOD)
    assert (report.delivery, report.token, report.action, report.error) == ("d1", "t1", "open", "")
    assert report.event is ReceiptEvent.CLICKED
    assert report.at == datetime(2026, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize("event", ["received", "shown", "clicked", "closed", "failed"])
def test_the_five_events_are_known(event: str) -> None:
    assert parse_receipt(GOOD | {"event": event}).event == event


@pytest.mark.parametrize("event", ["SHOWN", "", None, 5, ["shown"]])
def test_other_events_are_refused(event: object) -> None:
    assert refusal(event=event) == (
        "A receipt's event must be one of received, shown, clicked, closed, failed."
    )


@pytest.mark.parametrize("document", [None, [], "text"])
def test_what_is_no_object_is_refused(document: object) -> None:
    with pytest.raises(BadInput, match="must be a JSON object"):
        parse_receipt(document)


@pytest.mark.parametrize("name", ["delivery", "token"])
@pytest.mark.parametrize("value", ["", None])
def test_a_receipt_needs_delivery_and_token(name: str, value: object) -> None:
    assert refusal(**{name: value}) == "A receipt needs the delivery's id and its token."


@pytest.mark.parametrize("name", ["delivery", "token", "action", "error", "at"])
def test_everything_is_text(name: str) -> None:
    assert "must be text" in refusal(**{name: {"a": 1}})


@pytest.mark.parametrize("name", ["delivery", "token", "action", "error"])
def test_half_a_character_is_refused_before_it_reaches_the_database(name: str) -> None:
    assert "half of a character" in refusal(**{name: "a\ud800"})


def test_a_receipt_without_a_time_happened_now() -> None:
    before = clock.now()
    at = parse_receipt({name: value for name, value in GOOD.items() if name != "at"}).at
    assert before <= at <= clock.now()


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    at = parse_receipt(GOOD | {"at": "2026-01-31T14:00:00+02:00"}).at
    assert at == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("yesterday", "must be a time in ISO 8601"),
        ("1767225600000", "must be a time in ISO 8601"),
        ("2026-01-31T12:00:00", "must name its time zone"),
        ("2026-01-31", "must name its time zone"),
        ("0001-01-01T00:00:00+14:00", "a time that can have been"),
        ("9999-12-31T23:59:59.999999Z", "a time that can have been"),
    ],
)
def test_a_time_that_is_none_is_refused(at: str, words: str) -> None:
    assert words in refusal(at=at)


@pytest.mark.parametrize("hours", [-23, 0, 23])
@pytest.mark.parametrize("year", [2, 1970, 9998])
def test_any_time_that_is_taken_can_be_stored_and_shown(year: int, hours: int) -> None:
    given = datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=hours)))
    at = parse_receipt(GOOD | {"at": given.isoformat()}).at
    moment = clock.Moment()
    assert moment.process_result_value(moment.process_bind_param(at, None), None) == given
    assert clock.iso(at).endswith("Z")


def test_long_words_of_a_device_are_cut() -> None:
    report = parse_receipt(GOOD | {"action": "a" * 5000, "error": "e" * 5000})
    assert (len(report.action), len(report.error)) == (200, 2000)


def test_the_json_shape_is_the_contracts_and_a_failure_says_why() -> None:
    at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    shown = Receipt(delivery_id="d", event=ReceiptEvent.SHOWN, at=at)
    assert shown.document() == {"event": "shown", "action": None, "at": "2026-01-31T12:00:00.000Z"}
    failed = Receipt(delivery_id="d", event=ReceiptEvent.FAILED, error="no permission", at=at)
    assert failed.document()["error"] == "no permission"
