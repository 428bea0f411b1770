"""One writer for every shape, a custom one included."""

from typing import Any

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking, confirms, payload
from pushdesk.services import payload_template as module
from pushdesk.services.payload_template import PayloadTemplate
from pushdesk.services.payload_writer import PayloadWriter, payload_writer

S = PayloadShape
US = Tracking("d" * 16, "t" * 16, "http://localhost:8765")
WITH_PLACE = '{"d": "{{ delivery.id }}", "t": "{{ delivery.token }}", "m": {{ notification | tojson }}}'


def shown(**options: Any) -> Notification:
    return parse_message({"title": "Hello", "navigate": "/", **options}).notification


@pytest.mark.parametrize("shape", [shape for shape in S if shape is not S.CUSTOM])
def test_a_shape_is_written_as_the_model_has_it(shape: PayloadShape) -> None:
    writer = PayloadWriter(shape, "not read")
    assert writer.write(shown(), US) == payload(shown(), US, shape)
    assert writer.confirms(shown()) == confirms(shape)


def test_without_a_word_it_is_our_own_shape() -> None:
    assert PayloadWriter().write(shown(), US) == payload(shown(), US)


def test_a_custom_shape_is_its_template_and_kept_to_the_limit() -> None:
    writer = PayloadWriter(S.CUSTOM, "{{ notification.body }}")
    assert writer.write(shown(body="a" * PAYLOAD_LIMIT), US) == b"a" * PAYLOAD_LIMIT
    with pytest.raises(BadInput, match="3,994 bytes"):
        writer.write(shown(body="a" * (PAYLOAD_LIMIT + 1)), US)
    assert len(writer.write_unchecked(shown(body="a" * 5000), US)) == 5000
    with pytest.raises(BadInput, match="needs a template"):
        PayloadWriter(S.CUSTOM)


@pytest.mark.parametrize(
    ("template", "confirmed"),
    [
        (WITH_PLACE, True),
        ("{{ delivery | tojson }}", True),
        ("{{ delivery.id }}", False),
        ("{{ delivery.token }}", False),
        ("{{ notification | tojson }}", False),
        ("{% if notification.body %}{{ delivery | tojson }}{% endif %}", False),
    ],
)
def test_a_custom_shape_confirms_where_its_payload_holds_id_and_token(template: str, confirmed: bool) -> None:
    writer = PayloadWriter(S.CUSTOM, template)
    assert writer.confirms(shown()) is confirmed
    assert US.stands_in(writer.write(shown(), US)) is confirmed


def test_a_template_is_compiled_once_for_all_who_use_it() -> None:
    assert payload_writer(S.CUSTOM, WITH_PLACE) is payload_writer(S.CUSTOM, WITH_PLACE)
    assert payload_writer(S.TEXT) is not payload_writer(S.RAW)


def test_a_template_that_is_none_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def compiled(text: str) -> PayloadTemplate:
        tried.append(text)
        return PayloadTemplate(text)

    monkeypatch.setattr(module, "PayloadTemplate", compiled)
    for _ in range(3):
        with pytest.raises(BadInput, match="“a call with"):
            payload_writer(S.CUSTOM, "{{ once() }}")
    assert tried == ["{{ once() }}"]
