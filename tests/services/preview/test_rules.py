"""Each rule speaks where it should, stays silent one step before, and its fix makes the message right."""

from typing import Any

import pytest

from pushdesk.services.preview.checks import Audience, Check, Severity, check
from pushdesk.services.preview.profile import OPTIONS, Support, platforms
from pushdesk.services.preview.rules.delivery import valid_topic
from tests.services.preview import facts

ERROR, WARNING, INFO = Severity
APPLE = {"safari-macos", "safari-ios"}
FIREFOX = {"firefox-windows", "firefox-linux", "firefox-android"}
EVERYWHERE = set(facts.PLATFORMS)
ACTION = {"action": "a", "title": "A"}


def said(rule: str, document: dict[str, Any], **around: Any) -> list[Check]:
    """What `rule` says of the document."""
    return [one for one in check(document, **around) if one.rule == rule]


def only(rule: str, document: dict[str, Any], **around: Any) -> Check:
    """The one thing that `rule` says."""
    (found,) = said(rule, document, **around)
    return found


def with_title(**options: Any) -> dict[str, Any]:
    return {"title": "Parcel", **options}


def with_delivery(**options: Any) -> dict[str, Any]:
    return {"title": "Parcel", "delivery": options}


def nested(depth: int) -> Any:
    """That many lists in each other."""
    found: Any = []
    for _ in range(depth - 1):
        found = [found]
    return found


# (rule, severity, field, a message it is about, one that it is not about)
CASES: list[tuple[str, Severity, str, dict[str, Any], dict[str, Any]]] = [
    ("no-title", ERROR, "title", {"body": "B"}, {"title": "T"}),
    ("no-title", ERROR, "title", {"title": ""}, {"title": " "}),
    ("no-title", ERROR, "title", {"title": None}, {"title": "T"}),
    ("renotify-needs-tag", ERROR, "renotify", with_title(renotify=True), with_title(renotify=True, tag="t")),
    ("renotify-needs-tag", ERROR, "renotify", with_title(renotify=True, tag=""), with_title(renotify=False)),
    (
        "silent-with-vibrate",
        ERROR,
        "vibrate",
        with_title(silent=True, vibrate=[1]),
        with_title(silent=False, vibrate=[1]),
    ),
    (
        "silent-with-vibrate",
        ERROR,
        "vibrate",
        with_title(silent=True, vibrate=[]),
        with_title(silent=True, vibrate=None),
    ),
    (
        "incomplete-action",
        ERROR,
        "actions",
        with_title(actions=[ACTION, {"action": "a"}]),
        with_title(actions=[ACTION]),
    ),
    ("incomplete-action", ERROR, "actions", with_title(actions=[{"title": "T"}]), with_title(actions=[])),
    ("incomplete-action", ERROR, "actions", with_title(actions=[{"action": "", "title": "T"}]), with_title()),
    ("unknown-direction", ERROR, "dir", with_title(dir="left"), with_title(dir="rtl")),
    ("actions-not-a-list", ERROR, "actions", with_title(actions="x"), with_title(actions=None)),
    ("actions-not-a-list", ERROR, "actions", with_title(actions=[1]), with_title(actions=[ACTION])),
    ("not-json", ERROR, "data", with_title(data=float("nan")), with_title(data=1)),
    ("not-json", ERROR, "body", with_title(body="\ud800"), with_title(body="😀")),
    ("not-json", ERROR, "topic", with_delivery(topic="\ud800"), with_delivery(topic="a")),
    ("not-json", ERROR, "json", with_title(**{"a\ud800": "\ud800"}), with_title(a=1)),
    ("not-json", ERROR, "data", with_title(data=nested(64)), with_title(data=nested(63))),
    ("unreadable-variable", ERROR, "variables", with_title(body="{{ name"), with_title(body="{{ name }}")),
    (
        "unfilled-statement",
        WARNING,
        "body",
        with_title(body="{% if a %}Hi{% endif %}"),
        with_title(body="{%"),
    ),
    ("unfilled-statement", WARNING, "data", with_title(data=[{"a": "{# no #}"}]), with_title(data="{ %a% }")),
    ("relative-url", WARNING, "image", with_title(image="i.png"), with_title(image="{{ picture }}")),
    ("wrong-type", ERROR, "body", with_title(body=5), with_title(body="5")),
    ("wrong-type", ERROR, "title", {"title": 5}, {"title": "5"}),
    ("wrong-type", ERROR, "silent", with_title(silent="yes"), with_title(silent=True)),
    ("wrong-type", ERROR, "vibrate", with_title(vibrate=[-1]), with_title(vibrate=[1])),
    (
        "wrong-type",
        ERROR,
        "actions",
        with_title(actions=[{"action": 5, "title": "T"}]),
        with_title(actions=[ACTION]),
    ),
    ("refused-url", ERROR, "icon", with_title(icon="ftp://a.example/i"), with_title(icon="data:,x")),
    (
        "refused-url",
        ERROR,
        "navigate",
        with_title(navigate="data:,x"),
        with_title(navigate="https://a.example"),
    ),
    (
        "timestamp-in-seconds",
        INFO,
        "timestamp",
        with_title(timestamp=1_700_000_000),
        with_title(timestamp=1_700_000_000_000),
    ),
    (
        "same-action-twice",
        INFO,
        "actions",
        with_title(actions=[ACTION, ACTION]),
        with_title(actions=[ACTION, {"action": "b", "title": "A"}]),
    ),
    ("unknown-option", INFO, "colour", with_title(colour="red"), with_title()),
    (
        "unknown-option",
        INFO,
        "actions",
        with_title(actions=[ACTION | {"colour": "red"}]),
        with_title(actions=[ACTION | {"icon": "https://a.example/i", "navigate": "https://a.example/"}]),
    ),
    (
        "unknown-option",
        INFO,
        "actions",
        with_title(actions=[{"action": "a", "title": "A", "Icon": "https://a.example/i"}]),
        with_title(actions="x"),
    ),
    ("reserved-name", INFO, "pushdesk", with_title(pushdesk={}), with_title()),
    ("delivery-not-an-object", ERROR, "delivery", with_title(delivery=[]), with_title(delivery={})),
    ("delivery-not-an-object", ERROR, "delivery", with_title(delivery=None), with_title()),
    ("unknown-delivery-option", ERROR, "delivery", with_delivery(prio=1), with_delivery(ttl=60)),
    ("invalid-ttl", ERROR, "ttl", with_delivery(ttl=-1), with_delivery(ttl=60)),
    ("invalid-ttl", ERROR, "ttl", with_delivery(ttl=1.5), with_delivery(ttl=60)),
    ("invalid-ttl", ERROR, "ttl", with_delivery(ttl="60"), with_delivery(ttl=60)),
    ("invalid-ttl", ERROR, "ttl", with_delivery(ttl=2**31), with_delivery(ttl=2**31 - 1)),
    ("ttl-zero", WARNING, "ttl", with_delivery(ttl=0), with_delivery(ttl=1)),
    ("ttl-cut", WARNING, "ttl", with_delivery(ttl=2_419_201), with_delivery(ttl=2_419_200)),
    ("invalid-urgency", ERROR, "urgency", with_delivery(urgency="urgent"), with_delivery(urgency="high")),
    ("invalid-topic", ERROR, "topic", with_delivery(topic="a b"), with_delivery(topic="a_b")),
    ("invalid-topic", ERROR, "topic", with_delivery(topic="x" * 33), with_delivery(topic="x" * 32)),
    ("invalid-topic", ERROR, "topic", with_delivery(topic=""), with_delivery(topic=None)),
    ("urgency-unheard", INFO, "urgency", with_delivery(urgency="high"), with_delivery(urgency="normal")),
    (
        "too-many-actions",
        WARNING,
        "actions",
        with_title(actions=[ACTION] * 3),
        with_title(actions=[ACTION] * 2),
    ),
    (
        "http-picture",
        WARNING,
        "icon",
        with_title(icon="http://a.example/i"),
        with_title(icon="https://a.example/i"),
    ),
    (
        "http-picture",
        WARNING,
        "actions",
        with_title(actions=[ACTION | {"icon": "http://a.example/i"}]),
        with_title(icon="http://localhost:8765/i"),
    ),
    ("local-picture", INFO, "icon", with_title(icon="http://localhost:8765/i"), with_title(icon="data:,x")),
    (
        "local-picture",
        INFO,
        "image",
        with_title(image="https://192.168.1.2/i"),
        with_title(image="https://a.example/i"),
    ),
    (
        "relative-url",
        WARNING,
        "navigate",
        with_title(navigate="/orders"),
        with_title(navigate="https://a.example/"),
    ),
    ("relative-url", WARNING, "badge", with_title(badge="//a.example/b"), with_title(badge="")),
    (
        "relative-url",
        WARNING,
        "actions",
        with_title(actions=[ACTION | {"navigate": "x"}]),
        with_title(actions=[ACTION]),
    ),
]


@pytest.mark.parametrize(("rule", "severity", "field", "bad", "good"), CASES)
def test_a_rule_speaks_of_what_it_is_about_and_of_nothing_else(
    rule: str, severity: Severity, field: str, bad: dict[str, Any], good: dict[str, Any]
) -> None:
    found = only(rule, bad)
    assert (found.severity, found.field) == (severity, field)
    assert said(rule, good) == []
    if found.fix is not None:
        assert said(rule, found.fix.apply(bad)) == []


@pytest.mark.parametrize(
    ("rule", "bad", "mended"),
    [
        ("renotify-needs-tag", with_title(renotify=True), with_title(renotify=True, tag="parcel")),
        (
            "renotify-needs-tag",
            {"title": "שלום", "renotify": True},
            {"title": "שלום", "renotify": True, "tag": "message"},
        ),
        ("silent-with-vibrate", with_title(silent=True, vibrate=[1]), with_title(silent=True)),
        (
            "incomplete-action",
            with_title(actions=[{"title": "Track it!"}, {"action": "b"}, {}, {"action": "", "title": "نعم"}]),
            with_title(
                actions=[
                    {"title": "Track it!", "action": "track-it"},
                    {"action": "b", "title": "b"},
                    {"action": "action", "title": "نعم"},
                ]
            ),
        ),
        ("unknown-direction", with_title(dir="left"), with_title(dir="auto")),
        ("wrong-type", with_title(body=5), with_title()),
        ("timestamp-in-seconds", with_title(timestamp=10**9), with_title(timestamp=10**12)),
        ("unknown-option", with_title(require_interaction=True), with_title(requireInteraction=True)),
        ("reserved-name", with_title(pushdesk=1), with_title()),
        ("unknown-delivery-option", with_delivery(prio=1, ttl=60), with_delivery(ttl=60)),
        ("invalid-ttl", with_delivery(ttl=59.6), with_delivery(ttl=60)),
        ("invalid-ttl", with_delivery(ttl=-1), with_delivery(ttl=14_400)),
        ("ttl-zero", with_delivery(ttl=0), with_delivery(ttl=60)),
        ("ttl-cut", with_delivery(ttl=10**7), with_delivery(ttl=2_419_200)),
        ("invalid-urgency", with_delivery(urgency="VERY_LOW"), with_delivery(urgency="very-low")),
        ("invalid-urgency", with_delivery(urgency="urgent"), with_delivery(urgency="normal")),
        ("invalid-topic", with_delivery(topic="order #4821"), with_delivery(topic="order-4821")),
        ("invalid-topic", with_delivery(topic="", ttl=60), with_delivery(ttl=60)),
        ("topic-length", with_delivery(topic="collie-update"), with_delivery(topic="collie-update-")),
        (
            "too-many-actions",
            with_title(actions=[ACTION, ACTION, {"action": "c", "title": "C"}]),
            with_title(actions=[ACTION, ACTION]),
        ),
        (
            "http-picture",
            with_title(icon="http://a.example/i"),
            with_title(icon="https://a.example/i"),
        ),
        (
            "http-picture",
            with_title(
                actions=[ACTION | {"icon": "http://a.example/i", "navigate": "http://localhost/"}, ACTION]
            ),
            with_title(
                actions=[ACTION | {"icon": "https://a.example/i", "navigate": "http://localhost/"}, ACTION]
            ),
        ),
        (
            "relative-url",
            with_title(navigate="orders/1"),
            with_title(navigate="http://localhost:8765/orders/1"),
        ),
    ],
)
def test_a_fix_makes_the_message_right(rule: str, bad: dict[str, Any], mended: dict[str, Any]) -> None:
    fix = only(rule, bad).fix
    assert fix is not None
    assert fix.apply(bad) == mended


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_in_use_names_the_platforms_that_ignore_it(option: str) -> None:
    document = with_title(**{option: facts.VALUES[option]})
    found = [one for one in said("ignored-option", document) if one.field == option]
    named = {place for one in found for place in one.platforms}
    assert named == facts.ignoring(option)
    wanted = [INFO] if option == "navigate" else [WARNING]
    assert [one.severity for one in found] == (wanted if named else [])


@pytest.mark.parametrize("option", OPTIONS)
def test_the_verdicts_follow_the_file(option: str) -> None:
    document = with_title(**{option: facts.VALUES[option]})
    for rule, support in (("ignored-option", Support.IGNORED), ("partial-option", Support.PARTIAL)):
        wanted = {
            one.id: one.options[option].source
            for one in platforms()
            if one.options[option].support is support
        }
        found = [one for one in said(rule, document) if one.field == option]
        assert {place for one in found for place in one.platforms} == set(wanted)
        assert all(source in one.source for one in found for source in wanted.values())


@pytest.mark.parametrize(
    "idle", [{"silent": False}, {"actions": []}, {"image": ""}, {"badge": None}, {"dir": "auto"}]
)
def test_what_asks_for_nothing_is_not_called_ignored(idle: dict[str, Any]) -> None:
    assert check(with_title(**idle)) == ()


@pytest.mark.parametrize("name", ["title", "body"])
@pytest.mark.parametrize("place", facts.PLATFORMS)
def test_a_text_is_cut_from_the_first_character_beyond_the_band(name: str, place: str) -> None:
    one = next(one for one in platforms() if one.id == place)
    band = one.title_band if name == "title" else one.body_band

    def verdicts(length: int) -> set[str]:
        found = check(with_title(**{name: "é" * length}))
        return {check.rule for check in found if check.field == name and place in check.platforms}

    assert verdicts(band.shortest) == set()
    assert verdicts(band.longest) == (set() if band.shortest == band.longest else {"perhaps-cut-text"})
    assert verdicts(band.longest + 1) == {"cut-text"}


def test_a_cut_is_counted_in_characters_that_a_person_sees() -> None:
    assert check({"title": "👨‍👩‍👧‍👦" * 30}) == ()
    found = only("cut-text", {"title": "👨‍👩‍👧‍👦" * 36})
    assert found.platforms == ("chrome-android", "firefox-android", "safari-ios")
    assert "36 characters" in found.message
    assert "Safari on iOS (30)" in found.message


@pytest.mark.parametrize("length", range(1, 33))
def test_apple_refuses_a_topic_whose_length_is_one_over_a_multiple_of_four(length: int) -> None:
    found = said("topic-length", with_delivery(topic="x" * length))
    assert [one.severity for one in found] == ([WARNING] if length in {1, 5, 9, 13, 17, 21, 25, 29} else [])
    assert all(set(one.platforms) == APPLE for one in found)


@pytest.mark.parametrize("text", ["a", "order #4821", "Заказ", "会", "x" * 100, "--", "a" * 29, " b "])
def test_a_topic_made_valid_is_taken_everywhere(text: str) -> None:
    made = valid_topic(text)
    assert check(with_delivery(topic=made)) == ()


def test_two_topics_without_a_latin_letter_stay_two() -> None:
    assert valid_topic("Заказ") != valid_topic("Новости")


def test_each_rule_about_one_push_service_names_its_platforms() -> None:
    assert only("ttl-zero", with_delivery(ttl=0)).platforms == ("edge-windows",)
    assert set(only("urgency-unheard", with_delivery(urgency="low")).platforms) == FIREFOX
    assert set(only("ttl-cut", with_delivery(ttl=2_419_201)).platforms) == {
        place for place in facts.PLATFORMS if place.startswith("chrome")
    }
    assert set(only("ttl-cut", with_delivery(ttl=2_592_001)).platforms) == {*facts.PLATFORMS} - {
        "edge-windows"
    }
    assert (
        set(only("too-many-actions", with_title(actions=[ACTION] * 3)).platforms)
        == {*facts.PLATFORMS} - APPLE
    )


def test_a_wrong_picture_concerns_only_where_pictures_show() -> None:
    assert set(only("http-picture", with_title(badge="http://a.example/b")).platforms) == {
        place for place in facts.PLATFORMS if place.startswith(("chrome", "edge"))
    }


@pytest.mark.parametrize("name", ["actions", "data", "title"])
def test_nothing_is_thrown_away_that_took_work_to_write(name: str) -> None:
    found = [one for one in check(with_title(**{name: {"a": float("nan")}})) if one.severity is ERROR]
    assert found
    assert all(one.fix is None for one in found)


def test_without_a_contact_nothing_goes_to_push_services_on_the_internet() -> None:
    outside = Audience(devices=3, services={"fcm": 2, "lab": 1})
    assert only("no-contact", {"title": "T"}, audience=outside).severity is ERROR
    assert "2 devices" in only("no-contact", {"title": "T"}, audience=outside).message
    assert check({"title": "T"}, audience=outside, contact="mailto:a@pushdesk.org") == ()
    assert check({"title": "T"}, audience=Audience(devices=2, services={"lab": 1, "other": 1})) == ()


def test_devices_with_another_key_and_without_a_value_are_counted() -> None:
    found = only("other-key", {"title": "T"}, audience=Audience(devices=2, other_key=1))
    assert (found.severity, found.message.split(":")[0]) == (
        WARNING,
        "1 device is subscribed with a key that this desk does not hold",
    )
    missing = only("missing-variable", {"title": "T"}, audience=Audience(missing={"name": 1200, "city": 0}))
    assert (missing.severity, missing.message.split(":")[0]) == (
        ERROR,
        "1,200 devices have no value for “name”",
    )


def test_an_audience_of_which_nothing_is_known_is_not_judged() -> None:
    assert check({"title": "T"}, audience=Audience()) == ()


def test_an_unknown_name_in_actions_is_said_once_and_where() -> None:
    one = only("unknown-option", with_title(actions=[ACTION, ACTION | {"colour": "red"}]))
    assert one.message.startswith("“colour” in action 2 is no option of the Notifications API")
    rows = [ACTION | {"colour": "red", "Title": "B"}, {"action": "b", "Title": "B", "colour": "blue"}, 5]
    colour, title = said("unknown-option", with_title(actions=rows))
    assert "“colour” in 2 actions" in colour.message
    assert title.message.endswith("“title” is one.")
    assert title.fix is None  # one of them has a title already


def test_an_unknown_delivery_option_in_capitals_is_written_as_it_should_be() -> None:
    document = with_delivery(TTL=60)
    one = only("unknown-delivery-option", document)
    assert one.message == "“delivery.TTL” is no option here: write ttl."
    assert one.fix is not None
    assert one.fix.apply(document) == with_delivery(ttl=60)
    both = only("unknown-delivery-option", with_delivery(TTL=60, ttl=90))
    assert both.message == "“delivery.TTL” is no option here: leave it out."


MANY = {f"own-{number}": 1 for number in range(500)}


@pytest.mark.parametrize(
    ("document", "rule", "most"),
    [
        (with_title(vibrate=["a"] * 500), "wrong-type", 3),
        (with_title(actions=[ACTION | {"icon": "ftp://a.example/"}] * 500), "refused-url", 3),
        (with_delivery(**MANY), "unknown-delivery-option", 3),
        (with_title(**MANY), "unknown-option", 21),
        (with_title(actions=[ACTION | MANY]), "unknown-option", 20),
    ],
)
def test_hundreds_of_the_same_are_a_few_checks(document: dict[str, Any], rule: str, most: int) -> None:
    found = said(rule, document)
    assert len(found) == most
    if most == 21:
        assert found[-1].message.startswith("“own-20” and what comes after it, 480 in all, is no option")


def test_a_statement_is_said_to_go_out_as_it_stands_with_what_it_is_and_where() -> None:
    rows = [ACTION | {"title": "{% if a %}A{% endif %}"}]
    document = with_title(
        body="Hi {% if a %}you{% endif %}", data={"x": "{% set y = 1 %}{{ y }}"}, actions=rows
    )
    first, second = said("unfilled-statement", document)
    assert first.message.startswith(
        "“{% if a %}” in “body” and “actions” goes out as it stands: only {{ … }} is"
    )
    assert second.message.startswith("“{% set y = 1 %}” in “data” goes out")
    assert (first.field, second.field) == ("body", "data")
    assert first.message.endswith(" is filled in. Conditions and loops can stand in a custom payload shape.")
    (broken,) = said("unfilled-statement", with_title(body="{% if\na %}"))
    assert broken.field == "body"
    (long,) = said("unfilled-statement", with_title(body="{% " + "x" * 900 + " %}"))
    assert len(long.message) < 300
    many = with_title(**{f"own-{number}": f"{{% if a{number} %}}" for number in range(30)})
    assert len(said("unfilled-statement", many)) == 3
    assert said("unfilled-statement", with_title(data=[float("nan"), "{% if a %}"])) == []


HALF = "half of a character (a lone surrogate): type that character again."


@pytest.mark.parametrize(
    ("document", "words", "mended"),
    [
        ({"title": "a\ud800b"}, f"“title” holds {HALF}", {"title": "a\ufffdb"}),
        (
            with_title(actions=[ACTION, ACTION | {"title": "\udfff"}]),
            f"“actions[1].title” holds {HALF}",
            with_title(actions=[ACTION, ACTION | {"title": "\ufffd"}]),
        ),
        (
            with_title(data=["\ud800", {"b": "\ud800"}]),
            f"“data[0]” and “data[1].b” hold {HALF}",
            with_title(data=["\ufffd", {"b": "\ufffd"}]),
        ),
        (
            with_title(data=dict([("\ud800", 1), ("\udfff", 2), ("\ufffd", 3)])),
            f"“data.\ufffd” and “data.\ufffd” hold {HALF}",
            with_title(data={"\ufffd\ufffd": 1, "\ufffd\ufffd\ufffd": 2, "\ufffd": 3}),
        ),
        (
            with_delivery(topic="ab\ud800", ttl=60),
            f"“delivery.topic” holds {HALF}",
            with_delivery(topic="ab\ufffd", ttl=60),
        ),
        (with_title(**{"\ud800": 1}), f"The name “\ufffd” holds {HALF}", with_title(**{"\ufffd": 1})),
    ],
)
def test_half_a_character_is_said_where_it_stands_and_can_be_replaced(
    document: dict[str, Any], words: str, mended: dict[str, Any]
) -> None:
    found = only("not-json", document)
    assert found.message == words
    assert said("unknown-option", document) == []
    assert found.fix is not None
    assert found.fix.apply(document) == mended


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("x", ["“actions” must be a list of objects"]),
        ({"action": 5}, ["“actions” must be a list of objects"]),
        ([1], ["“actions[0]” must be an object such as"]),
        ([1, ACTION, None], ["“actions[0]” and “actions[2]” must be objects such as"]),
        ([{"action": 5, "title": "T"}], ["“actions[0].action” must be text."]),
        (
            [1, {"action": 5}],
            ["Action 2 has no title:", "“actions[0]” must be an object", "“actions[1].action” must be text."],
        ),
        ([{}], ["Action 1 has no id (“action”) and no title:"]),
    ],
)
def test_each_thing_wrong_with_actions_is_said_once_where_it_is(rows: Any, words: list[str]) -> None:
    found = [one.message for one in check(with_title(actions=rows)) if one.severity is ERROR]
    assert [said.startswith(start) for said, start in zip(found, words, strict=True)] == [True] * len(words)


def test_many_actions_are_named_by_the_first_of_them() -> None:
    rows = [{"action": str(number % 40), "title": ""} for number in range(80)]
    words = only("incomplete-action", with_title(actions=rows)).message
    assert words == "Actions 1, 2, 3, 4, 5 and 75 more must have both an id (“action”) and a title."
    words = only("same-action-twice", with_title(actions=rows)).message
    assert words.startswith("Several actions have the id “0”, “1”, “2”, “3”, “4” and 35 more:")


def test_a_name_as_long_as_a_page_is_cut_in_a_sentence() -> None:
    name = "x" * 5000
    for document in (with_title(**{name: 1}), with_title(actions=[ACTION | {name: 1}])):
        assert f"“{'x' * 40}…”" in only("unknown-option", document).message
    one = only("unknown-delivery-option", with_delivery(**{name: 1}))
    assert len(one.message) < 100


RANGE = "“ttl” must be 0 to 2,147,483,647 seconds, of which FCM keeps 2,419,200 (28 days)"


@pytest.mark.parametrize("seconds", [0, 5_000_000, 2_147_483_647])
def test_no_ttl_in_the_range_that_the_error_names_is_an_error(seconds: int) -> None:
    assert said("invalid-ttl", with_delivery(ttl=seconds)) == []


@pytest.mark.parametrize(
    ("document", "start", "fixed"),
    [
        (with_delivery(ttl=-1), RANGE, 14_400),
        (with_delivery(ttl=9_999_999_999), RANGE, 2_419_200),
        (with_delivery(ttl="60"), "“ttl” must be a whole number of seconds, without quotes: 60.", 60),
        (with_delivery(ttl=1.5), "“ttl” must be a whole number of seconds such as 14400; the form", 2),
        (
            with_delivery(ttl="soon"),
            "“ttl” must be a whole number of seconds such as 14400; the form",
            14_400,
        ),
    ],
)
def test_a_ttl_that_is_none_says_what_one_is(document: dict[str, Any], start: str, fixed: int) -> None:
    one = only("invalid-ttl", document)
    assert one.message.startswith(start)
    assert one.message.endswith(".")
    assert one.fix is not None
    assert one.fix.apply(document)["delivery"]["ttl"] == fixed
