"""Size per push service, and what a payload's shape needs, leaves out and cannot confirm."""

import json
from typing import Any

import pytest

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.checks import Severity, check, payload_bytes
from pushdesk.services.preview.profile import OPTIONS

WHOLE = "{{ notification | tojson }}{{ delivery.id }}{{ delivery.token }}"


def of_size(size: int, shape: PayloadShape = PayloadShape.PUSHDESK) -> dict[str, str]:
    """A message whose payload has `size` bytes."""
    empty = payload_bytes({"title": "T", "data": ""}, shape=shape)
    assert empty is not None
    return {"title": "T", "data": "x" * (size - empty)}


@pytest.mark.parametrize("shape", [PayloadShape.PUSHDESK, PayloadShape.RAW])
@pytest.mark.parametrize(
    ("size", "rules"),
    [
        (2744, []),
        (2745, [("too-large-for-some", Severity.WARNING, ("firefox-android",))]),
        (3993, [("too-large-for-some", Severity.WARNING, ("firefox-android",))]),
        (3994, [("too-large", Severity.ERROR, ())]),
    ],
)
def test_size_is_judged_per_push_service(
    shape: PayloadShape, size: int, rules: list[tuple[str, Severity, tuple[str, ...]]]
) -> None:
    found = [one for one in check(of_size(size, shape), shape=shape) if one.field == "size"]
    assert [(one.rule, one.severity, one.platforms) for one in found] == rules


@pytest.mark.parametrize("shape", list(PayloadShape))
def test_a_shape_without_the_deliverys_id_cannot_be_confirmed(shape: PayloadShape) -> None:
    document = {"title": "T", "navigate": "https://a.example/"}
    found = [one for one in check(document, shape=shape, template=WHOLE) if one.rule == "unconfirmed"]
    wanted = [Severity.INFO] if shape in {PayloadShape.TEXT, PayloadShape.RAW} else []
    assert [one.severity for one in found] == wanted


def test_a_shape_that_needs_more_says_what() -> None:
    (found,) = check({"title": "T"}, shape=PayloadShape.DECLARATIVE)
    assert (found.rule, found.severity, found.field) == ("refused-by-shape", Severity.ERROR, "shape")
    assert "navigate" in found.message
    assert "WebKit" in found.source
    (found,) = check({"title": "T", "data": 5}, shape=PayloadShape.NGSW)
    assert (found.rule, "WebKit" in found.source) == ("refused-by-shape", False)


@pytest.mark.parametrize(
    ("option", "severity", "reading"),
    [
        ("dir", Severity.ERROR, "throws on it"),
        ("actions", Severity.ERROR, "throws on it"),
        ("body", Severity.WARNING, "reads it as the text “null”"),
        ("timestamp", Severity.WARNING, "reads it as the number 0"),
        ("vibrate", Severity.WARNING, "reads it as the number 0"),
    ],
)
def test_a_null_in_raw_json_says_what_a_browser_makes_of_it(
    option: str, severity: Severity, reading: str
) -> None:
    document = {"title": "T", option: None}
    (found,) = [one for one in check(document, shape=PayloadShape.RAW) if one.rule != "unconfirmed"]
    assert (found.rule, found.severity, found.field) == ("null-in-raw", severity, option)
    assert (
        found.message
        == f"“{option}” is null, raw JSON goes out as typed, and a browser {reading}: leave it out."
    )
    assert found.fix is not None
    assert found.fix.apply(document) == {"title": "T"}
    for shape in set(PayloadShape) - {PayloadShape.RAW, PayloadShape.DECLARATIVE}:
        rules = {one.rule for one in check(document, shape=shape, template=WHOLE)}
        assert rules <= {"unconfirmed"}
    silent = {"title": "T", "silent": True, "vibrate": None}
    assert [one.severity for one in check(silent, shape=PayloadShape.RAW) if one.field == "vibrate"] == [
        Severity.ERROR
    ]


def test_each_null_in_raw_json_that_is_not_the_same_as_nothing_has_a_check_and_no_other() -> None:
    document = dict.fromkeys([*OPTIONS, "own"]) | {"title": "T"}
    found = {one.field: one for one in check(document, shape=PayloadShape.RAW) if one.rule == "null-in-raw"}
    as_word = {"icon", "image", "badge", "body", "tag", "lang", "navigate"}
    assert set(found) == as_word | {"dir", "actions", "vibrate", "timestamp"}
    assert all("the text “null”" in found[name].message for name in as_word)
    assert all("the number 0" in found[name].message for name in ("vibrate", "timestamp"))


def test_a_null_inside_actions_is_said_with_its_place_and_what_a_browser_makes_of_it() -> None:
    rows = [{"action": name, "title": name, "icon": None} for name in "ab"]
    whole = {"action": "c", "title": "c", "icon": "https://a.example/c.png", "navigate": "/c"}
    document = {"title": "T", "actions": [rows[0] | {"navigate": None}, rows[1], whole]}
    found = [one for one in check(document, shape=PayloadShape.RAW) if one.rule == "null-in-raw"]
    assert [(one.severity, one.field) for one in found] == [(Severity.WARNING, "actions")] * 2
    icon, navigate = found
    rest = "is null, raw JSON goes out as typed, and a browser reads it as the text “null”: leave it out."
    assert icon.message == f"“icon” in actions 1 and 2 {rest}"
    assert navigate.message == f"“navigate” in action 1 {rest}"
    for one in found:
        assert one.fix is not None
        document = one.fix.apply(document)
    assert document == {"title": "T", "actions": [*({"action": name, "title": name} for name in "ab"), whole]}
    for shape in set(PayloadShape) - {PayloadShape.RAW}:
        rules = {one.rule for one in check({"title": "T", "actions": rows}, shape=shape, template=WHOLE)}
        assert "null-in-raw" not in rules


@pytest.mark.parametrize("name", ["action", "title"])
def test_a_null_as_an_actions_id_or_title_is_an_incomplete_action_and_said_once(name: str) -> None:
    document = {"title": "T", "actions": [{"action": "a", "title": "A"} | {name: None}]}
    found = [(one.rule, one.severity) for one in check(document, shape=PayloadShape.RAW)]
    assert [one for one in found if one[0] not in {"unconfirmed", "ignored-option"}] == [
        ("incomplete-action", Severity.ERROR)
    ]


@pytest.mark.parametrize(
    "wrong", [{"dir": None}, {"actions": None}, {"silent": True, "vibrate": None}, {"body": 5}]
)
def test_raw_json_that_is_not_sent_is_measured_and_cannot_be_confirmed(wrong: dict[str, Any]) -> None:
    document = {"title": "T"} | wrong
    assert payload_bytes(document, shape=PayloadShape.RAW) == len(json.dumps(document, separators=(",", ":")))
    found = {one.rule: one.severity for one in check(document, shape=PayloadShape.RAW)}
    assert found["unconfirmed"] is Severity.INFO
    assert Severity.ERROR in found.values()
    large = check(document | {"data": "x" * 4000}, shape=PayloadShape.RAW)
    assert "too-large" in {one.rule for one in large}


def test_raw_json_is_measured_as_it_goes_out() -> None:
    assert payload_bytes({"body": None, "title": "T"}, shape=PayloadShape.RAW) == len(
        '{"body":null,"title":"T"}'
    )


def test_plain_text_leaves_the_other_options_out() -> None:
    (found,) = [
        one
        for one in check({"title": "T", "body": "B", "lang": "de", "data": 1}, shape=PayloadShape.TEXT)
        if one.rule == "left-out-by-shape"
    ]
    assert found.severity is Severity.WARNING
    assert "lang and data" in found.message
    assert check({"title": "T", "body": "B"}, shape=PayloadShape.PUSHDESK) == ()


@pytest.mark.parametrize("shape", list(PayloadShape))
def test_a_link_that_a_browser_does_not_know_is_no_warning_in_any_shape_that_carries_it(
    shape: PayloadShape,
) -> None:
    document = {"title": "T", "navigate": "https://a.example/"}
    every = check(document, shape=shape, template=WHOLE)
    found = [(one.rule, one.severity) for one in every if one.rule != "unconfirmed"]
    if shape is PayloadShape.TEXT:
        assert found == [("left-out-by-shape", Severity.WARNING)]
    else:
        assert found == [("ignored-option", Severity.INFO)]


@pytest.mark.parametrize(
    ("template", "rules"),
    [
        ("{{ notification.title }}" + "x" * 2744, ["too-large-for-some", "unconfirmed"]),
        ("{{ notification.title", ["refused-by-shape"]),
        ("", ["refused-by-shape"]),
        ("{{ notification.title }} {{ delivery.id }} {{ delivery.token }}", []),
    ],
)
def test_a_custom_shape_is_judged_by_what_its_template_makes(template: str, rules: list[str]) -> None:
    found = check({"title": "T"}, shape=PayloadShape.CUSTOM, template=template)
    assert [one.rule for one in found] == rules


IMAGE = {"title": "T", "body": "B", "image": "https://a.example/i.png", "tag": "t", "own": 1}


@pytest.mark.parametrize(
    ("template", "lost"),
    [
        ("{{ notification.title }} {{ notification['body'] }}", "image and tag"),
        ("{% if notification.image %}{{ notification.tag }}{% endif %}", "title and body"),
        ("{{ notification | tojson }}", ""),
        ("{{ notification.title }}{% for name in notification %}{{ name }}{% endfor %}", ""),
        ("{{ notification.title }}{{ notification[delivery.id] }}", ""),
    ],
)
def test_a_custom_template_leaves_out_what_it_does_not_read(template: str, lost: str) -> None:
    found = check(IMAGE, shape=PayloadShape.CUSTOM, template=template)
    said = [one for one in found if one.rule == "left-out-by-shape"]
    assert [one.severity for one in said] == ([Severity.WARNING] if lost else [])
    assert all(one.message.endswith(f": {lost} will not arrive.") for one in said)


def test_what_does_not_arrive_is_said_to_be_left_out_and_nothing_else_is_said_of_it() -> None:
    actions = [{"action": name, "title": name.upper(), "own": 1} for name in "abc"]
    document = IMAGE | {
        "title": "T" * 200,
        "body": "B" * 500,
        "actions": actions,
        "image": "http://a.example/i",
    }
    document |= {"icon": "i.png", "navigate": "/n", "badge": "http://localhost/b"}
    found = check(document, shape=PayloadShape.TEXT)
    options = {"image", "tag", "actions", "icon", "navigate", "badge"}
    assert {one.rule for one in found if options & {one.field}} == {"unknown-option"}
    unknown = [one.message for one in found if one.rule == "unknown-option"]
    assert [words.endswith("API: this payload shape leaves it out.") for words in unknown] == [True, True]
    assert {one.field for one in found if one.rule == "cut-text"} == {"title", "body"}
    cut = check(document, shape=PayloadShape.CUSTOM, template="{{ notification.title }}")
    assert {one.field for one in cut if one.rule == "cut-text"} == {"title"}
    sent = [one.message for one in check(document) if one.rule == "unknown-option"]
    assert [words.endswith("API: it is sent, and browsers ignore it.") for words in sent] == [True, True]
