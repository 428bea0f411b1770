"""Message files: the notification and how it travels, each refusal a sentence that names the place."""

from typing import Any

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.message import DEFAULT_TTL, MAX_TTL, DeliveryOptions, Message, Urgency, parse_message


def refusal(document: object) -> str:
    with pytest.raises(BadInput) as problem:
        parse_message(document)
    return problem.value.sentence


def delivery(**options: object) -> DeliveryOptions:
    return parse_message({"title": "x", "delivery": options}).delivery


def test_a_message_file_is_read_and_written_again() -> None:
    document = {
        "title": "Hello",
        "data": {"url": "/x"},
        "delivery": {"ttl": 60, "urgency": "high", "topic": "news_1"},
    }
    assert parse_message(document).document() == document


def test_a_plain_title_gets_four_hours_and_normal_urgency() -> None:
    message = parse_message({"title": "Hello"})
    assert message.delivery == DeliveryOptions(ttl=4 * 60 * 60, urgency=Urgency.NORMAL, topic=None)
    assert message.document() == {"title": "Hello", "delivery": {"ttl": DEFAULT_TTL, "urgency": "normal"}}
    assert parse_message(message.document()) == message


def test_our_own_tracking_in_a_message_file_is_left_behind() -> None:
    message = parse_message({"title": "x", "pushdesk": {"delivery": "somebody else's"}})
    assert message.notification.options() == {"title": "x"}


@pytest.mark.parametrize("document", [None, [], "text", 5, True])
def test_what_is_no_object_is_refused(document: object) -> None:
    assert refusal(document) == 'A message must be a JSON object such as {"title": "Hello"}.'


@pytest.mark.parametrize("options", [None, [], "high", 5])
def test_delivery_that_is_no_object_is_refused(options: object) -> None:
    assert refusal({"title": "x", "delivery": options}) == (
        '“delivery” must be a JSON object such as {"ttl": 3600}.'
    )


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "“title” is missing: write it."),
        ({"title": ""}, "“title” is empty: write it."),
        ({"title": None}, "“title” must be text."),
        ({"title": "x", "data": float("nan")}, "“data” holds NaN or Infinity"),
        ({"title": "x", "own": {"a": float("inf")}}, "“own.a” holds NaN or Infinity"),
        ({"title": "\ud83d"}, "“title” holds half of a character"),
        ({"title": "x", "data": {"\udc00": 1}}, "The name “data.�” holds half of a character"),
        ({"title": "x", "delivery": {"topic": "\udc00"}}, "“delivery.topic” holds half of a character"),
    ],
)
def test_the_first_thing_wrong_is_named(document: dict[str, Any], sentence: str) -> None:
    assert refusal(document).startswith(sentence)


@pytest.mark.parametrize("ttl", [0, 1, MAX_TTL])
def test_a_ttl_is_any_whole_number_of_seconds_from_nought(ttl: int) -> None:
    assert delivery(ttl=ttl).headers() == {"TTL": str(ttl), "Urgency": "normal"}


@pytest.mark.parametrize(
    ("ttl", "words"),
    [
        (-1, "must be 0 to 2,147,483,647 seconds"),
        (True, "must be a whole number"),
        (False, "must be a whole number"),
        (1.0, "must be a whole number"),
        (60.5, "must be a whole number"),
        ("60", "must be a whole number"),
        (None, "must be a whole number"),
        (MAX_TTL + 1, "must be 0 to 2,147,483,647 seconds"),
    ],
)
def test_any_other_ttl_is_refused(ttl: object, words: str) -> None:
    assert refusal({"title": "x", "delivery": {"ttl": ttl}}).startswith(f"“ttl” {words}")


@pytest.mark.parametrize("urgency", list(Urgency))
def test_each_urgency_is_sent_as_rfc_8030_writes_it(urgency: Urgency) -> None:
    assert delivery(urgency=urgency.value).headers()["Urgency"] == urgency.value
    assert {word.value for word in Urgency} == {"very-low", "low", "normal", "high"}


@pytest.mark.parametrize("urgency", ["HIGH", "", "urgent", 5, None])
def test_any_other_urgency_is_refused(urgency: object) -> None:
    assert refusal({"title": "x", "delivery": {"urgency": urgency}}) == (
        "“urgency” must be very-low, low, normal or high."
    )


@pytest.mark.parametrize("topic", ["a", "A-z_09", "x" * 32])
def test_a_topic_is_sent(topic: str) -> None:
    assert delivery(topic=topic).headers()["Topic"] == topic


@pytest.mark.parametrize("topic", ["", "x" * 33, "two words", "ümlaut", "a.b", "a=", "a\n"])
def test_any_other_topic_is_refused(topic: str) -> None:
    assert refusal({"title": "x", "delivery": {"topic": topic}}) == (
        "“topic” must be 1 to 32 characters of A–Z, a–z, 0–9, “-” and “_”."
    )


def test_no_topic_is_no_header() -> None:
    assert "Topic" not in delivery(topic=None).headers()


def test_an_unknown_way_to_travel_is_refused() -> None:
    assert refusal({"title": "x", "delivery": {"tll": 5}}) == "“tll” is no option here: leave it out."


def test_a_message_cannot_be_changed() -> None:
    message = parse_message({"title": "x"})
    with pytest.raises(ValueError, match="frozen"):
        message.delivery = DeliveryOptions(ttl=1)  # type: ignore[misc]
    assert Message(notification=message.notification).delivery.ttl == DEFAULT_TTL
