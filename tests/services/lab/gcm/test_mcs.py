"""Chromium's stream as a playbook: what comes in, what is to be done."""

from datetime import UTC, datetime, timedelta

from firebase_messaging.proto import mcs_pb2
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.lab import LabMessage
from pushdesk.services.lab.gcm.checkin import Identity
from pushdesk.services.lab.gcm.mcs import (
    Close,
    Event,
    Forget,
    Identify,
    McsSession,
    Send,
    Silence,
    State,
)
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed
from tests.services.lab.gcm.chromium import CATEGORY, login

CHANNEL = f"{CATEGORY} wp:http://localhost:8765/#1-V2 BKey"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def message(identifier: str, body: bytes = b"body") -> LabMessage:
    return LabMessage(
        id=identifier,
        token="t",
        body=body,
        headers={"encoding": "aes128gcm"} if body else {},
        ttl=60,
        urgency="normal",
        stored_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
    )


def ready(*waiting: str) -> McsSession:
    session = McsSession()
    session.handle(login(5, 6))
    session.handle(Identified(True, [(CHANNEL, message(identifier)) for identifier in waiting]))
    return session


def sent(commands: object) -> list[Message]:
    assert isinstance(commands, list)
    return [command.message for command in commands if isinstance(command, Send)]


def acknowledging(number: int) -> mcs_pb2.IqStanza:
    return mcs_pb2.IqStanza(type=mcs_pb2.IqStanza.SET, id="", last_stream_id_received=number)


def test_a_login_names_what_was_received_and_gets_what_waits() -> None:
    session = McsSession()
    assert session.handle(login(5, 6, "a", "b")) == [Identify(Identity("5", "6"), ("a", "b"))]
    answer, stanza = sent(session.handle(Identified(True, [(CHANNEL, message("m1"))])))
    assert isinstance(answer, mcs_pb2.LoginResponse)
    assert (answer.id, answer.HasField("error"), answer.last_stream_id_received) == ("chrome-156", False, 1)
    assert isinstance(stanza, mcs_pb2.DataMessageStanza)
    assert (stanza.category, getattr(stanza, "from"), stanza.persistent_id) == (CATEGORY, "BKey", "m1")
    assert (stanza.raw_data, stanza.ttl, stanza.immediate_ack) == (b"body", 60, True)
    assert {item.key: item.value for item in stanza.app_data} == {
        "subtype": "wp:http://localhost:8765/#1-V2",
        "content-encoding": "aes128gcm",
    }


def test_a_message_without_a_body_carries_no_encoding() -> None:
    (stanza,) = sent(ready().handle(Pushed(CHANNEL, message("m1", b""))))
    assert isinstance(stanza, mcs_pb2.DataMessageStanza)
    assert not stanza.HasField("raw_data")
    assert [item.key for item in stanza.app_data] == ["subtype"]


def test_an_unknown_identity_is_told_so_and_the_connection_ends() -> None:
    session = McsSession()
    session.handle(login(5, 6))
    command, close = session.handle(Identified(False))
    assert isinstance(command, Send)
    assert isinstance(command.message, mcs_pb2.LoginResponse)
    assert command.message.error.code == 401
    assert isinstance(close, Close)
    assert session.state is State.CLOSED


def test_the_highest_number_received_acknowledges_every_message_up_to_it() -> None:
    session = ready("m1", "m2", "m3")
    assert session.handle(acknowledging(1)) == []
    assert session.handle(acknowledging(3)) == [Forget(("m1", "m2"))]
    assert session.handle(acknowledging(3)) == []
    session.handle(Pushed(CHANNEL, message("m4")))
    ping = mcs_pb2.HeartbeatPing(last_stream_id_received=5)
    forget, answer = session.handle(ping)
    assert forget == Forget(("m3", "m4"))
    assert isinstance(answer, Send)
    assert isinstance(answer.message, mcs_pb2.HeartbeatAck)
    assert answer.message.last_stream_id_received == 5


def test_a_message_accepted_while_the_waiting_ones_were_read_goes_out_once() -> None:
    session = ready("m1")
    assert session.handle(Pushed(CHANNEL, message("m1"))) == []
    assert len(session.handle(Pushed(CHANNEL, message("m2")))) == 1


def test_a_browser_is_told_after_ten_frames_that_they_came() -> None:
    session = ready()
    answers = [session.handle(acknowledging(1)) for _ in range(10)]
    assert [len(answer) for answer in answers] == [0] * 9 + [1]
    (told,) = sent(answers[-1])
    assert isinstance(told, mcs_pb2.IqStanza)
    assert (told.extension.id, told.last_stream_id_received) == (13, 11)


def test_a_silent_browser_is_asked_once_and_then_sent_away() -> None:
    session = ready()
    assert isinstance(sent(session.handle(Silence()))[0], mcs_pb2.HeartbeatPing)
    session.handle(mcs_pb2.HeartbeatAck())
    assert isinstance(sent(session.handle(Silence()))[0], mcs_pb2.HeartbeatPing)
    assert isinstance(session.handle(Silence())[0], Close)


def test_what_no_browser_says_ends_the_connection() -> None:
    bad: list[list[Event]] = [
        [mcs_pb2.HeartbeatPing()],
        [Silence()],
        [Malformed("x")],
        [mcs_pb2.LoginRequest(id="", domain="", user="name", resource="", auth_token="6")],
        [login(5, 6), mcs_pb2.HeartbeatPing()],
        [login(5, 6), Identified(True), login(5, 6)],
        [login(5, 6), Identified(True), acknowledging(2)],
        [login(5, 6), Identified(True), mcs_pb2.Close()],
    ]
    for events in bad:
        session = McsSession()
        *before, last = events
        for event in before:
            session.handle(event)
        assert [type(command) for command in session.handle(last)] == [Close], events
        assert session.handle(mcs_pb2.HeartbeatPing()) == []


EVENTS = st.one_of(
    st.builds(acknowledging, st.integers(0, 12)),
    st.builds(lambda n: mcs_pb2.HeartbeatPing(last_stream_id_received=n), st.integers(0, 12)),
    st.builds(lambda name: Pushed(CHANNEL, message(name)), st.sampled_from("abcdefgh")),
    st.sampled_from([Silence(), mcs_pb2.HeartbeatAck(), mcs_pb2.Close(), login(5, 6), Malformed("x")]),
)


@given(st.lists(EVENTS, max_size=30))
def test_only_what_was_sent_is_forgotten_and_nothing_follows_the_end(events: list[Event]) -> None:
    session, out = ready(), list[str]()
    for event in events:
        commands = session.handle(event)
        out += [item.persistent_id for item in sent(commands) if isinstance(item, mcs_pb2.DataMessageStanza)]
        for command in commands:
            if isinstance(command, Forget):
                for identifier in command.message_ids:
                    out.remove(identifier)
        assert all(not isinstance(command, Close) for command in commands[:-1])
        if commands and isinstance(commands[-1], Close):
            assert session.handle(mcs_pb2.HeartbeatPing()) == []
            return
