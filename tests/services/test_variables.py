"""Variables: each device reads its own message, and a missing value is counted, never an empty text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import Subscription
from pushdesk.services import variable_text
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import Dialect
from pushdesk.services.variables import MissingValue, Variables, has_variables, missing, names, render

DOCUMENT = {
    "title": "Hello {{ name }}",
    "body": 'Dear {{ name | default("friend") }}, {{ town.street | upper }}',
    "icon": "/{{ user }}.png",
    "silent": True,
    "actions": [{"action": "a", "title": "{{ word }}"}, {"action": "b", "title": "Plain"}],
    "data": {"deep": [{"n": "{{ number }}"}, 5, None]},
}


def device(name: str = "", user: str = "", /, **attributes: Any) -> Subscription:
    return Subscription(
        endpoint="", p256dh="", auth="", vapid_public_key="", push_service="", name=name, user=user,
        attributes=attributes,
    )  # fmt: skip


def refusal(document: Any, **attributes: Any) -> str:
    with pytest.raises(BadInput) as problem:
        render(document, attributes)
    return problem.value.sentence


def test_every_text_gets_the_devices_values_and_all_else_stays() -> None:
    values = {"name": "Ada", "town": {"street": "a"}, "user": "u1", "word": "Go", "number": 1.5}
    assert render(DOCUMENT, values) == {
        "title": "Hello Ada",
        "body": "Dear Ada, A",
        "icon": "/u1.png",
        "silent": True,
        "actions": [{"action": "a", "title": "Go"}, {"action": "b", "title": "Plain"}],
        "data": {"deep": [{"n": "1.5"}, 5, None]},
    }


def test_the_names_are_all_that_are_read() -> None:
    assert names(DOCUMENT) == {"name", "town", "user", "word", "number"}
    assert names({"title": "x", "data": {"{{ key }}": 1}}) == set()
    assert names('{{ a | default(b | default("c")) }}') == {"a", "b"}


def test_a_message_without_variables_is_given_back_as_it_is() -> None:
    document = {"title": "x", "body": "{ not one } {% nor this %}"}
    assert render(document, {}) is document
    assert not Variables(document)
    assert missing(document, [device()]) == {}


def test_a_value_that_is_missing_is_an_error_with_its_name() -> None:
    with pytest.raises(MissingValue, match="no value for “name”") as problem:
        render({"title": "Hello {{ name }}"}, {"nam": "x"})
    assert problem.value.name == "name"
    assert '{{ name | default("…") }}' in problem.value.sentence
    assert "no value for “town.street”" in refusal("{{ town.street }}", town={"zip": 1})


@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_what_is_blank_is_missing(blank: str | None) -> None:
    assert "no value for “name”" in refusal("{{ name }}", name=blank)
    assert "no value for “a.b”" in refusal("{{ a.b }}", a={"b": blank})
    assert render('{{ name | default("friend") }}{{ a.b | d("-") }}', {"name": blank, "a": {"b": blank}}) == (
        "friend-"
    )


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (False, "false"), ([], "[]"), ({"a": "b"}, '{"a":"b"}')]
)
def test_nought_and_false_are_values(value: Any, text: str) -> None:
    assert render("{{ value | default('-') }}", {"value": value}) == text


def test_a_device_is_read_by_its_attributes_then_by_its_name_and_user() -> None:
    assert device("Phone", "u1").variables == {"name": "Phone", "user": "u1"}
    assert device("Phone", "u1", name="Ada", n=0).variables == {"name": "Ada", "user": "u1", "n": 0}
    assert device("Phone", "", name=" ", x=None).variables == {"name": "Phone"}


def test_missing_values_are_counted_before_a_send() -> None:
    devices = [device("a", n=1), device("b"), device("", n=2), device("")]
    text = '{{ name }} {{ n }} {{ user | default("-") }} {{ town.zip }}'
    assert missing({"body": text}, devices) == {"town.zip": 4, "n": 2, "name": 2}
    assert missing({"body": text}, []) == {}


@pytest.mark.parametrize(
    ("text", "attributes", "absent"),
    [
        ("{{ a | default(b) }}", {}, {"b"}),
        ("{{ a | default(b) }}", {"a": 1}, set()),
        ("{{ a | default(b | upper) }}", {"a": 1}, {"b"}),
        ('{{ a | upper | default("x") }}', {}, {"a"}),
        ('{{ a | default(b) | default("x") }}', {}, set()),
        ('{{ a | default(default_value="x") }}', {}, set()),
        ("{{ a | default }}", {}, set()),
        ("{{ a | replace(b, c) }}", {"b": "x"}, {"a", "c"}),
        ("{{ a }}{{ b.c.d }}", {"b": {"c": 5}}, {"a", "b.c.d"}),
        ('{{ a.upper | default("x") }}', {"a": "text"}, set()),
        ("{{ a.upper }}", {"a": "text"}, {"a.upper"}),
    ],
)
def test_a_default_stands_in_for_what_it_follows(text: str, attributes: Any, absent: set[str]) -> None:
    assert Variables(text).missing(attributes) == absent
    if absent:
        with pytest.raises(MissingValue):
            render(text, attributes)
    else:
        render(text, attributes)


PATHS = st.sampled_from(["a", "b", "c", "a.x", "b.x.y"])
EXPRESSIONS = st.recursive(
    PATHS | st.just("'text'"),
    lambda inner: (
        st.builds("{} | default({})".format, inner, inner)
        | st.builds("{} | upper".format, inner)
        | st.builds("{} | replace('t', {})".format, inner, inner.map(lambda text: f"({text}) | string"))
    ),
    max_leaves=5,
)
VALUES = st.sampled_from(["t", "", None, 0, {}, {"x": "t"}, {"x": {"y": "t"}}, {"x": None}])


@given(EXPRESSIONS, st.dictionaries(st.sampled_from("abc"), VALUES))
@settings(deadline=None, max_examples=300)
def test_what_is_counted_as_missing_is_exactly_what_cannot_be_rendered(
    expression: str, attributes: dict[str, Any]
) -> None:
    compiled = Variables(f"{{{{ {expression} }}}}")
    absent = compiled.missing(attributes)
    (template,) = compiled._texts.values()
    # Not by Variables.render, which looks first: by the template alone.
    values = {name: value for name, value in attributes.items() if value not in (None, "")}
    if absent:
        with pytest.raises(BadInput, match="finds no value"):
            template.render(values)
    else:
        template.render(values)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ name", "line 1: unexpected end of template"),
        ("a\n{{ }}", "line 2: Expected an expression"),
        ("{{ name() }}", "“a call with ( )” cannot be used. Write {{ name }} or"),
        ("{{ a if b else c }}", "“if” cannot be used"),
        ("{{ first-name }}", "“-” cannot be used"),
        ("{{ self }}", "there is no “self” here"),
        ("{{ name | center(999999999) }}", "there is no filter “center” here"),
        ("{{ name }}" + "a" * 9000, "longer than 8,000 characters"),
    ],
)
def test_a_text_that_is_no_template_is_a_sentence(text: str, words: str) -> None:
    assert words in refusal({"title": text}, name="x")
    assert refusal({"title": text}).startswith("The text with “{{ … }}”")


def test_the_first_text_that_is_wrong_is_the_one_that_is_told() -> None:
    assert "“-”" in refusal({"title": "{{ a - b }}", "body": "{{ a() }}"})
    assert "a call" in refusal({"data": [{"x": "{{ a() }}"}], "z": "{{ a - b }}"})


def test_values_are_never_read_as_variables_themselves() -> None:
    assert render("{{ name }}", {"name": "{{ user }}", "user": "secret"}) == "{{ user }}"
    assert render('{{ "{{" }} name }}', {"name": "x"}) == "{{ name }}"


def test_ten_million_characters_without_a_variable_and_a_deep_draft_are_no_trouble() -> None:
    assert names({"body": "a" * 10_000_000}) == set()
    deep: Any = "{{ name }}"
    for _ in range(100_000):
        deep = [deep]
    assert names(deep) == {"name"}
    assert "nested too deeply" in refusal(deep, name="x")


@pytest.mark.parametrize(
    "name", ["range", "dict", "lipsum", "cycler", "joiner", "namespace", "loop", "super"]
)
def test_a_name_that_jinja_brings_along_is_a_variable_like_any_other(name: str) -> None:
    assert names(f"{{{{ {name} }}}}") == {name}
    assert render(f"{{{{ {name} | default('none') }}}}", {}) == "none"
    assert render(f"{{{{ {name} }}}}", {name: "mine"}) == "mine"


def test_a_text_is_compiled_once_whether_it_can_be_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def compiled(text: str, dialect: Dialect) -> BoundedTemplate:
        tried.append(text)
        return BoundedTemplate(text, dialect)

    monkeypatch.setattr(variable_text, "BoundedTemplate", compiled)
    for name in "abc":
        document = {"title": "{{ once }}", "body": "{{ once }}", "tag": name}
        assert render(document, {"once": name}) == {"title": name, "body": name, "tag": name}
        with pytest.raises(BadInput, match="“a call with"):
            Variables("{{ once() }}")
    assert tried == ["{{ once }}", "{{ once() }}"]


def test_a_text_of_too_many_variables_is_refused() -> None:
    assert render('{{ name | default("x") }}' * 300, {"name": "y"}) == "y" * 300
    for text in ("{{x|d(1)}}" * 400, "{{ name | default(" + "1," * 1200 + ") }}"):
        assert "too many names and filters: write fewer." in refusal(text, name="x")


def test_variables_are_found_wherever_a_text_can_be() -> None:
    assert has_variables({"data": {"a": [1, {"b": "{{ x }}"}]}})
    assert not has_variables({"title": "{ x }", "data": [1, None, True]})
