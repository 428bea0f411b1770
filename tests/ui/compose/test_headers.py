"""The request's headers, also of a draft that cannot be sent yet."""

from pytestqt.qtbot import QtBot

from pushdesk.services.delivery.encoding import encrypt
from pushdesk.ui.compose import boxes
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.headers import headers_of, request_text
from pushdesk.ui.compose.headers_view import HeadersView
from pushdesk.ui.compose.reading import OVERHEAD
from tests.ui.rows import device


def test_every_header_of_the_request_is_there() -> None:
    assert headers_of(EXAMPLE, 391, "BKey") == {
        "TTL": "14400",
        "Urgency": "normal",
        "Topic": "order-4821",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Content-Length": "494",
        "Authorization": "vapid t=<token signed for each push service>, k=BKey",
    }


def test_the_length_is_that_of_the_encrypted_body() -> None:
    row = device()
    assert len(encrypt(b"x" * 391, row.p256dh, row.auth)) == 391 + OVERHEAD


def test_what_is_not_right_yet_is_a_dash() -> None:
    value = boxes.typed(boxes.typed(EXAMPLE, "ttl", "soon"), "topic", "ü")
    value = value.with_option("urgency", ["x"])
    found = headers_of(value, None, "")
    assert [found[name] for name in ("TTL", "Urgency", "Topic", "Content-Length")] == ["–"] * 4


def test_what_is_not_set_is_the_default() -> None:
    found = headers_of(DraftValue(), 10, "")
    assert (found["TTL"], found["Urgency"], "Topic" in found) == ("14400", "normal", False)


def test_a_topic_cannot_add_a_header() -> None:
    text = request_text(headers_of(EXAMPLE.with_option("topic", "a\nEvil: 1"), 10, ""))
    assert "Evil" not in text


def test_the_view_shows_the_request_to_be_copied(qtbot: QtBot) -> None:
    view = HeadersView()
    qtbot.addWidget(view)
    view.show_value(EXAMPLE, 391, "BKey")
    assert view.text.toPlainText() == request_text(headers_of(EXAMPLE, 391, "BKey"))
    assert view.text.isReadOnly()
    assert "391 bytes" in view.body.text()
