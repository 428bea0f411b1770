"""The frames of Chromium's stream: whole however they are cut; anything else is refused."""

import pytest
from firebase_messaging.proto import mcs_pb2
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.lab.gcm.frames import FRAME_LIMIT, VERSION, BadFrame, FrameReader, encode
from tests.services.lab.gcm.chromium import login

GREETING = bytes([VERSION])
MESSAGES: list[Message] = [
    login(5, 6, *(f"id{number}" for number in range(300))),
    mcs_pb2.HeartbeatPing(last_stream_id_received=3),
    mcs_pb2.IqStanza(type=mcs_pb2.IqStanza.SET, id=""),
    mcs_pb2.Close(),
]


@given(st.lists(st.sampled_from(MESSAGES), max_size=4), st.lists(st.integers(1, 400), max_size=20))
def test_frames_are_read_however_the_stream_is_cut(messages: list[Message], cuts: list[int]) -> None:
    stream = GREETING + b"".join(encode(message) for message in messages)
    reader, found = FrameReader(), list[Message]()
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert found + reader.feed(stream) == messages


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_message_or_a_bad_frame(data: bytes) -> None:
    reader = FrameReader()
    try:
        found = reader.feed(GREETING) + reader.feed(data)
    except BadFrame:
        return
    assert all(isinstance(message, Message) for message in found)


@pytest.mark.parametrize(
    "data",
    [
        b"\x25",
        b"G",
        GREETING + b"\x03\x00",
        GREETING + b"\x09\x00",
        GREETING + b"\xff",
        GREETING + b"\x02\xff\xff\xff",
        GREETING
        + b"\x02"
        + bytes([(FRAME_LIMIT + 1) & 0x7F | 0x80, (FRAME_LIMIT + 1) >> 7 & 0x7F | 0x80, 16]),
        GREETING + b"\x02\x03abc",
        GREETING + b"\x02\x00",
        GREETING + b"\x00\x02\x08\xff",
    ],
    ids=["37", "http", "server's", "unknown", "255", "endless", "long", "text", "empty login", "cut number"],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        FrameReader().feed(data)
