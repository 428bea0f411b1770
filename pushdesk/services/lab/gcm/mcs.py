"""Chromium's message stream as a state machine without I/O: events in, commands out, tested as a playbook.

A connection logs in with its identity and names what it has received already; then it gets what waits and
what comes. Both sides count the frames of the other: the highest number received stands in many frames, and
acknowledges every message up to it. Source: facts/browser-protocols.md; Chromium, google_apis/gcm/engine/
mcs_client.cc.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from firebase_messaging.proto import mcs_pb2
from google.protobuf.message import Message

from pushdesk.model.lab import LabMessage
from pushdesk.services.lab.gcm.checkin import Identity
from pushdesk.services.lab.gcm.registration import WebApp
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed

_UNAUTHORIZED = 401
# A browser repeats its acknowledgements at each login until it is told that they came: after so many frames.
_UNTOLD = 10
_STREAM_ACK = 13


@dataclass(frozen=True)
class Silence:
    """Event: nothing came for a while."""


Event = Message | Malformed | Identified | Pushed | Silence


@dataclass(frozen=True)
class Send:
    """Command: send this message as a frame."""

    message: Message


@dataclass(frozen=True)
class Identify:
    """Command: forget the messages that are `received`, connect under this identity, answer Identified."""

    identity: Identity
    received: tuple[str, ...]


@dataclass(frozen=True)
class Forget:
    """Command: delete these messages."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True)
class Close:
    """Command: end the connection; nothing else follows."""

    words: str


Command = Send | Identify | Forget | Close


class State(Enum):
    """Where a connection stands."""

    NEW = auto()
    LOGGING_IN = auto()
    READY = auto()
    CLOSED = auto()


class McsSession:
    """One connection."""

    def __init__(self) -> None:
        self.state = State.NEW
        self.identity: Identity | None = None
        self._login_id = ""
        self._received = 0  # frames of the browser
        self._told = 0  # how many of them it was told of
        self._sent = 0  # frames to it
        self._unacknowledged: deque[tuple[int, str]] = deque()  # number of the frame, message id
        self._replayed: set[str] = set()
        self._asked = False  # whether an answer to a ping is due

    def handle(self, event: Event) -> list[Command]:
        """What to do about `event`, in this order."""
        if self.state is State.CLOSED:
            return []
        if isinstance(event, Message):
            self._received += 1
            self._asked = False
        match self.state, event:
            case _, Malformed(words):
                return self._close(words)
            case _, Silence():
                return self._ask()
            case State.NEW, mcs_pb2.LoginRequest():
                return self._log_in(event)
            case State.LOGGING_IN, Identified():
                return self._greet(event)
            case State.READY, Pushed(channel_id, message):
                return self._push(channel_id, message)
            case State.READY, Message():
                return self._handle_ready(event)
        return self._close("the first message must be a login")

    def _log_in(self, login: mcs_pb2.LoginRequest) -> list[Command]:
        if not (login.user.isdecimal() and login.auth_token.isdecimal()):
            return self._close("a login names its user and its token as numbers")
        self.state, self._login_id = State.LOGGING_IN, login.id
        self.identity = Identity(login.user, login.auth_token)
        return [Identify(self.identity, tuple(login.received_persistent_id))]

    def _greet(self, found: Identified) -> list[Command]:
        response = mcs_pb2.LoginResponse(id=self._login_id)
        if not found.known:
            response.error.code = _UNAUTHORIZED
            response.error.message = "This push service does not know the device."
            return [self._frame(response), *self._close("a login with an identity that is not this lab's")]
        self.state = State.READY
        self._replayed = {message.id for _, message in found.waiting}
        return [self._frame(response), *(self._message(*item) for item in found.waiting)]

    def _handle_ready(self, message: Message) -> list[Command]:
        number = getattr(message, "last_stream_id_received", 0)
        if number > self._sent:
            return self._close("the browser acknowledges what it never got")
        acknowledged = self._acknowledge(number)
        match message:
            case mcs_pb2.HeartbeatPing():
                return [*acknowledged, self._frame(mcs_pb2.HeartbeatAck())]
            case mcs_pb2.Close():
                return [*acknowledged, *self._close("the browser said goodbye")]
            case mcs_pb2.LoginRequest():
                return self._close("a login comes once")
        # The rest asks nothing: heartbeat answers, stream acknowledgements, the browser's own upstream talk.
        if self._received - self._told >= _UNTOLD:
            acknowledged.append(self._frame(_stream_ack()))
        return acknowledged

    def _acknowledge(self, number: int) -> list[Command]:
        """Every message up to frame `number` has arrived."""
        done: list[str] = []
        while self._unacknowledged and self._unacknowledged[0][0] <= number:
            done.append(self._unacknowledged.popleft()[1])
        return [Forget(tuple(done))] if done else []

    def _push(self, channel_id: str, message: LabMessage) -> list[Command]:
        # Accepted while the waiting ones were read: it went out with them.
        if message.id in self._replayed:
            self._replayed.discard(message.id)
            return []
        return [self._message(channel_id, message)]

    def _message(self, channel_id: str, message: LabMessage) -> Send:
        command = self._frame(data_message(WebApp.of_channel(channel_id), message))
        self._unacknowledged.append((self._sent, message.id))
        return command

    def _ask(self) -> list[Command]:
        if self.state is not State.READY:
            return self._close("no login came")
        if self._asked:
            return self._close("the browser does not answer any more")
        self._asked = True
        return [self._frame(mcs_pb2.HeartbeatPing())]

    def _frame(
        self,
        message: mcs_pb2.LoginResponse
        | mcs_pb2.HeartbeatPing
        | mcs_pb2.HeartbeatAck
        | mcs_pb2.IqStanza
        | mcs_pb2.DataMessageStanza,
    ) -> Send:
        """Number a frame, and tell with it how many of the browser's have come."""
        self._sent += 1
        if self._received > self._told:
            message.last_stream_id_received = self._told = self._received
        return Send(message)

    def _close(self, words: str) -> list[Command]:
        self.state = State.CLOSED
        return [Close(words)]


def _stream_ack() -> mcs_pb2.IqStanza:
    stanza = mcs_pb2.IqStanza(type=mcs_pb2.IqStanza.SET, id="")
    stanza.extension.id = _STREAM_ACK
    stanza.extension.data = mcs_pb2.StreamAck().SerializeToString()
    return stanza


def data_message(app: WebApp, message: LabMessage) -> mcs_pb2.DataMessageStanza:
    """A push message as Chromium takes it: it drops one whose `from` is not its registration's sender."""
    stanza = mcs_pb2.DataMessageStanza(
        id=message.id,
        category=app.category,
        persistent_id=message.id,
        sent=int(message.stored_at.timestamp()),
        ttl=message.ttl,
        immediate_ack=True,
    )
    setattr(stanza, "from", app.sender)
    stanza.app_data.add(key="subtype", value=app.subtype)
    if message.body:
        stanza.raw_data = message.body
        stanza.app_data.add(key="content-encoding", value=message.headers.get("encoding", ""))
    return stanza
