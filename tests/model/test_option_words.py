"""A ttl, timestamp or vibration that is none is told what belongs there."""

from typing import Any

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.option_words import pattern_parts

TTL_RANGE = (
    "“ttl” must be 0 to 2,147,483,647 seconds, of which FCM keeps 2,419,200 (28 days) and Mozilla’s push"
    " service 30 days."
)
TTL_NUMBER = "“ttl” must be a whole number of seconds such as 14400; the form also reads 4 h and 28 days."
MOMENT = (
    "“timestamp” must be a whole number of milliseconds since 1970 such as 1767225600000; the form also reads"
    " 2026-01-31 13:00 and now."
)
PATTERN = "“vibrate” must be a list of milliseconds such as [200, 100, 200]."
PART = "which is no number of milliseconds: write"


def refusal(options: dict[str, Any]) -> str:
    with pytest.raises(BadInput) as problem:
        parse_message({"title": "x"} | options)
    return problem.value.sentence


@pytest.mark.parametrize(
    ("ttl", "sentence"),
    [
        (-1, TTL_RANGE),
        (9_999_999_999, TTL_RANGE),
        (10**30, TTL_RANGE),
        ("-1", "“ttl” must be a whole number of seconds, without quotes: -1."),
        ("60", "“ttl” must be a whole number of seconds, without quotes: 60."),
        ("soon", TTL_NUMBER),
        (1.5, TTL_NUMBER),
        (True, TTL_NUMBER),
        (None, TTL_NUMBER),
    ],
)
def test_a_ttl(ttl: object, sentence: str) -> None:
    assert refusal({"delivery": {"ttl": ttl}}) == sentence


@pytest.mark.parametrize(
    ("timestamp", "sentence"),
    [
        ("yesterday", MOMENT),
        (1.5, MOMENT),
        (True, MOMENT),
        ("17", "“timestamp” must be a whole number of milliseconds, without quotes: 17."),
    ],
)
def test_a_timestamp(timestamp: object, sentence: str) -> None:
    assert refusal({"timestamp": timestamp}) == sentence


@pytest.mark.parametrize(
    ("vibrate", "sentence"),
    [
        ("200,100,abc", f"“vibrate” has “abc”, {PART} numbers such as 200, 100, 200."),
        ("200, -1", f"“vibrate” has “-1”, {PART} numbers such as 200, 100, 200."),
        ("x" * 99, f"“vibrate” has “{'x' * 24}…”, {PART} numbers such as 200, 100, 200."),
        ("200, 100", PATTERN),
        (200, PATTERN),
        ({}, PATTERN),
        ([200, "abc"], f"“vibrate[1]” is “abc”, {PART} a whole number such as 200."),
        ([-1], f"“vibrate[0]” is -1, {PART} a whole number such as 200."),
        ([1.5], f"“vibrate[0]” is 1.5, {PART} a whole number such as 200."),
        ([True], f"“vibrate[0]” is true, {PART} a whole number such as 200."),
        ([None], f"“vibrate[0]” is null, {PART} a whole number such as 200."),
        ([[1]], f"“vibrate[0]” is a list or an object, {PART} a whole number such as 200."),
    ],
)
def test_a_vibration(vibrate: object, sentence: str) -> None:
    assert refusal({"vibrate": vibrate}) == sentence


def test_a_pattern_is_taken_apart_at_what_people_write_between() -> None:
    assert pattern_parts(" [200,100; 200·abc] ") == ["200", "100", "200", "abc"]
