"""Firefox's connections: the protocol of autopush.py on aiohttp's WebSocket, one task group a connection."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from pushdesk.model.errors import FolderError
from pushdesk.model.lab import AgentKind, LabMessage
from pushdesk.services.lab import records
from pushdesk.services.lab.autopush import (
    AutopushSession,
    Close,
    Command,
    EndChannel,
    Event,
    Forget,
    Identify,
    OpenChannel,
    Opened,
    Send,
)
from pushdesk.services.lab.autopush_frames import BadFrame, parse_frame
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.profile_path import profile_in
from pushdesk.services.lab.protocol_events import Identified, Malformed, Pushed
from pushdesk.services.lab.push_request import Refusal
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database

PROTOCOL = "push-notification"
FRAME_LIMIT = 64 * 1024
HELLO_SECONDS = 30
HEARTBEAT_SECONDS = 60
# How long a browser may take to answer a close: one that hangs must not hold up the lab's own end.
GOODBYE_SECONDS = 1.0
INBOX = 10_000
log = logging.getLogger(__name__)


class AutopushServer:
    """Answers `GET /` and knows which browsers are connected. `push_service()` is its present http URL.

    `changed()` is called when one comes or goes, or a channel does.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        messages: Messages,
        now: Callable[[], datetime],
        push_service: Callable[[], str],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = database
        self.channels = channels
        self.messages = messages
        self.now = now
        self.push_service = push_service
        self.changed = changed
        self._open: set[Connection] = set()
        self._by_agent: dict[str, Connection] = {}

    def routes(self) -> list[web.RouteDef]:
        """Where browsers connect: `/`, or with the profile they live in."""
        return [web.get("/", self.handle), web.get("/firefox/{profile}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A browser's connection; without an upgrade, a word on what this is."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return web.json_response({"service": "PushDesk lab", "pushService": self.push_service()})
        profile = profile_in(request)
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in {name.strip() for name in offered.split(",")}:
            raise Refusal(400, "protocol_unknown", f"This WebSocket speaks “{PROTOCOL}” only.")
        socket = web.WebSocketResponse(
            protocols=(PROTOCOL,),
            max_msg_size=FRAME_LIMIT,
            heartbeat=HEARTBEAT_SECONDS,
            timeout=GOODBYE_SECONDS,
        )
        await socket.prepare(request)
        connection = Connection(self, socket, profile)
        self._open.add(connection)
        try:
            await connection.run()
        finally:
            self._open.discard(connection)
            if self._by_agent.get(connection.uaid) is connection:
                del self._by_agent[connection.uaid]
                self.changed()
        return socket

    def connect(self, connection: "Connection") -> None:
        """From now on messages for its agent go to `connection`; an older one of the same agent ends."""
        older = self._by_agent.get(connection.uaid)
        self._by_agent[connection.uaid] = connection
        if older is not None and older is not connection:
            older.end()
        self.changed()

    def connected(self, agent_id: str) -> bool:
        """Whether that browser is here."""
        return agent_id in self._by_agent

    def hang_up(self, agent_id: str) -> None:
        """End that browser's connection; it comes again by itself."""
        if connection := self._by_agent.get(agent_id):
            connection.end()

    def ring(self, channel: Channel, message: LabMessage) -> None:
        """Hand `message` to the browser, if it is here (a Doorbell)."""
        if connection := self._by_agent.get(channel.agent_id):
            connection.push(channel, message)

    async def close(self) -> None:
        """End every connection."""
        for connection in tuple(self._open):
            connection.end()


class Connection:
    """One browser's WebSocket. Everything that concerns it goes through one inbox, in order."""

    def __init__(self, server: AutopushServer, socket: web.WebSocketResponse, profile: str) -> None:
        self._server = server
        self._socket = socket
        self._profile = profile
        self._session = AutopushSession()
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(INBOX)
        self._ending = asyncio.Event()
        self._code, self._words = WSCloseCode.GOING_AWAY, ""

    @property
    def uaid(self) -> str:
        """The agent's id, empty before hello."""
        return self._session.uaid

    async def run(self) -> None:
        """Serve until either side ends it."""
        async with asyncio.TaskGroup() as tasks:
            halves = (tasks.create_task(self._read()), tasks.create_task(self._work()))
            await self._ending.wait()
            for half in halves:
                half.cancel()
        # The reason of a close frame has room for 123 bytes (RFC 6455 section 5.5).
        await self._socket.close(code=self._code, message=self._words.encode()[:123])

    def end(self, words: str = "", code: WSCloseCode = WSCloseCode.GOING_AWAY) -> None:
        """Have `run` return; stored messages wait for the browser's next hello."""
        if not self._ending.is_set():
            self._code, self._words = code, words
            self._ending.set()

    def push(self, channel: Channel, message: LabMessage) -> None:
        """Queue a message; a browser that does not read is sent away and comes back for what is stored."""
        try:
            self._inbox.put_nowait(Pushed(channel.channel_id, message))
        except asyncio.QueueFull:
            self.end("the browser does not read its messages", WSCloseCode.TRY_AGAIN_LATER)

    async def _read(self) -> None:
        async for message in self._socket:
            await self._inbox.put(self._parse(message))
        self.end()

    @staticmethod
    def _parse(message: WSMessage) -> Event:
        if message.type is not WSMsgType.TEXT:
            return Malformed("frames must be text")
        try:
            return parse_frame(message.data)
        except BadFrame as problem:
            return Malformed(str(problem))

    async def _work(self) -> None:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                event = await self._inbox.get()
            while True:
                await self._handle(event)
                event = await self._inbox.get()
        except (TimeoutError, ConnectionError):  # no hello; or the browser left while a frame was on its way
            self.end()
        except FolderError as problem:
            log.warning("a browser is sent away until the database can be written: %s", problem.sentence)
            self.end("try again later", WSCloseCode.TRY_AGAIN_LATER)

    async def _handle(self, event: Event) -> None:
        if isinstance(event, Pushed) and self._has_expired(event.message):
            return
        for command in self._session.handle(event):
            answer = await self._obey(command)
            if answer is not None:
                await self._handle(answer)
        if isinstance(event, Identified):
            self._server.connect(self)  # under the name it was given, if its own was not known

    def _has_expired(self, message: LabMessage) -> bool:
        return bool(message.ttl) and message.expires_at <= self._server.now()

    async def _obey(self, command: Command) -> Event | None:
        server = self._server
        match command:
            case Send(frame):
                await self._socket.send_json(frame)
            case Identify(uaid):
                return await self._identify(uaid)
            case OpenChannel(channel_id, key):
                channel = await server.channels.register(
                    server.push_service(), self.uaid, AgentKind.FIREFOX, channel_id, key
                )
                await self._settle()
                server.changed()
                return Opened(channel_id, channel.endpoint)
            case EndChannel(channel_id, code):
                if ended := server.channels.live(self.uaid, channel_id):
                    log.info("a browser unregistered a channel, code %s", code)
                    await server.channels.end(ended)
                    server.changed()
            case Forget(codes):
                await server.messages.acknowledge(self.uaid, codes)
            case Close(words):
                self.end(words, WSCloseCode.POLICY_VIOLATION)
        return None

    async def _identify(self, uaid: str) -> Identified:
        # One whose every channel has ended gets another name: it drops what it still holds for subscriptions,
        # and its pages hear of it (pushsubscriptionchange).
        database = self._server.database
        known = await database.read(records.is_agent, uaid, AgentKind.FIREFOX)
        if not known or not await database.read(records.live_tokens, uaid):
            return Identified(False)
        await self._settle()
        # First reachable, then asked for what waits: nothing falls in between.
        self._server.connect(self)
        return Identified(True, await self._server.messages.waiting_for(uaid))

    async def _settle(self) -> None:
        """Remember the profile; the agent has its row from its first channel on."""
        if self._profile:
            await self._server.database.write(records.settle, self.uaid, self._profile)
