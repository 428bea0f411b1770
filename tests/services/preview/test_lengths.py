"""Title and body are judged as they are shown: with devices' values, and before that with defaults."""

from typing import Any

import pytest

from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.services.preview.audience import Audience, OwnPayloads, OwnText
from pushdesk.services.preview.checks import Check, check, payload_bytes
from pushdesk.services.preview.lengths import Length, lengths


def cut(document: dict[str, Any], audience: Audience | None = None) -> list[Check]:
    """What is said of cut texts."""
    return [one for one in check(document, audience=audience) if one.rule.endswith("cut-text")]


def with_texts(**texts: OwnText) -> Audience:
    """An audience whose values were counted."""
    return Audience(sum(texts["title"].devices.values()), payloads=OwnPayloads(varied=True, texts=texts))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hello", Length(5)),
        ("Hi {{ name | default('friend') }}", Length(9, filled=True)),
        ("Hi {{ name }}", Length(4, filled=True, open=True)),
        ("{{ a.b }}, {{ c }}", Length(4, filled=True, open=True)),
        ("{{ '{{' }}", Length(2, filled=True)),
        ("{{ name", Length(7)),
        ("\ud800{{ name }}", Length(2, filled=True, open=True)),
    ],
)
def test_without_devices_defaults_fill_a_text_in(text: str, length: Length) -> None:
    assert lengths({"title": text, "body": 5}, None) == {"title": length}


def test_the_source_of_a_template_is_not_what_is_cut() -> None:
    source = "{{ customer_first_name | default('you') | truncate(30) }}, good news"
    assert len(source) > 60
    assert cut({"title": source}) == []


def test_a_default_that_is_cut_is_said_to_be_the_default() -> None:
    (found, *_) = cut({"title": "{{ name | default('" + "x" * 80 + "') }}"})
    assert found.message.startswith("With its defaults the title has 80 characters and is cut by Chrome")
    (found, *_) = cut({"title": "x" * 80 + "{{ name }}"})
    assert found.message.startswith("With its defaults the title has at least 81 characters")


def test_one_device_whose_value_is_cut_is_named() -> None:
    audience = with_texts(title=OwnText({9: 3, 71: 1}, "Ann's phone"))
    found = cut({"title": "Hi {{ name }}"}, audience)
    assert found[0].message.startswith(
        "With the values of “Ann's phone” the title has 71 characters and is cut"
    )


def test_several_devices_whose_values_are_cut_are_counted() -> None:
    audience = with_texts(title=OwnText({9: 1, 90: 1, 71: 4}, "Ann's phone"))
    sure, perhaps = cut({"title": "Hi {{ name }}"}, audience)
    assert sure.message.startswith(
        "With the values of 5 devices the title has up to 90 characters and is cut"
    )
    assert perhaps.platforms == ("chrome-linux",)


def test_a_text_without_variables_counts_the_same_for_everybody() -> None:
    audience = with_texts(title=OwnText({90: 1}, "Ann's phone"))
    assert cut({"title": "Hello"}, audience) == []


def test_a_payload_is_measured_with_its_defaults() -> None:
    short = payload_bytes({"title": "T", "data": "{{ order_number_of_the_customer | default('1') }}"})
    assert short == payload_bytes({"title": "T", "data": "1"})
    long = {"title": "T", "data": "{{ text | default('" + "x" * PAYLOAD_LIMIT + "') }}"}
    assert [one.rule for one in check(long)] == ["too-large"]


def test_where_devices_were_measured_the_default_is_not() -> None:
    long = {"title": "T", "data": "{{ text | default('" + "x" * PAYLOAD_LIMIT + "') }}"}
    measured = Audience(1, payloads=OwnPayloads(varied=True, largest=200))
    assert check(long, audience=measured) == ()
    tight = {"title": "T", "data": "{{ text | default('" + "x" * 3000 + "') }}"}
    assert [one.rule for one in check(tight)] == ["too-large-for-some"]
    assert check(tight, audience=measured) == ()


def test_what_defaults_make_no_message_of_is_measured_as_written() -> None:
    assert payload_bytes({"title": "T", "navigate": "{{ url | default('javascript:1') }}"}) is not None
