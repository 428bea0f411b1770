"""As much of Chromium as its push service sees: check-in, registration, the stream over TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from firebase_messaging.proto import checkin_pb2, mcs_pb2
from google.protobuf.message import Message

from pushdesk.services.lab.gcm.frames import VERSION, encode
from pushdesk.services.lab.lab import Lab

PATIENCE = 20.0
KINDS: dict[int, type[Message]] = {
    0: mcs_pb2.HeartbeatPing,
    1: mcs_pb2.HeartbeatAck,
    3: mcs_pb2.LoginResponse,
    7: mcs_pb2.IqStanza,
    8: mcs_pb2.DataMessageStanza,
}
CATEGORY = "org.chromium.linux"


def switch(lab: Lab, name: str) -> str:
    """The value of one of the lab's switches."""
    (found,) = (item.split("=", 1)[1] for item in lab.gcm.switches("p1") if item.startswith(f"--{name}="))
    return found


def login(android_id: int, token: int, *received: str) -> mcs_pb2.LoginRequest:
    """A login."""
    return mcs_pb2.LoginRequest(
        id="chrome-156",
        domain="mcs.android.com",
        user=str(android_id),
        resource=str(android_id),
        auth_token=str(token),
        received_persistent_id=received,
    )


class Stream:
    """A connection of its own to the lab's stream; `frames` counts what came."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.frames = 0
        self._greeted = False

    def send(self, *messages: Message) -> None:
        """Write frames, the version before the first."""
        greeting = b"" if self._greeted else bytes([VERSION])
        self._greeted = True
        self.writer.write(greeting + b"".join(encode(message) for message in messages))

    async def next(self) -> Any:
        """The next message."""
        async with asyncio.timeout(PATIENCE):
            if not self.frames:
                assert await self.reader.readexactly(1) == bytes([VERSION])
            tag = (await self.reader.readexactly(1))[0]
            length = shift = 0
            while True:
                byte = (await self.reader.readexactly(1))[0]
                length |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80:
                    break
            message = KINDS[tag]()
            message.ParseFromString(await self.reader.readexactly(length))
        self.frames += 1
        return message

    def acknowledge(self) -> None:
        """Say that all that came has come."""
        stanza = mcs_pb2.IqStanza(type=mcs_pb2.IqStanza.SET, id="", last_stream_id_received=self.frames)
        stanza.extension.id, stanza.extension.data = 13, b""
        self.send(stanza)

    async def settled(self) -> None:
        """Return once the lab has dealt with everything sent so far."""
        self.send(mcs_pb2.HeartbeatPing())
        assert isinstance(await self.next(), mcs_pb2.HeartbeatAck)

    async def ended(self) -> bytes:
        """Wait for the lab to close; returns what it said before."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


class Chromium:
    """One browser; `identity` once it has checked in."""

    def __init__(self, lab: Lab, session: aiohttp.ClientSession) -> None:
        self.lab, self.session = lab, session
        self.android_id = self.token = 0

    async def check_in(self) -> int:
        """Check in with what it has; returns the status."""
        request = checkin_pb2.AndroidCheckinRequest(id=self.android_id, security_token=self.token)
        request.checkin.SetInParent()
        url = switch(self.lab, "gcm-checkin-url")
        async with self.session.post(url, data=request.SerializePartialToString()) as response:
            if response.status == 200:
                answer = checkin_pb2.AndroidCheckinResponse.FromString(await response.read())
                assert answer.android_id
                assert answer.security_token
                self.android_id, self.token = answer.android_id, answer.security_token
            return response.status

    async def register(
        self, sender: str, subtype: str = "wp:http://localhost:8765/#1-V2", **more: str
    ) -> str:
        """Post the form; returns the answer."""
        form = {
            "app": CATEGORY,
            "X-subtype": subtype,
            "sender": sender,
            "device": str(self.android_id),
        } | more
        headers = {"Authorization": f"AidLogin {self.android_id}:{self.token}"}
        url = switch(self.lab, "gcm-registration-url")
        async with self.session.post(url, data=form, headers=headers) as response:
            assert response.status == 200
            return await response.text()

    async def subscribe(self, sender: str) -> str:
        """A push token."""
        answer = await self.register(sender)
        assert answer.startswith("token=")
        return answer.removeprefix("token=")

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Stream]:
        """A stream with nothing said yet."""
        where = urlsplit(switch(self.lab, "gcm-mcs-endpoint"))
        context = ssl.create_default_context(cafile=self.lab.addresses.ca_file)
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", where.port, ssl=context, server_hostname="localhost"
        )
        try:
            yield Stream(reader, writer)
        finally:
            writer.transport.abort()

    @asynccontextmanager
    async def logged_in(self, *received: str) -> AsyncIterator[Stream]:
        """A stream after the login."""
        async with self.connected() as stream:
            stream.send(login(self.android_id, self.token, *received))
            answer = await stream.next()
            assert not answer.HasField("error")
            assert answer.last_stream_id_received == 1
            yield stream
