"""The filters of a template: Jinja2's meanings, each charged for what it makes."""

import tracemalloc
from typing import Any

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import WITH_LOOPS, Dialect
from pushdesk.services.template_filters import CHARACTERS_A_STEP, FILTERS, WORK_LIMIT

ANY = Dialect("The template", "Write less.", WITH_LOOPS)
EXAMPLES: dict[str, tuple[str, Any, str]] = {
    "upper": ("{{ x | upper }}", "grüße", "GRÜSSE"),
    "lower": ("{{ x | lower }}", "ABC", "abc"),
    "capitalize": ("{{ x | capitalize }}", "hello WORLD", "Hello world"),
    "title": ("{{ x | title }}", "hello world", "Hello World"),
    "trim": ("{{ x | trim }}", "  a b ", "a b"),
    "string": ("{{ (x | string) + '!' }}", 5, "5!"),
    "tojson": ("{{ x | tojson }}", {"ä": [1, None, True, "<&'\""]}, '{"ä":[1,null,true,"<&\'\\""]}'),
    "urlencode": ("{{ x | urlencode }}", "a b/ä", "a%20b/%C3%A4"),
    "replace": ("{{ x | replace('a', 'bb') }}", "banana", "bbbnbbnbb"),
    "truncate": ("{{ x | truncate(4) }}", "banana", "ban…"),
    "join": ("{{ x | join(', ') }}{{ x | join(0) }}", ["a", 1], "a, 1a01"),
    "length": ("{{ x | length }}", [1, 2], "2"),
    "count": ("{{ x | count }}", "abc", "3"),
    "first": ("{{ x | first }}", [1, 2], "1"),
    "last": ("{{ x | last }}", [1, 2], "2"),
    "items": ("{% for a, b in x | items %}{{ a }}={{ b }};{% endfor %}", {"k": 1, "l": 2}, "k=1;l=2;"),
    "int": ("{{ x | int }}", "12", "12"),
    "float": ("{{ x | float }}", "1.5", "1.5"),
    "round": ("{{ x | round(1) }}", 1.26, "1.3"),
    "default": ("{{ nobody | default('friend') }}{{ x | default('friend') }}", "a", "frienda"),
    "d": ("{{ x | d('nothing', true) }}", "", "nothing"),
}


def rendered(text: str, value: Any = None) -> str:
    return BoundedTemplate(text, ANY).render({"x": value})


def refusal(text: str, value: Any = None) -> str:
    with pytest.raises(BadInput) as problem:
        rendered(text, value)
    return problem.value.sentence


def test_every_filter_has_its_example() -> None:
    assert EXAMPLES.keys() == FILTERS.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_filter_means_what_it_means_in_jinja(name: str) -> None:
    text, value, expected = EXAMPLES[name]
    assert rendered(text, value) == expected


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (True, "true"), (None, "null"), (1.5, "1.5"), ([1, "a"], '[1,"a"]')]
)
def test_what_is_no_text_is_put_out_as_json(value: Any, text: str) -> None:
    assert rendered("{{ x }}", value) == text


@pytest.mark.parametrize("name", sorted(FILTERS.keys() - {"default", "d"}))
def test_no_filter_takes_a_value_that_is_not_there(name: str) -> None:
    assert "finds no value for “nobody”" in refusal(f"{{{{ nobody | {name} }}}}")
    assert "finds no value for “nobody”" in refusal("{{ x | replace(nobody, 'a') }}", "a")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ x | replace('', x) }}", "a" * 4000),
        ("{{ x | join('" + "a" * 4000 + "') }}", [1] * 4000),
        ("{{ x" + " | tojson" * 20 + " }}", '"' * 100),
        ("{{ x" + " | upper" * 60 + " }}", "a" * (CHARACTERS_A_STEP * WORK_LIMIT // 50)),
        ("{{ x ~ x ~ x }}", "a" * (CHARACTERS_A_STEP * WORK_LIMIT // 2)),
        ("{% if x + x %}{% endif %}", "a" * (CHARACTERS_A_STEP * WORK_LIMIT)),
    ],
    ids=["replace", "join", "tojson", "many", "concat", "plus"],
)
def test_what_makes_much_from_little_is_stopped(text: str, value: Any) -> None:
    assert refusal(text, value).startswith("The template does too much")


@pytest.mark.parametrize(
    ("text", "value"),
    [("{{ x | replace('', x) }}", "a" * 10_000), ("{{ x | join('" + "a" * 5000 + "') }}", [1] * 10_000)],
    ids=["replace", "join"],
)
def test_what_would_be_too_large_is_never_made(text: str, value: Any) -> None:
    template = BoundedTemplate(text, ANY)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="does too much"):
            template.render({"x": value})
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    ["{{ x | round(10 ** 9) }}", "{{ 'a' | center(9) }}", "{{ x | format(1) }}", "{{ x | indent(9) }}"],
)
def test_a_filter_without_bounds_is_not_there(text: str) -> None:
    assert "cannot be used" in refusal(text, 1) or "there is no filter" in refusal(text, 1)


def test_a_precision_beyond_a_numbers_own_changes_nothing() -> None:
    assert rendered("{{ x | round(999999999) }}{{ x | round(-999999999) }}", 1.5) == "1.50.0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ x | length }}", 5),
        ("{{ x | items }}", [1]),
        ("{{ x | round }}", "a"),
        ("{{ x | first }}", []),
        ("{{ x | first }}", 5),
        ("{{ x | join }}", 5),
        ("{{ x | replace('a') }}", "a"),
        ("{{ x | truncate('a') }}", "a"),
        ("{{ x | truncate(9, 9) }}", "a" * 99),
        ("{{ x | float | int }}", "1e999"),
        ("{{ x | float | tojson }}", "nan"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_sentence(text: str, value: Any) -> None:
    assert refusal(text, value).startswith("The template ")
