"""The frames of Chromium's message stream (MCS): bytes in, protobuf messages out, and back.

Each side starts with one byte, its version; then come frames: a tag (one byte), the length (a varint), a
protobuf message. Source: facts/browser-protocols.md (measured); Chromium, google_apis/gcm/engine/
connection_handler_impl.cc and protocol/mcs.proto.
"""

from firebase_messaging.proto import mcs_pb2
from google.protobuf.message import DecodeError, Message

# Chromium says 41; clients of the protocol before the present one said less (kMinimumMCSVersion is 38).
VERSION = 41
OLDEST_VERSION = 38
# A login with 8,000 acknowledgements stays under it; Chromium's other frames have some dozens of bytes.
FRAME_LIMIT = 256 * 1024
# A length under FRAME_LIMIT fits in three bytes of seven bits each.
_VARINT_BYTES = 3

_BY_TAG: dict[int, type[Message]] = {
    0: mcs_pb2.HeartbeatPing,
    1: mcs_pb2.HeartbeatAck,
    2: mcs_pb2.LoginRequest,
    3: mcs_pb2.LoginResponse,
    4: mcs_pb2.Close,
    7: mcs_pb2.IqStanza,
    8: mcs_pb2.DataMessageStanza,
    10: mcs_pb2.StreamErrorStanza,
}
_TAGS = {kind: tag for tag, kind in _BY_TAG.items()}
# What a browser may send; the others are a server's alone.
_FROM_BROWSER = frozenset({0, 1, 2, 4, 7, 8})


class BadFrame(Exception):
    """Bytes that no push client sends; its text says what is wrong."""


class FrameReader:
    """Takes a browser's bytes as they come and gives the messages that are complete. Never holds more than
    one frame and what was fed with it."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._greeted = False

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes, in order; raises BadFrame at the first wrong byte.

        After BadFrame the reader is of no more use.
        """
        self._pending += data
        if not self._greeted:
            if not self._pending:
                return []
            version = self._pending.pop(0)
            if not OLDEST_VERSION <= version <= VERSION:
                raise BadFrame(f"version {version} of the protocol is not spoken here")
            self._greeted = True
        found: list[Message] = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _next(self) -> Message | None:
        if not self._pending:
            return None
        tag = self._pending[0]
        if tag not in _FROM_BROWSER:
            raise BadFrame(f"no browser sends a frame with tag {tag}")
        length, start = self._length()
        if length is None or len(self._pending) < start + length:
            return None
        raw = bytes(self._pending[start : start + length])
        del self._pending[: start + length]
        message = _BY_TAG[tag]()
        try:
            message.ParseFromString(raw)
            whole = message.IsInitialized()
        except (DecodeError, ValueError):
            whole = False
        if not whole:
            raise BadFrame(f"a frame with tag {tag} is no such message")
        return message

    def _length(self) -> tuple[int | None, int]:
        """The frame's length and where its message starts; None while that is not known yet."""
        length = 0
        for index in range(_VARINT_BYTES):
            place = 1 + index
            if place >= len(self._pending):
                return None, place
            byte = self._pending[place]
            length |= (byte & 0x7F) << (7 * index)
            if not byte & 0x80:
                if length > FRAME_LIMIT:
                    break
                return length, place + 1
        raise BadFrame(f"a frame is longer than {FRAME_LIMIT} bytes")


def encode(message: Message) -> bytes:
    """`message` as a frame; the version byte goes before the first one."""
    raw = message.SerializeToString()
    return bytes([_TAGS[type(message)]]) + _varint(len(raw)) + raw


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
