"""Notification: the names of the Notifications API, what a browser would throw on, nothing lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message, parse_notification
from pushdesk.model.notification import Action, Notification

FULL: dict[str, Any] = {
    "title": "Hello",
    "body": "World",
    "icon": "https://site.example/icon.png",
    "image": "/image.png",
    "badge": "data:image/png;base64,AAAA",
    "tag": "t",
    "renotify": True,
    "requireInteraction": False,
    "silent": False,
    "vibrate": [200, 0, 200],
    "timestamp": 1767225600000,
    "dir": "rtl",
    "lang": "ar",
    "actions": [{"action": "open", "title": "Open", "icon": "a.png", "navigate": "https://site.example/"}],
    "data": {"nested": [None, {"deeper": None}], "zero": 0, "empty": ""},
    "navigate": "//site.example/path",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def options(document: dict[str, Any]) -> dict[str, Any]:
    return parse_message(document).notification.options()


def refusal(document: dict[str, Any]) -> str:
    with pytest.raises(BadInput) as problem:
        parse_message(document)
    return problem.value.sentence


def test_every_option_comes_out_as_it_went_in() -> None:
    assert options(FULL) == FULL


def test_what_was_not_set_is_left_out_and_false_is_kept() -> None:
    assert options({"title": "x", "body": None, "silent": False}) == {"title": "x", "silent": False}
    assert Notification(title="x", renotify=False).options() == {"title": "x", "renotify": False}


@given(JSON)
def test_any_json_in_data_survives_nulls_included(data: Any) -> None:
    expected = {"title": "x"} if data is None else {"title": "x", "data": data}
    assert options({"title": "x", "data": data}) == expected


@given(st.dictionaries(st.text(min_size=1).map(lambda name: f"x-{name}"), JSON, max_size=3))
def test_options_nobody_knows_are_kept_nulls_included(unknown: dict[str, Any]) -> None:
    action = {"action": "a", "title": "b"} | unknown
    document = {"title": "x", "actions": [action]} | unknown
    assert options(document) == document


def test_an_option_spelt_as_python_would_is_the_senders_own() -> None:
    assert options({"title": "x", "require_interaction": "yes"}) == {
        "title": "x",
        "require_interaction": "yes",
    }


def test_python_code_may_use_python_names() -> None:
    shown = Notification(title="x", require_interaction=True, actions=[Action(action="a", title="b")])
    assert shown.options() == {
        "title": "x",
        "requireInteraction": True,
        "actions": [{"action": "a", "title": "b"}],
    }


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ({"renotify": True}, "Renotify needs a tag: write one, or leave renotify out."),
        ({"renotify": True, "tag": ""}, "Renotify needs a tag: write one, or leave renotify out."),
        (
            {"silent": True, "vibrate": [100]},
            "Silent and vibrate exclude each other: leave one out.",
        ),
        ({"silent": True, "vibrate": []}, "Silent and vibrate exclude each other: leave one out."),
        ({"dir": "up"}, "“dir” must be auto, ltr or rtl."),
        ({"dir": ""}, "“dir” must be auto, ltr or rtl."),
        ({"actions": [{"action": "a"}]}, "“actions[0].title” is missing: write it."),
        ({"actions": [{"title": "a"}]}, "“actions[0].action” is missing: write it."),
        ({"actions": [{"action": "a", "title": ""}]}, "“actions[0].title” is empty: write it."),
        ({"actions": [{"action": "", "title": "a"}]}, "“actions[0].action” is empty: write it."),
    ],
)
def test_what_a_browser_throws_on_is_refused(option: dict[str, Any], sentence: str) -> None:
    assert refusal({"title": "x"} | option) == sentence


@pytest.mark.parametrize(
    "option",
    [
        {"renotify": False},
        {"renotify": True, "tag": "t"},
        {"silent": True},
        {"silent": False, "vibrate": [1]},
        {"silent": True, "vibrate": None},
        {"actions": []},
        {"lang": ""},
        {"timestamp": -1},
    ],
)
def test_what_a_browser_takes_is_taken(option: dict[str, Any]) -> None:
    assert parse_message({"title": "x"} | option)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        *[(name, 5, "must be text") for name in ("title", "body", "icon", "image", "badge", "tag", "lang")],
        *[
            (name, value, "must be true or false")
            for name in ("renotify", "requireInteraction", "silent")
            for value in (1, 0, "true")
        ],
        ("actions", {"action": "a"}, "must be a list"),
        ("navigate", [], "must be text"),
    ],
)
def test_a_wrong_type_is_refused_not_converted(name: str, value: object, words: str) -> None:
    assert refusal({"title": "x", name: value}) == f"“{name}” {words}."


@pytest.mark.parametrize("value", [1.5, "1767225600000", True])
def test_a_timestamp_is_a_whole_number(value: object) -> None:
    assert refusal({"title": "x", "timestamp": value}).startswith("“timestamp” must be a whole number")


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        (200, "“vibrate” must be a list"),
        ([1, -1], "“vibrate[1]” is -1"),
        ([1.5], "“vibrate[0]” is 1.5"),
        ([True], "“vibrate[0]” is true"),
        ([1, 2, "3"], "“vibrate[2]” is “3”"),
    ],
)
def test_a_vibration_is_whole_milliseconds(pattern: object, place: str) -> None:
    assert refusal({"title": "x", "vibrate": pattern}).startswith(place)


@pytest.mark.parametrize("name", ["icon", "image", "badge"])
@pytest.mark.parametrize(
    "url",
    ["https://a.example/i.png", "http://a.example/i.png", "/i.png", "i.png", "", "data:image/png,a", "//a/b"],
)
def test_a_picture_is_a_web_address_a_relative_one_or_data(name: str, url: str) -> None:
    assert options({"title": "x", name: url}) == {"title": "x", name: url}


@pytest.mark.parametrize("name", ["icon", "image", "badge", "navigate"])
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript:x", "file:///etc/passwd", "c:\\i.png", "ftp://a/b"]
)
def test_other_schemes_are_refused(name: str, url: str) -> None:
    assert refusal({"title": "x", name: url}).startswith(f"“{name}” must be an http or https URL")


def test_a_link_that_is_none_is_refused() -> None:
    assert refusal({"title": "x", "icon": "https://[::1"}) == "“icon” is not a URL."
    assert refusal({"title": "x", "navigate": "https://[::1"}) == "“navigate” is not a URL."


def test_a_notification_leads_to_a_page_never_to_data() -> None:
    assert "a browser opens nothing else" in refusal({"title": "x", "navigate": "data:text/html,a"})
    action = {"action": "a", "title": "b", "navigate": "data:text/html,a"}
    assert refusal({"title": "x", "actions": [action]}).startswith("“actions[0].navigate” must be")


def test_a_notification_cannot_be_changed() -> None:
    shown = Notification(title="x")
    with pytest.raises(ValueError, match="frozen"):
        shown.title = "y"  # type: ignore[misc]


@pytest.mark.parametrize(
    "url", ["http://", "https://a b", "http://a:99999", "https:/x", "https:x", "http://[zz]/", "http://:80/"]
)
@pytest.mark.parametrize("option", ["icon", "image", "badge", "navigate"])
def test_what_new_url_throws_on_is_refused(option: str, url: str) -> None:
    with pytest.raises(ValidationError, match="is not a URL"):
        Notification.model_validate({"title": "x", option: url})


@pytest.mark.parametrize(
    "url",
    [
        "/orders/1",
        "orders?x=1",
        "//cdn.example/a",
        "https://x.de/a b",
        "HTTP://X",
        "",
        "https://{{ host }}/a",
    ],
)
def test_what_a_browser_reads_is_taken_as_it_is(url: str) -> None:
    assert Notification.model_validate({"title": "x", "navigate": url}).navigate == url


@pytest.mark.parametrize("data", [object(), float("nan"), {"a": [float("inf")]}, {"a": {1, 2}}])
def test_data_that_is_no_json_is_refused(data: object) -> None:
    with pytest.raises(ValidationError, match="must be a JSON value"):
        Notification.read({"title": "T", "data": data})
    with pytest.raises(BadInput, match="“data” must be a JSON value"):
        parse_notification({"title": "T", "data": data})
