"""A bounded template: what it can do, and that nothing it does takes long, grows large or reaches out."""

import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.services.bounded_template import OUTPUT_LIMIT, TEXT_LIMIT, BoundedTemplate
from pushdesk.services.template_dialect import VALUES_ONLY, WITH_LOOPS, Dialect

ANY = Dialect("The template", "Write less.", WITH_LOOPS)
NAMED = Dialect("The template", "Write less.", WITH_LOOPS, names=frozenset({"x"}))
PLAIN = Dialect("The text", "Write less.", VALUES_ONLY, statements=False, blank_is_undefined=True)
VALUE = {
    "x": "abc" * 1000,
    "list": list(range(3000)),
    "object": {"a": 1, "b": {"c": "deep"}, "blank": " ", "null": None},
}
# Far more than any of them takes, on a machine that does other things as well.
A_MOMENT = 2.0


def rendered(text: str, dialect: Dialect = ANY) -> str:
    return BoundedTemplate(text, dialect).render(VALUE)


def refusal(text: str, dialect: Dialect = ANY) -> str:
    with pytest.raises(BadInput) as problem:
        rendered(text, dialect)
    return problem.value.sentence


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ object.b.c }} {{ object['a'] }} {{ list[1] }} {{ list[-1] }} {{ x[1:3] }}", "deep 1 1 2999 bc"),
        ("{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 1 / 2 }} {{ -1 }}", "7 3 3 0.5 -1"),
        ("{{ 'a' + 'b' }} {{ 'a' ~ 1 ~ true }} {{ [1] + [2] }}", "ab a1true [1,2]"),
        ("{% if object.a > 0 and 'a' in x %}yes{% elif x %}no{% else %}never{% endif %}", "yes"),
        ("{{ 'none' if object.nothing is undefined else 'some' }}", "none"),
        ("{% for n in list[:3] %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}", "1,2,3"),
        ("{% for n in list[:5] if n is even %}{{ n }}{% else %}-{% endfor %}", "024"),
        ("{% for n in [] %}{{ n }}{% else %}-{% endfor %}{# note #}", "-"),
        ("{% for n in object.nothing %}{{ n }}{% endfor %}.", "."),
        ("{{ {'a': [1, none]} }}", '{"a":[1,null]}'),
        ("{{ object.nothing.deeper | default('-') }}", "-"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_a_template_chooses_loops_and_calculates(text: str, made: str) -> None:
    assert rendered(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in x %}" * 4 + "." + "{% endfor %}" * 4,
        "{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}",
        "{% for a in list %}{% for b in list %}{{ (list | tojson) | length }}{% endfor %}{% endfor %}",
        "{% for a in list %}{% for b in list %}{% if list | join in x %}{% endif %}{% endfor %}{% endfor %}",
        "{% for a in x %}{% for b in x %}{{ loop.length }}{% endfor %}{% endfor %}",
        "{% for a in x %}{% for b in x if a == b %}{% endfor %}{% endfor %}",
        "{% for a in list if " + " or ".join(["not x"] * 100) + " %}{% endfor %}",
        "{% for a in x %}{% for b in x %}{% if x[1:] == x[:-1] ~ 'a' %}{% endif %}{% endfor %}{% endfor %}",
        "{% for a in list + list + list + list %}{% if x | upper %}{% endif %}{% endfor %}",
        "{% for a in list %}" + "{{ list | tojson | length }}" * 200 + "{% endfor %}",
    ],
)  # fmt: skip
def test_loops_are_stopped_whatever_they_are_nested_in(text: str) -> None:
    start = time.perf_counter()
    assert "does too much" in refusal(text)
    assert time.perf_counter() - start < A_MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "{{x}}" * (TEXT_LIMIT // 5),
        "{{1+1}}" * (TEXT_LIMIT // 7),
        "{{" + "(" * 3000 + "1" + ")" * 3000 + "}}",
        "{{" + "-" * 7000 + "1}}",
        "{{ 1" + " + 1" * 1500 + " }}",
        "{{ x" + " | upper" * 800 + " }}",
        "{{ x" + ".a" * 3000 + " }}",
        "{% if 1 %}" * 380 + "{% endif %}" * 380,
        "{% for a in x %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "[" * 3000 + "]" * 3000 + " }}",
    ],
)
def test_a_text_that_is_hard_to_compile_is_done_or_refused_in_a_moment(text: str) -> None:
    start = time.perf_counter()
    with suppress(BadInput):
        rendered(text)
    assert time.perf_counter() - start < A_MOMENT


def test_the_text_and_what_it_makes_have_a_limit() -> None:
    assert "longer than 8,000 characters" in refusal("a" * (TEXT_LIMIT + 1))
    assert rendered("a" * TEXT_LIMIT) == "a" * TEXT_LIMIT
    line = "{% for n in list %}" + "a" * 100 + "{% endfor %}"
    assert f"makes more than {OUTPUT_LIMIT:,} characters" in refusal(line)


@pytest.mark.parametrize(
    "text",
    [
        "{{ x.upper }}",
        "{{ list.append }}",
        "{{ 5 .real }}",
        "{{ x['upper'] }}",
        "{{ loop.nothing }}",
        "{% for n in [1] %}{{ loop.cycle }}{% endfor %}",
        "{% for n in [1] %}{{ loop._iterator }}{% endfor %}",
    ],
)
def test_no_attribute_of_an_object_is_reached(text: str) -> None:
    sentence = refusal(text)
    assert "reaches for “" in sentence or "finds no value" in sentence


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{ x() }}", "a call"),
        ("{{ x.upper() }}", "a call"),
        ("{{ range(9) }}", "a call"),
        ("{{ lipsum() }}", "a call"),
        ("{{ 9 ** 9 }}", "**"),
        ("{% set a = 1 %}", "set"),
        ("{% set a %}1{% endset %}", "set"),
        ("{% macro a() %}{% endmacro %}", "macro"),
        ("{% include 'a' %}", "include"),
        ("{% import 'a' as b %}", "import"),
        ("{% extends 'a' %}", "extends"),
        ("{% block a %}{% endblock %}", "block"),
        ("{% filter upper %}a{% endfilter %}", "filterblock"),
        ("{% with a = 1 %}{% endwith %}", "with"),
        ("{% for a in x recursive %}{% endfor %}", "recursive"),
        ("{{ x | replace(*list) }}", "*"),
        ("{{ x | replace(**object) }}", "*"),
    ],
)
def test_what_is_not_in_the_dialect_is_named(text: str, word: str) -> None:
    assert f"“{word}" in refusal(text)
    assert "cannot be used. Write less." in refusal(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\nb {{ x | nope }}", "line 2: there is no filter “nope” here. Use default,"),
        ("{{ x is callable }}", "line 1: there is no test “callable” here."),
        ("{{ x | _counted(1) }}", "there is no filter “_counted”"),
        ("{% for a in x", "line 1: unexpected end of template"),
        ("{{ x | d(", "line 1: unexpected 'end of template'."),
        ("a\n{% endfor %}", "line 2: Encountered unknown tag 'endfor'"),
        ("{{ self }}", "there is no “self” here"),
        ("{{ y }}", "finds no value for “y”"),
        ("{{ 1 / 0 }}", "cannot be worked out: division by zero."),
        ("{{ 'a' * 9 }}", "uses “*” on something other than two numbers"),
        ("{{ '%999999999d' % 1 }}", "uses “%” on something other than two numbers"),
        ("{{ 999999999 * 99999999999 }}", "makes a number that is too large"),
        ("{{ 'a' + 1 }}", "uses “+” on"),
        ("{% for a in 5 %}{% endfor %}", "loops over something that is no list."),
        ("{% for n in [1] %}{{ loop }}{% endfor %}", "neither text nor JSON"),
    ],
)
def test_a_mistake_is_a_sentence(text: str, words: str) -> None:
    assert words in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ x.__class__ }}",
        "{{ x['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ __class__ }}",
        "{{ x.__class__ | default('-') }}",
    ],
)
def test_pythons_own_names_are_refused_with_what_may_be_used(text: str) -> None:
    for dialect in (ANY, NAMED):
        sentence = refusal(text, dialect)
        assert sentence.startswith("The template, line 1: “__")
        assert sentence.endswith("__” cannot be used. Write less.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\n{{ y }}", "The template, line 2, finds no value for “y”"),
        ("a\n\n{{ 1 / 0 }}", "The template, line 3, cannot be worked out: division by zero."),
        (
            "{% for a in x[:1] %}\n{{ a | round }}{% endfor %}",
            "The template, line 2, cannot be worked out: the filter “round” cannot do that",
        ),
        ("{{ x | replace }}", "The template cannot be worked out: the filter “replace” cannot do that"),
        ("{{ x | d(1, 2, 3) }}", "The template cannot be worked out: the filter “d” cannot do that"),
        ("{{ " + "9" * 5000 + " }}", "The template holds a number that is too long"),
        ("{{ a", "The template, line 1: unexpected end of template"),
    ],
)
def test_a_mistake_is_said_with_its_line_where_there_are_several(text: str, sentence: str) -> None:
    said = refusal(text)
    assert said.startswith(sentence)
    assert said.endswith(".")


def test_a_dialect_may_name_what_can_be_read() -> None:
    assert rendered("{% for a in x[:2] %}{{ a }}{{ loop.index }}{% endfor %}", NAMED) == "a1b2"
    assert "there is no “object” here" in refusal("{{ object }}", NAMED)


def test_a_dialect_of_values_leaves_everything_but_two_braces_alone() -> None:
    assert rendered("{% if %} {# x #} {{ object.a }}\n", PLAIN) == "{% if %} {# x #} 1\n"
    for text in ("{{ 1 + 1 }}", "{{ object['a'] }}", "{{ x if x }}", "{{ [1] }}", "{{ x is string }}"):
        assert "cannot be used" in refusal(text, PLAIN)


def test_where_blank_is_undefined_a_default_stands_in_at_every_depth() -> None:
    text = "{{ object.%s | default('-') }}"
    for name in ("blank", "null", "b.nothing", "a.deeper", "_own"):
        assert rendered(text % name, PLAIN) == "-"
    assert rendered(text % "null") == "null"


def test_values_are_data_and_never_templates() -> None:
    assert BoundedTemplate("{{ x }}", ANY).render({"x": "{{ 1 + 1 }}"}) == "{{ 1 + 1 }}"


def test_two_threads_are_charged_apart() -> None:
    template = BoundedTemplate("{% for a in x %}{% for b in [1, 2, 3] %}.{% endfor %}{% endfor %}", ANY)
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(template.render(VALUE))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(text) for text in made] == [9000] * 4


FRAGMENTS = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{#", "#}", " for ", " in ", "a", "x", "if", "endif", "endfor", "|", "upper",
     "(", ")", "[", "]", "list", "object", ".", "__class__", "~", "+", "*", "1", "'", " ", "\n", "default"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
@settings(deadline=None, max_examples=200)
def test_whatever_is_typed_comes_to_a_text_or_to_a_sentence(text: str) -> None:
    for dialect in (ANY, PLAIN):
        try:
            made: Any = rendered(text, dialect)
        except BadInput as problem:
            made = problem.sentence
        assert isinstance(made, str)
