"""Firefox's protocol as a playbook: what comes in, what goes out, without a socket."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pushdesk.model.lab import LabMessage
from pushdesk.services.lab.autopush import (
    AutopushSession,
    Close,
    EndChannel,
    Forget,
    Identify,
    OpenChannel,
    Opened,
    Send,
)
from pushdesk.services.lab.autopush_frames import (
    Ack,
    BadFrame,
    BroadcastSubscribe,
    Hello,
    Nack,
    Ping,
    Register,
    Unregister,
    parse_frame,
)
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed

UAID, FRESH = "a" * 32, "f" * 32
CHANNEL = "0b6e2d5c-0000-4000-8000-1234567890ab"
# The public key of RFC 8292 section 2.4, with and without padding.
KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def message(name: str, body: bytes = b"\x01\x02\xff") -> LabMessage:
    """A stored message."""
    headers = {"encoding": "aes128gcm"} if body else {}
    return LabMessage(
        id=name,
        token="t",
        body=body,
        headers=headers,
        ttl=60,
        urgency="normal",
        expires_at=NOW + timedelta(minutes=1),
    )


def notification(name: str) -> dict[str, Any]:
    """The frame of `message(name)`."""
    return {
        "messageType": "notification",
        "channelID": CHANNEL,
        "version": name,
        "ttl": 60,
        "data": "AQL_",
        "headers": {"encoding": "aes128gcm"},
    }


def greeting(uaid: str) -> Send:
    """The answer to hello."""
    return Send({"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}})


def session() -> AutopushSession:
    """A new connection."""
    return AutopushSession(lambda: FRESH)


def greeted() -> AutopushSession:
    """A connection that has said hello."""
    opened = session()
    opened.handle(Hello(UAID))
    opened.handle(Identified(True))
    return opened


def test_hello_register_notification_ack_unregister() -> None:
    browser = session()
    assert browser.handle(Hello(None)) == [Identify(FRESH)]
    assert browser.handle(Identified(False)) == [greeting(FRESH)]
    assert browser.handle(Register(CHANNEL, KEY + "=")) == [OpenChannel(CHANNEL, KEY)]
    endpoint = "http://127.0.0.1:8766/push/t"
    assert browser.handle(Opened(CHANNEL, endpoint)) == [
        Send({"messageType": "register", "channelID": CHANNEL, "status": 200, "pushEndpoint": endpoint})
    ]
    assert browser.handle(Pushed(CHANNEL, message("m1"))) == [Send(notification("m1"))]
    assert browser.handle(Ack({"m1": 100})) == [Forget({"m1": 100})]
    assert browser.handle(Nack("m1", 302)) == [Forget({"m1": 302})]
    assert browser.handle(Unregister(CHANNEL, 200)) == [
        EndChannel(CHANNEL, 200),
        Send({"messageType": "unregister", "channelID": CHANNEL, "status": 200}),
    ]


def test_a_known_browser_keeps_its_name_and_gets_what_waited() -> None:
    browser = session()
    assert browser.handle(Hello(UAID)) == [Identify(UAID)]
    waiting = [(CHANNEL, message("m1")), (CHANNEL, message("m2"))]
    assert browser.handle(Identified(True, waiting)) == [
        greeting(UAID),
        Send(notification("m1")),
        Send(notification("m2")),
    ]


def test_a_name_this_lab_never_gave_is_replaced_so_that_the_browser_subscribes_anew() -> None:
    browser = session()
    browser.handle(Hello(UAID))
    assert browser.handle(Identified(False)) == [greeting(FRESH)]
    assert browser.uaid == FRESH


def test_what_was_accepted_while_the_waiting_ones_were_read_goes_out_once() -> None:
    browser = session()
    browser.handle(Hello(UAID))
    browser.handle(Identified(True, [(CHANNEL, message("m1"))]))
    assert browser.handle(Pushed(CHANNEL, message("m1"))) == []
    assert browser.handle(Pushed(CHANNEL, message("m2"))) == [Send(notification("m2"))]


@pytest.mark.parametrize("code", [100, 101, 102, 999])
def test_any_acknowledgement_deletes_the_message(code: int) -> None:
    assert greeted().handle(Ack({"m1": code, "m2": 100})) == [Forget({"m1": code, "m2": 100})]


def test_a_message_without_a_payload_carries_neither_data_nor_headers() -> None:
    (sent,) = greeted().handle(Pushed(CHANNEL, message("m1", b"")))
    assert sent == Send({"messageType": "notification", "channelID": CHANNEL, "version": "m1", "ttl": 60})


def test_keep_alive_is_answered_and_broadcasts_are_not() -> None:
    browser = greeted()
    assert browser.handle(Ping()) == [Send({})]
    assert browser.handle(BroadcastSubscribe()) == []


def test_a_key_that_is_none_is_refused_and_the_connection_goes_on() -> None:
    browser = greeted()
    (sent,) = browser.handle(Register(CHANNEL, "BAAA"))
    assert isinstance(sent, Send)
    assert (sent.frame["status"], sent.frame["channelID"]) == (400, CHANNEL)
    assert browser.handle(Register(CHANNEL, None)) == [OpenChannel(CHANNEL, None)]


@pytest.mark.parametrize("event", [Ping(), Register(CHANNEL, None), Ack({}), Malformed("no")])
def test_whoever_does_not_begin_with_hello_is_sent_away(event: Ping | Register | Ack | Malformed) -> None:
    browser = session()
    (close,) = browser.handle(event)
    assert isinstance(close, Close)
    assert browser.handle(Hello(UAID)) == []


@pytest.mark.parametrize("event", [Hello(UAID), Malformed("no")])
def test_a_second_hello_and_a_bad_frame_end_the_connection(event: Hello | Malformed) -> None:
    browser = greeted()
    assert [type(command) for command in browser.handle(event)] == [Close]
    assert browser.handle(Pushed(CHANNEL, message("m1"))) == []


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("{}", Ping()),
        ('{"messageType":"ping"}', Ping()),
        ('{"messageType":"hello","broadcasts":{},"use_webpush":true}', Hello(None)),
        (f'{{"messageType":"hello","uaid":"{UAID}"}}', Hello(UAID)),
        ('{"messageType":"hello","uaid":5}', Hello(None)),
        (
            f'{{"channelID":"{CHANNEL}","messageType":"register","key":"{KEY}="}}',
            Register(CHANNEL, KEY + "="),
        ),
        (f'{{"channelID":"{CHANNEL}","messageType":"register"}}', Register(CHANNEL, None)),
        (f'{{"channelID":"{CHANNEL}","messageType":"unregister","code":201}}', Unregister(CHANNEL, 201)),
        (
            f'{{"messageType":"ack","updates":[{{"channelID":"{CHANNEL}","version":"m1","code":101}}]}}',
            Ack({"m1": 101}),
        ),
        ('{"messageType":"nack","version":"m1","code":302}', Nack("m1", 302)),
        ('{"messageType":"broadcast_subscribe","broadcasts":{}}', BroadcastSubscribe()),
    ],
)
def test_the_frames_of_a_browser_are_read(text: str, frame: object) -> None:
    assert parse_frame(text) == frame


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "5",
        "[" * 5000,
        '{"messageType":5}',
        '{"messageType":"bye"}',
        '{"uaid":"x"}',
        '{"messageType":"register"}',
        '{"messageType":"register","channelID":"../../x"}',
        f'{{"messageType":"register","channelID":"{CHANNEL}","key":5}}',
        '{"messageType":"unregister","channelID":5}',
        '{"messageType":"ack"}',
        '{"messageType":"ack","updates":{}}',
        '{"messageType":"ack","updates":[5]}',
        '{"messageType":"ack","updates":[{"version":5}]}',
        '{"messageType":"ack","updates":[{"version":"\\ud800"}]}',
        '{"messageType":"nack"}',
    ],
)
def test_anything_else_is_a_bad_frame(text: str) -> None:
    with pytest.raises(BadFrame):
        parse_frame(text)
