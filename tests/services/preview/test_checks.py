"""The checks as a whole: a plain message passes, errors are what the strict parse refuses, fixes mend."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking, payload
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, RULES, Check, Severity, check, payload_bytes
from tests.services.preview import facts

PLAIN = {"title": "Your parcel is on its way", "body": "Order #4821 arrives tomorrow by noon."}

TEXT = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.sampled_from(["", "x", "\ud800"]))
WORD: st.SearchStrategy[Any] = st.sampled_from([None, "", "a", "auto", "left", "ltr", 5, True, [], {}])
URL = st.sampled_from(
    [None, "", "/a", "https://a.example/i.png", "http://[", "ftp://a.example", "data:,x", 7]
)
FLAG = st.sampled_from([None, True, False, 0, 1, "true"])
ACTION = st.fixed_dictionaries(
    {}, optional={"action": WORD, "title": WORD, "icon": URL, "navigate": URL, "more": TEXT}
)
NUMBER = st.sampled_from([0, 1, -1, 60, 2**31 - 1, 2**31, 1.0, 1.5, True, None, "60", float("inf")])
DELIVERY = st.fixed_dictionaries(
    {},
    optional={
        "ttl": NUMBER,
        "urgency": st.sampled_from(["low", "high", "High", "", None, 1]),
        "topic": st.sampled_from([None, "", "a", "abcd", "a b", "é", "x" * 32, "x" * 33, 5]),
        "own": TEXT,
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXT,
        "body": st.one_of(TEXT, st.just("b" * 5000)),
        "icon": URL,
        "image": URL,
        "badge": URL,
        "navigate": URL,
        "tag": st.one_of(WORD),
        "renotify": FLAG,
        "requireInteraction": FLAG,
        "silent": FLAG,
        "vibrate": st.sampled_from([None, [], [1], [1, -1], 5, ["x"], [1.5]]),
        "timestamp": NUMBER,
        "dir": WORD,
        "lang": WORD,
        "actions": st.one_of(
            st.none(), WORD, st.lists(st.one_of(ACTION, st.none(), st.just("x")), max_size=3)
        ),
        "data": st.sampled_from([None, {"a": [1]}, "x", float("nan")]),
        "require_interaction": FLAG,
        "pushdesk": st.just({"delivery": "x"}),
        "delivery": st.one_of(DELIVERY, DELIVERY, DELIVERY, st.none(), st.just([])),
    },
)


def errors(found: tuple[Check, ...]) -> list[str]:
    return [one.rule for one in found if one.severity is Severity.ERROR]


def is_sendable(document: dict[str, Any]) -> bool:
    """Whether the strict parse takes it and its payload fits."""
    try:
        message = parse_message(document)
        payload(message.notification, Tracking.sample(DEFAULT_RECEIVER))
    except BadInput:
        return False
    return True


def test_a_plain_title_and_body_gives_nothing_at_all() -> None:
    assert check(PLAIN) == ()
    assert check({"title": "Hello"}) == ()


def test_a_text_that_only_some_sources_call_too_long_gives_no_warning() -> None:
    found = check({"title": "Hello", "body": "x" * 60})
    assert [(one.rule, one.severity) for one in found] == [("perhaps-cut-text", Severity.INFO)]


@given(DOCUMENTS)
def test_there_is_no_error_exactly_where_the_message_can_be_sent(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    found = check(document)
    assert (not errors(found)) == is_sendable(document), found
    assert repr(document) == repr(before)
    assert [one.severity for one in found] == sorted(
        (one.severity for one in found), key=list(Severity).index
    )


@given(DOCUMENTS)
def test_a_fix_changes_nothing_but_its_result_and_mends_what_it_is_for(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    for one in check(document):
        assert one.message.endswith(".")
        assert one.source
        if one.fix is None:
            continue
        mended = one.fix.apply(document)
        assert repr(document) == repr(before)
        again = [(other.rule, other.field, other.message) for other in check(mended)]
        assert (one.rule, one.field, one.message) not in again, one.fix.title


@given(DOCUMENTS)
def test_the_byte_meter_counts_what_a_send_would(document: dict[str, Any]) -> None:
    if is_sendable(document):
        strict = parse_message(document)
        real = payload(strict.notification, Tracking.sample("http://localhost:1"))
        assert payload_bytes(document, receiver="http://localhost:1") == len(real)


def test_a_check_is_the_contracts_json() -> None:
    (found,) = [one for one in check({"title": "T", "renotify": True}) if one.severity is Severity.ERROR]
    assert json.loads(json.dumps(found.document())) == {
        "rule": "renotify-needs-tag",
        "severity": "error",
        "field": "renotify",
        "platforms": [],
        "message": "“renotify” needs a tag: write one, or leave renotify out. Browsers that know it throw.",
        "source": "whatwg/notifications, create a notification with a settings object (TypeError)",
    }


def test_an_unfinished_message_is_measured_too() -> None:
    assert payload_bytes({"body": "x" * 1000}) == len('{"body":""}') + 1000 + (
        (payload_bytes({"title": "T"}) or 0) - len('{"title":"T"}')
    )
    assert payload_bytes({"body": "\ud800"}) is None
    assert payload_bytes({"body": "x"}, shape=PayloadShape.RAW) == len('{"body":"x"}')
    assert payload_bytes({"body": "x"}, shape=PayloadShape.TEXT) is None
    assert errors(check({"body": "x" * 5000})) == ["no-title", "too-large"]


def test_the_limit_is_the_model_s() -> None:
    room = PAYLOAD_LIMIT - (payload_bytes({"title": "T", "data": ""}) or 0)
    assert errors(check({"title": "T", "data": "x" * room})) == []
    assert errors(check({"title": "T", "data": "x" * (room + 1)})) == ["too-large"]


def test_every_rule_says_in_a_line_what_it_is_about() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)


def test_every_platform_named_is_one_of_the_contracts() -> None:
    everything = dict(facts.VALUES) | {
        "title": "T" * 90,
        "body": "b" * 3000,
        "delivery": {"ttl": 0, "topic": "a", "urgency": "high"},
        "icon": "http://example.com/i",
        "badge": "/b",
    }
    named = {place for one in check(everything, contact="mailto:x@y") for place in one.platforms}
    assert named == set(facts.PLATFORMS)


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦" * 2000, "a" * 10_000_000])
def test_a_huge_text_is_judged_all_the_same(text: str) -> None:
    found = check({"title": "T", "body": text})
    assert {"too-large", "cut-text"} <= {one.rule for one in found}
