"""Firefox's push protocol as a state machine without I/O: events in, commands out, tested as a playbook.

A connection says hello, gets its name (uaid) and what waited for it, then registers channels, hears
messages and acknowledges them. Any acknowledgement deletes the message: one that is kept would be sent
again for ever (facts: browser-protocols.md).
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from pushdesk.model import curve
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import LabMessage
from pushdesk.services.lab import autopush_frames as frames
from pushdesk.services.lab.autopush_frames import (
    Ack,
    BroadcastSubscribe,
    Frame,
    Hello,
    Nack,
    Ping,
    Register,
    Unregister,
)
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed


@dataclass(frozen=True)
class Opened:
    """Event: a channel has its endpoint."""

    channel_id: str
    endpoint: str


Event = Frame | Malformed | Identified | Opened | Pushed


@dataclass(frozen=True)
class Send:
    """Command: send this frame."""

    frame: dict[str, Any]


@dataclass(frozen=True)
class Identify:
    """Command: connect under this uaid and answer with Identified."""

    uaid: str


@dataclass(frozen=True)
class OpenChannel:
    """Command: register a channel and answer with Opened. `key` in base64url without padding."""

    channel_id: str
    key: str | None


@dataclass(frozen=True)
class EndChannel:
    """Command: end a channel, which may be unknown or ended already."""

    channel_id: str
    code: int


@dataclass(frozen=True)
class Forget:
    """Command: delete these messages; by id, the code that says what became of each."""

    codes: Mapping[str, int]


@dataclass(frozen=True)
class Close:
    """Command: refuse this client; nothing else follows."""

    words: str


Command = Send | Identify | OpenChannel | EndChannel | Forget | Close


class State(Enum):
    """Where a connection stands."""

    NEW = auto()
    GREETING = auto()
    READY = auto()
    CLOSED = auto()


class AutopushSession:
    """One connection. `new_uaid` makes 32 hex digits."""

    def __init__(self, new_uaid: Callable[[], str] = lambda: uuid.uuid4().hex) -> None:
        self.state = State.NEW
        self.uaid = ""
        self._new_uaid = new_uaid
        self._replayed: set[str] = set()

    def handle(self, event: Event) -> list[Command]:
        """What to do about `event`, in this order."""
        match self.state, event:
            case State.CLOSED, _:
                return []
            case _, Malformed(words):
                return self._refuse(words)
            case State.NEW, Hello(uaid):
                self.state, self.uaid = State.GREETING, uaid or self._new_uaid()
                return [Identify(self.uaid)]
            case State.GREETING, Identified() as found:
                return self._greet(found)
            case State.READY, _:
                return self._handle_ready(event)
        return self._refuse("the first frame must be hello")

    def _greet(self, found: Identified) -> list[Command]:
        # A uaid that differs from the browser's makes it drop every subscription: right for one that
        # this lab does not know.
        self.state = State.READY
        if not found.known:
            self.uaid = self._new_uaid()
        self._replayed = {message.id for _, message in found.waiting}
        waiting = [Send(frames.notification(*item)) for item in found.waiting]
        return [Send(frames.hello(self.uaid)), *waiting]

    def _handle_ready(self, event: Event) -> list[Command]:
        match event:
            case Ping():
                return [Send({})]
            case Register(channel_id, key):
                return self._register(channel_id, key)
            case Opened(channel_id, endpoint):
                return [Send(frames.registered(channel_id, endpoint))]
            case Unregister(channel_id, code):
                return [EndChannel(channel_id, code), Send(frames.unregistered(channel_id))]
            case Ack(codes):
                return [Forget(codes)]
            case Pushed(channel_id, message):
                return self._push(channel_id, message)
            case Nack(version, code):
                return [Forget({version: code})]
            case BroadcastSubscribe():
                return []
        return self._refuse("hello comes once")

    def _register(self, channel_id: str, key: str | None) -> list[Command]:
        try:
            checked = None if key is None else curve.public_key(key, "The applicationServerKey")
        except BadInput as problem:
            return [Send(frames.register_refused(channel_id, problem.sentence))]
        return [OpenChannel(channel_id, checked)]

    def _push(self, channel_id: str, message: LabMessage) -> list[Command]:
        # Accepted while the waiting ones were read: it went out with them.
        if message.id in self._replayed:
            self._replayed.discard(message.id)
            return []
        return [Send(frames.notification(channel_id, message))]

    def _refuse(self, words: str) -> list[Command]:
        self.state = State.CLOSED
        return [Close(words)]
