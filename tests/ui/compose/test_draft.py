"""The draft: a form is a message, or sentences that name what is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from pushdesk.model.message import Message
from pushdesk.model.payload import PAYLOAD_LIMIT, Tracking, payload
from pushdesk.ui.compose.draft import (
    EXAMPLE,
    ActionForm,
    DraftValue,
    Form,
    form_from_json,
    form_from_message,
    read,
    with_text,
)

RECEIVER = "http://localhost:8765"
TITLED = Form(texts={"title": "Hello"})


def problems(form: Form) -> list[str]:
    """The sentences of a form."""
    return [problem.sentence for problem in read(form, RECEIVER).problems]


def sent(form: Form) -> Message:
    """The message of a form that has no problem."""
    value = read(form, RECEIVER)
    assert value.problems == ()
    assert value.message is not None
    return value.message


def test_a_title_alone_is_a_message_with_four_hours_to_live() -> None:
    assert sent(TITLED).document() == {"title": "Hello", "delivery": {"ttl": 14400, "urgency": "normal"}}


def test_every_box_reaches_the_message_under_the_apis_name() -> None:
    form = Form(
        texts={
            "title": "T",
            "body": "B",
            "icon": "https://a.example/i.png",
            "image": "https://a.example/m.png",
            "badge": "https://a.example/b.png",
            "tag": "t",
            "navigate": "https://a.example/",
        },
        switches=frozenset({"requireInteraction", "renotify", "silent"}),
        actions=(ActionForm("a", "A", {"navigate": "https://a.example/a"}),),
        data='{"order": 4821}',
        ttl="1 day",
        urgency="high",
        topic="t-1",
    )
    assert sent(form).document() == {
        "title": "T",
        "body": "B",
        "icon": "https://a.example/i.png",
        "image": "https://a.example/m.png",
        "badge": "https://a.example/b.png",
        "tag": "t",
        "navigate": "https://a.example/",
        "requireInteraction": True,
        "renotify": True,
        "silent": True,
        "actions": [{"action": "a", "title": "A", "navigate": "https://a.example/a"}],
        "data": {"order": 4821},
        "delivery": {"ttl": 86400, "urgency": "high", "topic": "t-1"},
    }


def test_the_size_is_that_of_the_payload_a_device_gets() -> None:
    value = read(EXAMPLE, RECEIVER)
    assert value.message is not None
    assert value.size == len(payload(value.message.notification, Tracking.sample(RECEIVER)))


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        (Form(), "title", "Title is missing: write it."),
        (replace(TITLED, switches=frozenset({"renotify"})), "renotify", "Renotify needs a tag"),
        (with_text(TITLED, "icon", "ftp://a.example/"), "icon", "Icon must be an http or https URL"),
        (with_text(TITLED, "navigate", "javascript:1"), "navigate", "Opens must be an http or https URL"),
        (
            replace(TITLED, actions=(ActionForm("a", "A"), ActionForm("b"))),
            "actions",
            "Action 2: its title is empty",
        ),
        (replace(TITLED, actions=(ActionForm("", "A"),)), "actions", "Action 1: its id is empty"),
        (replace(TITLED, data="{"), "data", "Data is not JSON at line 1, column 2"),
        (replace(TITLED, data="[NaN]"), "data", "Data holds NaN"),
        (replace(TITLED, ttl="soon"), "ttl", "TTL must be a time such as 4 h"),
        (replace(TITLED, topic="no blanks"), "topic", "Topic must be 1 to 32 characters"),
        (with_text(TITLED, "body", "x" * PAYLOAD_LIMIT), "size", "push services take 3,993"),
    ],
)
def test_what_is_wrong_is_a_sentence_that_names_the_field(form: Form, field: str, words: str) -> None:
    value = read(form, RECEIVER)
    assert value.message is None
    assert [problem.field for problem in value.problems] == [field]
    assert words in value.problems[0].sentence


def test_beside_the_fields_name_the_sentence_begins_after_it() -> None:
    (problem,) = read(Form(), RECEIVER).problems
    assert (problem.name, problem.words) == ("Title", "Is missing: write it.")


def test_problems_of_different_boxes_are_all_said() -> None:
    form = Form(data="{", ttl="soon", topic="no blanks")
    assert [problem.field for problem in read(form, RECEIVER).problems] == ["title", "ttl", "data", "topic"]


def test_beyond_the_limit_the_meter_still_has_its_number() -> None:
    value = read(with_text(TITLED, "body", "x" * 5000), RECEIVER)
    assert value.size is not None
    assert value.size > 5000


def test_a_blank_row_of_actions_does_not_count() -> None:
    assert "actions" not in sent(replace(TITLED, actions=(ActionForm(),))).document()


def test_a_lone_surrogate_is_a_sentence() -> None:
    assert "lone surrogate" in problems(with_text(TITLED, "body", "\ud83d"))[0]


def test_the_example_can_be_sent_as_it_is() -> None:
    assert sent(EXAMPLE).notification.title == "Your parcel is on its way"


@pytest.mark.parametrize(
    "form", [Form(), EXAMPLE, replace(EXAMPLE, ttl="soon", data="{", rest={"lang": "de"})]
)
def test_a_stored_form_is_restored_as_it_was(form: Form) -> None:
    assert form_from_json(form.as_json()) == form


@pytest.mark.parametrize("stored", [{}, {"texts": 1, "switches": "x", "actions": 3, "data": 4, "rest": []}])
def test_a_stored_form_of_another_kind_is_an_empty_one(stored: dict[str, Any]) -> None:
    assert form_from_json(stored) == Form()


def test_a_campaigns_message_makes_the_same_message_again() -> None:
    document = {
        "title": "T",
        "tag": "t",
        "renotify": True,
        "vibrate": [200, 100, 200],
        "lang": "de",
        "actions": [{"action": "a", "title": "A", "icon": "https://a.example/i.png"}],
        "data": {"order": [1, 2]},
        "delivery": {"ttl": 90, "urgency": "low", "topic": "t"},
    }
    assert sent(form_from_message(document)).document() == document


def test_data_that_is_null_stays_out_of_the_box() -> None:
    assert form_from_message({"title": "T", "data": None}).data == ""


def test_a_draft_is_a_value() -> None:
    assert read(EXAMPLE, RECEIVER) == read(EXAMPLE, RECEIVER)
    assert isinstance(read(EXAMPLE, RECEIVER), DraftValue)
