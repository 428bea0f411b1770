"""Chromium's connections: the protocol of mcs.py over TLS, each one tended in the server's task group.

Connections are taken one by one, so that whoever opens a thousand and says nothing only pushes out his own:
the oldest that has not logged in goes first.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime

from pushdesk.model.errors import FolderError
from pushdesk.model.lab import LabMessage
from pushdesk.services.lab.gcm import agents
from pushdesk.services.lab.gcm.checkin import Identity
from pushdesk.services.lab.gcm.frames import VERSION, BadFrame, FrameReader, encode
from pushdesk.services.lab.gcm.mcs import (
    Close,
    Command,
    Event,
    Forget,
    Identify,
    McsSession,
    Send,
    Silence,
    State,
)
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database

STRANGERS = 128
LOGIN_SECONDS = 10.0
HEARTBEAT_SECONDS = 60.0
GOODBYE_SECONDS = 1.0
INBOX = 10_000
_CHUNK = 64 * 1024
# Where the system has no more file descriptors, some may be free after this.
_BREATHER = 0.2
log = logging.getLogger(__name__)


class McsServer:
    """Knows which browsers are connected. `changed()` is called when one comes or goes."""

    def __init__(
        self, database: Database, messages: Messages, now: Callable[[], datetime], changed: Callable[[], None]
    ) -> None:
        self.database = database
        self.messages = messages
        self.now = now
        self._changed = changed
        self._strangers: dict[Connection, None] = {}
        self._by_agent: dict[str, Connection] = {}

    async def serve(self, listening: Sequence[socket.socket], context: ssl.SSLContext) -> None:
        """Take connections until cancelled; then every one of them ends."""
        async with asyncio.TaskGroup() as tasks:
            for bound in listening:
                bound.setblocking(False)
                tasks.create_task(self._accept(bound, context, tasks), name="Chromium's connections")

    def is_connected(self, agent_id: str) -> bool:
        """Whether the browser is logged in now."""
        return agent_id in self._by_agent

    def ring(self, channel: Channel, message: LabMessage) -> None:
        """Hand `message` to the browser, if it is here (a Doorbell)."""
        if connection := self._by_agent.get(channel.agent_id):
            connection.push(channel, message)

    def connect(self, connection: "Connection", agent_id: str) -> None:
        """From now on messages for the agent go to `connection`; an older one of the same agent ends."""
        older = self._by_agent.get(agent_id)
        self._by_agent[agent_id] = connection
        self._strangers.pop(connection, None)
        if older is not None and older is not connection:
            older.end()
        self._changed()

    async def _accept(self, bound: socket.socket, context: ssl.SSLContext, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, _ = await loop.sock_accept(bound)
            except ConnectionError:  # gone before it was taken
                continue
            except OSError as problem:
                log.warning("no connection of a browser can be taken now: %s", problem.strerror)
                await asyncio.sleep(_BREATHER)
                continue
            connection = Connection(self, accepted)
            self._strangers[connection] = None
            if len(self._strangers) > STRANGERS:
                next(iter(self._strangers)).end()
            tasks.create_task(self._tend(connection, context), name="a Chromium")

    async def _tend(self, connection: "Connection", context: ssl.SSLContext) -> None:
        try:
            await connection.run(context)
        finally:
            self._strangers.pop(connection, None)
            if self._by_agent.get(connection.agent_id) is connection:
                del self._by_agent[connection.agent_id]
                self._changed()


class Connection:
    """One browser's stream. Everything that concerns it goes through one inbox, in order."""

    def __init__(self, server: McsServer, accepted: socket.socket) -> None:
        self._server = server
        self._accepted = accepted
        self._session = McsSession()
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(INBOX)
        self._ending = asyncio.Event()
        self._greeted = False

    @property
    def agent_id(self) -> str:
        """The agent's id, empty before the login."""
        return self._session.identity.android_id if self._session.identity else ""

    def end(self) -> None:
        """Have `run` return; stored messages wait for the browser's next login."""
        self._ending.set()

    def push(self, channel: Channel, message: LabMessage) -> None:
        """Queue a message; a browser that does not read is sent away and comes back for what is stored."""
        try:
            self._inbox.put_nowait(Pushed(channel.channel_id, message))
        except asyncio.QueueFull:
            self.end()

    async def run(self, context: ssl.SSLContext) -> None:
        """Serve until either side ends it."""
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(self._serve(context))
            await self._ending.wait()
            serving.cancel()

    async def _serve(self, context: ssl.SSLContext) -> None:
        try:
            reader, writer = await self._open(context)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._read(reader))
                    tasks.create_task(self._work(writer))
            finally:
                await _say_goodbye(writer)
        except OSError:  # no TLS, a broken one, none in time: all of them are OSErrors
            pass
        finally:
            self.end()

    async def _open(self, context: ssl.SSLContext) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(_CHUNK)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol,
            self._accepted,
            ssl=context,
            ssl_handshake_timeout=LOGIN_SECONDS,
            ssl_shutdown_timeout=GOODBYE_SECONDS,
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        frames = FrameReader()
        try:
            while data := await reader.read(_CHUNK):
                for message in frames.feed(data):
                    await self._inbox.put(message)
        except BadFrame as problem:
            await self._inbox.put(Malformed(str(problem)))
        except OSError:
            self.end()
        else:
            self.end()

    async def _work(self, writer: asyncio.StreamWriter) -> None:
        try:
            await self._handle(await self._next(LOGIN_SECONDS), writer)
            while self._session.state is not State.CLOSED:
                await self._handle(await self._next(HEARTBEAT_SECONDS), writer)
        except OSError:  # the browser left while a frame was on its way
            pass
        except FolderError as problem:
            log.warning("a browser is sent away until the database can be written: %s", problem.sentence)
        self.end()

    async def _next(self, seconds: float) -> Event:
        try:
            async with asyncio.timeout(seconds):
                return await self._inbox.get()
        except TimeoutError:
            return Silence()

    async def _handle(self, event: Event, writer: asyncio.StreamWriter) -> None:
        if isinstance(event, Pushed) and self._has_expired(event.message):
            return
        for command in self._session.handle(event):
            answer = await self._obey(command, writer)
            if answer is not None:
                await self._handle(answer, writer)

    def _has_expired(self, message: LabMessage) -> bool:
        return bool(message.ttl) and message.expires_at <= self._server.now()

    async def _obey(self, command: Command, writer: asyncio.StreamWriter) -> Event | None:
        match command:
            case Send(message):
                greeting = b"" if self._greeted else bytes([VERSION])
                self._greeted = True
                writer.write(greeting + encode(message))
                await writer.drain()
            case Identify(identity, received):
                return await self._identify(identity, received)
            case Forget(message_ids):
                await self._server.messages.forget(self.agent_id, message_ids)
            case Close(words):
                log.info("a browser's connection ends: %s", words)
        return None

    async def _identify(self, identity: Identity, received: Sequence[str]) -> Identified:
        server = self._server
        if not await server.database.read(agents.is_known, identity):
            return Identified(False)
        if received:
            await server.messages.forget(identity.android_id, received)
        # First reachable, then asked for what waits: nothing falls in between.
        server.connect(self, identity.android_id)
        return Identified(True, await server.messages.waiting_for(identity.android_id))


async def _say_goodbye(writer: asyncio.StreamWriter) -> None:
    """Close in order, or by force where the other side does not answer."""
    writer.close()
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await writer.wait_closed()
    except OSError:  # TimeoutError is one
        writer.transport.abort()
