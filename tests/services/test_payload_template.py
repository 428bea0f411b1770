"""The custom shape: the payload is what the template of the user's makes of notification and delivery."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.notification import Notification
from pushdesk.model.payload import Tracking
from pushdesk.services.payload_template import NOTIFICATION_LIMIT, PayloadTemplate
from tests.model.test_payload_shapes import MESSAGES

US = Tracking("d" * 16, "t" * 16, "http://localhost:8765")


def shown(**options: Any) -> Notification:
    return parse_message({"title": "Hello", **options}).notification


def made(template: str, **options: Any) -> bytes:
    return PayloadTemplate(template).write(shown(**options), US)


def refusal(template: str, **options: Any) -> str:
    with pytest.raises(BadInput) as problem:
        made(template, **options)
    return problem.value.sentence


def test_the_notification_and_the_delivery_are_there_by_their_names() -> None:
    text = "{{ delivery.id }} {{ delivery.token }} {{ delivery.receiver }} {{ notification.title }}"
    assert made(text).decode() == f"{US.delivery} {US.token} {US.receiver} Hello"
    text = "{{ notification.requireInteraction }} {{ notification.actions[0].title }} {{ notification.own }}"
    options = {"requireInteraction": True, "actions": [{"action": "a", "title": "A"}], "own": [1]}
    assert made(text, **options).decode() == "true A [1]"


@given(MESSAGES)
@settings(deadline=None)
def test_the_whole_notification_as_json_is_the_notification(document: dict[str, Any]) -> None:
    template = PayloadTemplate('{"id": "{{ delivery.id }}", "message": {{ notification | tojson }}}\n')
    raw = template.write(parse_message(document).notification, US)
    assert json.loads(raw) == {"id": US.delivery, "message": document}


def test_a_payload_is_utf_8_and_ends_where_the_template_does() -> None:
    assert made("{{ notification.title }}✓\r\n", title="Grüße") == "Grüße✓".encode()


def test_an_option_that_is_not_there_is_a_sentence_unless_it_has_a_default() -> None:
    assert "finds no value for “body”" in refusal("{{ notification.body }}")
    assert made('{{ notification.body | default("–") }}').decode() == "–"
    assert made("{% if notification.body %}a{% else %}b{% endif %}") == b"b"


@pytest.mark.parametrize("template", ["", " \n"])
def test_no_template_is_a_sentence(template: str) -> None:
    assert refusal(template).startswith("The shape “custom” needs a template")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ title }}", "there is no “title” here. Write {{ … }}, {% if %} and {% for %}"),
        ("{{ notification.__class__.__mro__ }}", "“__mro__” cannot be used. Write {{ … }}"),
        ("{{ notification.title.upper }}", "reaches for “upper”: only the fields of JSON"),
        ("{% for a in notification.title %}", "line 1: Unexpected end of template."),
        (
            "{% for a in notification.body %}{% for b in notification.body %}.{% endfor %}{% endfor %}",
            "does too much",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence(template: str, words: str) -> None:
    sentence = refusal(template, body="a" * 3000)
    assert sentence.startswith("The payload template")
    assert words in sentence


def test_half_of_a_character_is_a_sentence() -> None:
    assert "half of a character" in refusal(r'{{ "\ud83d" }}')


def test_what_goes_into_a_template_has_a_limit() -> None:
    room = NOTIFICATION_LIMIT - len('{"title":"Hello","body":""}')
    assert made("x", body="a" * room) == b"x"
    assert "32,768 bytes" in refusal("x", body="a" * (room + 1))
