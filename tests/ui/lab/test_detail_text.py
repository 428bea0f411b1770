"""A caught message as text."""

import json
from typing import Any

import pytest

from pushdesk.model import base64url
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.lab.details import details
from pushdesk.services.lab.replaying import REPLAY_HEADER
from pushdesk.ui.lab.detail_text import Tab, events, note_of, payload_text, text_of
from pushdesk.ui.lab.shown_notification import showing
from pushdesk.ui.theme.tokens import Role
from tests.ui.lab.fake_lab import FakeCatch, caught
from tests.ui.rows import MOMENT


def test_a_payload_is_indented_where_it_is_json_and_left_alone_where_it_is_not() -> None:
    assert payload_text('{"a": 1}') == '{\n  "a": 1\n}'
    assert payload_text('{"a": "Grüße"}') == '{\n  "a": "Grüße"\n}'
    assert payload_text("Hello") == "Hello"
    long = json.dumps({"a": "x" * 100_000})
    assert payload_text(long) == long
    deep = "[" * 20_000
    assert payload_text(deep) == deep


@pytest.mark.parametrize(
    ("columns", "payload", "encryption"),
    [
        ({"size": 0}, "No payload.", "No payload, nothing encrypted."),
        ({"size": 4153}, "The body was too large and was not kept: over 4\u202f096 bytes.", ""),
        ({"size": 300}, "The body did not come whole and was not kept.", ""),
        ({"body": b"x", "size": 1, "agent_id": "b1"},
         "The lab has no key that opens it: a browser keeps its own.", "The body is no aes128gcm message."),
        ({"body": b"x", "size": 1, "code": "subscription_unknown"},
         "No device has this endpoint: nobody has the key that opens it.",
         "The body is no aes128gcm message."),
        ({"body": b"x", "size": 1, "code": "foreign_host"},
         "No device has this endpoint: nobody has the key that opens it.",
         "The body is no aes128gcm message."),
        ({"body": b"x", "size": 1, "state": CaughtState.UNDECRYPTABLE, "reason": "The keys do not fit."},
         "It could not be decrypted. The keys do not fit.", "The body is no aes128gcm message."),
    ],
)  # fmt: skip
def test_why_there_is_no_payload_is_said_and_nothing_of_a_body_that_was_not_kept(
    columns: dict[str, Any], payload: str, encryption: str
) -> None:
    refused: dict[str, Any] = {
        "number": 1,
        "token": "t",
        "status": 413,
        "state": CaughtState.REFUSED,
        "at": MOMENT,
    }
    message = LabCaught(**refused | columns)
    found = details(message)
    assert text_of(Tab.PAYLOAD, message, found) == payload
    assert text_of(Tab.ENCRYPTION, message, found) == (encryption or payload)


async def test_each_tab_has_a_text_and_the_first_event_its_time_of_day() -> None:
    catch = FakeCatch([caught(1, size=0)])
    message = await catch.get(1)
    details_of = catch.details(message)
    for tab in Tab:
        assert text_of(tab, message, details_of)
    assert text_of(Tab.ENCRYPTION, message, details_of) == "No payload, nothing encrypted."
    assert text_of(Tab.WORKER, message, details_of).splitlines() == [f"{details_of.timeline[1].at}  Shown"]
    message.events = [{"event": "delivered", "at": MOMENT.isoformat()}]
    assert text_of(Tab.WORKER, message, catch.details(message)) == "The worker reported nothing."
    first, second = events(details_of.timeline)
    assert first.mark.count(":") == 2
    assert second.mark == "+ 31 ms"


def test_a_token_and_a_body_are_told_line_by_line() -> None:
    claims = {"aud": "https://push.example", "exp": 1_767_225_600, "sub": "mailto:qa@shop.example"}
    token = base64url.encode(json.dumps(claims).encode())
    body = b"s" * 16 + (4096).to_bytes(4) + bytes([65]) + b"\x04" * 65 + b"sealed"
    message = LabCaught(
        number=1, token="t", status=201, state=CaughtState.SHOWN, at=MOMENT, body=body, size=len(body),
        headers={"Authorization": f"vapid t=eyJ9.{token}.…"}, sender_key="BCKk",
    )  # fmt: skip
    found = details(message)
    assert text_of(Tab.TOKEN, message, found).splitlines() == [
        "aud: https://push.example",
        "exp: 2026-01-01T00:00:00.000Z",
        "sub: mailto:qa@shop.example",
        "key: BCKk",
    ]
    assert text_of(Tab.ENCRYPTION, message, found).splitlines() == [
        "encoding: aes128gcm (RFC 8188, RFC 8291)",
        "body: 92 bytes",
        "record size: 4096 bytes",
        f"salt: {base64url.encode(b's' * 16)}",
        f"sender’s one-time key: {base64url.encode(bytes([4]) * 65)}",
    ]
    message.headers, message.sender_key = {}, "BCKk"
    assert text_of(Tab.TOKEN, message, details(message)) == "key: BCKk"


def test_the_first_line_of_a_life_is_no_event_of_it() -> None:
    message = LabCaught(number=1, token="t", status=201, state=CaughtState.SHOWN, at=MOMENT)
    message.events = [{"event": "shown", "at": MOMENT.isoformat()}]
    assert [event.role for event in events(details(message).timeline)] == [Role.NEUTRAL, Role.INFO]


ASKED = "— Request —\nPOST /push/t\nTTL: 60"
REASON = '{"reason":"BadJwtToken"}'
APPLE = {"headers": {"apns-id": "7"}, "body": REASON, "how": "whole"}


@pytest.mark.parametrize(
    ("status", "answer", "text", "note"),
    [
        (403, APPLE, f"HTTP 403\napns-id: 7\n\n{REASON}", ""),
        (201, {"headers": {"TTL": "60"}, "body": "", "how": "late"}, "HTTP 201\nTTL: 60",
         "A fault: the answer came late."),
        (201, {"headers": {}, "body": "ab", "how": "dripped"}, "HTTP 201\n\nab",
         "A fault: the answer’s body came byte by byte."),
        (500, {"headers": {}, "body": "ab", "how": "reset"}, "HTTP 500\n\nab",
         "A fault: the connection was reset after this half of the answer’s body."),
        (0, {"headers": {}, "body": "", "how": "dropped"}, "No answer: the connection was closed.",
         "A fault: the connection was closed."),
        (201, None, "HTTP 201\nThe rest is not known: an older PushDesk caught it.", ""),
    ],
)  # fmt: skip
def test_the_answer_stands_over_the_request_with_how_it_came(
    status: int, answer: dict[str, Any] | None, text: str, note: str
) -> None:
    message = LabCaught(
        number=1, token="t", status=status, state=CaughtState.REFUSED, at=MOMENT, headers={"TTL": "60"},
        answer=answer,
    )  # fmt: skip
    found = details(message)
    assert text_of(Tab.HTTP, message, found) == f"— Answer —\n{text}\n\n{ASKED}"
    assert note_of(Tab.HTTP, message, found) == note
    assert note_of(Tab.TOKEN, message, found) == ""


def test_nobody_was_answered_where_the_lab_itself_sent_it_again() -> None:
    message = LabCaught(
        number=2, token="t", status=201, state=CaughtState.SHOWN, at=MOMENT, headers={REPLAY_HEADER: "1"}
    )
    found = details(message)
    said = text_of(Tab.HTTP, message, found).splitlines()
    assert said[1] == "The lab sent it itself: nobody was answered."
    assert found.timeline[0].words == "Sent again by the lab"


def test_a_notification_is_what_the_receivers_worker_would_put_up() -> None:
    assert showing(None, 500) is None
    empty, plain = showing(None, 0), showing("Hello\nthere", 11)
    assert empty is not None
    assert plain is not None
    assert empty.title == "Push without a payload"
    assert (plain.title, plain.options["body"]) == ("Hello", "there")
