"""Faults as people write them: every preset, and whatever else is given for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.services.lab import fault_reading
from tests.services.lab.preset_answers import ANSWERS, OTHERS


def test_every_preset_has_a_reviewed_answer_a_source_and_a_name_of_its_own() -> None:
    presets = fault_reading.presets()
    assert {preset.id for preset in presets} == ANSWERS.keys() | OTHERS.keys()
    assert all(preset.source and preset.description.endswith(".") for preset in presets)
    assert len({preset.title for preset in presets}) == len(presets)
    assert {preset.service for preset in presets} == {"lab", "fcm", "mozilla", "apple", "wns"}


@pytest.mark.parametrize("preset_id", OTHERS)
def test_a_preset_that_is_no_plain_answer_is_as_it_was_reviewed(preset_id: str) -> None:
    fault = fault_reading.preset(preset_id).fault
    found = (fault.answer.value, fault.status, dict(fault.headers), fault.body, fault.delay_seconds)
    assert found == OTHERS[preset_id]
    assert fault.retry_after == ""


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (7, "name of a preset"),
        ("fcm-gnoe", "There is no fault “fcm-gnoe”"),
        ({}, "needs the “status”"),
        ({"status": 99}, "200 to 599"),
        ({"status": True}, "200 to 599"),
        ({"answer": "shout"}, "“answer” must be one of"),
        ({"status": 500, "headers": {"Content-Length": "3"}}, "cannot be a header"),
        ({"status": 500, "headers": {"A B": "3"}}, "cannot be a header"),
        ({"status": 500, "headers": {"A": "x\r\nB: y"}}, "on one line"),
        ({"status": 500, "body": 3}, "“body” must be a text"),
        ({"status": 204, "body": "x"}, "has no body"),
        ({"answer": "delay", "delaySeconds": 601}, "from 0 to 600"),
        ({"status": 429, "retryAfter": "soon"}, "“retryAfter”"),
        ({"status": 429, "retryAfter": -1}, "“retryAfter”"),
        ({"status": 500, "colour": "red"}, "“colour” is no field of a fault; known here: answer, "),
        ({"status": 500, "title": "x" * 201}, "“title”"),
        ({"preset": 5}, "“preset”"),
        (
            {"preset": "drop", "status": 400},
            "“status” does nothing in a fault with the answer “drop”; it takes",
        ),
        ({"preset": "fcm-gone", "answer": "delay", "body": "x"}, "“delay”; it takes delaySeconds."),
        ({"status": 500, "delaySeconds": 3}, "“status”; it takes status, headers, body, retryAfter."),
    ],
)
def test_a_wrong_fault_is_refused_with_a_sentence(document: object, words: str) -> None:
    with pytest.raises(BadInput) as problem:
        fault_reading.parse_fault(document)
    assert words in problem.value.sentence


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["preset", "title", "answer", "status", "headers", "body", "delaySeconds", "retry_after"]
SENSIBLE = st.sampled_from(["drip", "410", "status", 429, 5, "date:5", {"A": "b"}, "", 0.5])


@given(document=ANYTHING | st.dictionaries(st.sampled_from(FIELDS), SENSIBLE | ANYTHING, max_size=5))
def test_any_document_is_a_fault_with_a_name_or_refused_with_a_sentence(document: object) -> None:
    try:
        fault = fault_reading.parse_fault(document)
    except BadInput:
        return
    assert fault.title
    assert json.dumps(fault_reading.whole(document)[0], allow_nan=False)


def test_a_presets_fields_can_be_changed_and_then_it_has_another_name() -> None:
    slower = fault_reading.parse_fault({"preset": "429", "retryAfter": 30})
    assert (slower.title, slower.preset, slower.status) == ("429, Retry-After 30", "", 429)
    renamed = fault_reading.parse_fault({"preset": "429", "title": "Slow down"})
    assert (renamed.title, renamed.preset) == ("Slow down", "429")


def test_a_preset_gives_to_another_way_of_answering_only_what_that_takes() -> None:
    whole, preset_id = fault_reading.whole({"preset": "fcm-gone", "answer": "drop", "retryAfter": None})
    assert (whole, preset_id) == ({"answer": "drop"}, "")
    assert fault_reading.whole(whole) == (whole, ""), "as it is read again from where it was stored"
