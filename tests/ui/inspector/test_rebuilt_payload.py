"""Rebuilt payloads: what was sent, in its shape and with the device's values, without a usable token."""

import json
from typing import Any

import pytest

from pushdesk.model.message import parse_message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.store.claims import Claim
from pushdesk.ui.inspector.rebuilt_payload import RebuiltPayload, rebuilt
from tests.ui.rows import MOMENT, campaign, device

IDENTITY = {"delivery": "d1", "token": "…", "receiver": "…"}
MESSAGE = {"title": "Grüße", "body": "Hello", "navigate": "https://example.org/", "delivery": {"ttl": 60}}
TEMPLATE = 'to={{ delivery.id }}&k={{ delivery.token }}\n{"t": {{ notification.title | tojson }}}'


def shown(
    shape: PayloadShape = PayloadShape.PUSHDESK, to: Subscription | None = None, **given: Any
) -> RebuiltPayload:
    return rebuilt(campaign(**{"message": MESSAGE, "shape": shape} | given), to or device(), "d1")


def test_our_own_shape_is_readable_json_with_the_delivery_and_not_its_receipt_token() -> None:
    made = shown()
    assert made.text.startswith('{\n  "title": "Grüße",\n')
    assert json.loads(made.text) == {
        "title": "Grüße",
        "body": "Hello",
        "navigate": "https://example.org/",
        "pushdesk": IDENTITY,
    }


def test_declarative_has_its_mark_and_the_identity_in_data() -> None:
    made = json.loads(shown(PayloadShape.DECLARATIVE).text)
    assert made["web_push"] == 8030
    assert made["notification"]["data"] == {"pushdesk": IDENTITY}


def test_angulars_has_the_url_where_angular_looks_for_it() -> None:
    made = json.loads(shown(PayloadShape.NGSW).text)["notification"]
    assert made["data"]["onActionClick"]["default"]["url"] == "https://example.org/"
    assert made["data"]["pushdesk"] == IDENTITY


def test_raw_is_the_message_without_anything_added() -> None:
    made = shown(PayloadShape.RAW).text
    assert "\n" in made
    assert json.loads(made) == {name: value for name, value in MESSAGE.items() if name != "delivery"}


def test_text_is_shown_as_it_was_written_even_where_it_looks_like_json() -> None:
    assert shown(PayloadShape.TEXT).text == "Grüße\nHello"
    assert shown(PayloadShape.TEXT, message={"title": '{"a":1}'}).text == '{"a":1}'


def test_custom_is_shown_as_the_template_wrote_it() -> None:
    made = shown(PayloadShape.CUSTOM, shape_template=TEMPLATE)
    assert made.text == 'to=d1&k=…\n{"t": "Grüße"}'


@pytest.mark.parametrize("shape", list(PayloadShape))
def test_the_note_names_the_shape_and_that_attributes_are_todays(shape: PayloadShape) -> None:
    note = shown(shape, shape_template=TEMPLATE).note
    assert note.endswith("(the campaign’s). Rebuilt with the device’s attributes as they are now.")


def test_the_devices_own_shape_outranks_the_campaigns() -> None:
    made = shown(PayloadShape.RAW, device(shape=PayloadShape.TEXT))
    assert made.text == "Grüße\nHello"
    assert made.note.startswith("Shape: Plain text (the device’s own).")


def test_the_devices_own_template_outranks_the_campaigns() -> None:
    own = device(shape=PayloadShape.CUSTOM, shape_template="mine: {{ notification.body }}")
    assert shown(PayloadShape.CUSTOM, own, shape_template=TEMPLATE).text == "mine: Hello"


def test_variables_have_the_devices_values_its_name_and_the_messages_defaults() -> None:
    message = {"title": "{{ name }} in {{ place.city }}", "body": '{{ mood | default("fine") }}'}
    to = device(name="Ada", attributes={"place": {"city": "Köln"}})
    assert shown(PayloadShape.TEXT, to, message=message).text == "Ada in Köln\nfine"


def test_a_missing_variable_is_its_sentence_and_the_note_stays() -> None:
    made = shown(message={"title": "Hello {{ first }}"})
    assert made.text.startswith("The device has no value for “first”")
    assert made.note.startswith("Shape: PushDesk JSON")


def test_a_shape_that_needs_more_is_its_sentence() -> None:
    made = shown(PayloadShape.DECLARATIVE, message={"title": "Hello"})
    assert made.text.startswith("Declarative Web Push needs a URL to open")


def test_what_was_too_large_to_send_can_be_read() -> None:
    assert shown(PayloadShape.TEXT, message={"title": "x" * 5000}).text == "x" * 5000


@pytest.mark.parametrize("shape", list(PayloadShape))
@pytest.mark.parametrize("own", [None, PayloadShape.NGSW, PayloadShape.TEXT])
def test_it_is_what_a_send_would_encrypt(shape: PayloadShape, own: PayloadShape | None) -> None:
    message = {**MESSAGE, "title": "Grüße, {{ name }}"}
    to = device(shape=own)
    errand = Errand(parse_message(message), "…", MOMENT, shape, TEMPLATE)
    raw, _ = errand.payload_for(claim(to))
    made = shown(shape, to, message=message, shape_template=TEMPLATE).text
    if (own or shape) in {PayloadShape.TEXT, PayloadShape.CUSTOM}:
        assert made == raw.decode()
    else:
        assert json.loads(made) == json.loads(raw)


def claim(to: Subscription) -> Claim:
    """As the store makes it of a delivery of `to`."""
    return Claim(
        delivery_id="d1",
        token="…",
        attempt=1,
        subscription_id=to.id,
        endpoint=to.endpoint,
        p256dh=to.p256dh,
        auth=to.auth,
        vapid_public_key=to.vapid_public_key,
        push_service=to.push_service,
        lab_owned=False,
        shape=to.shape,
        shape_template=to.shape_template,
        variables=to.variables,
    )
