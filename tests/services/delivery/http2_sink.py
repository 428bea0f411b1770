"""A push service on loopback that speaks HTTP/2 over TLS, and leaves or resets streams as a test says."""

import asyncio
import ssl
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, RequestReceived, StreamEnded

from tests.services.delivery.push_sink import Browser, browser_at

HOST = "127.0.0.1"


@dataclass
class Http2Sink:
    """Enter it to listen with a certificate of `authority`.

    Each connection answers `goaway_after` requests, then says GOAWAY to all that came later (RFC 9113 section
    6.8) and closes; None: it stays. The first `resets` requests end with RST_STREAM and `code`. `asked`
    counts requests by path, `answered` answers.
    """

    authority: trustme.CA = field(default_factory=trustme.CA)
    goaway_after: int | None = None
    resets: int = 0
    code: ErrorCodes = ErrorCodes.INTERNAL_ERROR
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    devices: int = 0
    origin: str = ""
    _running: dict[asyncio.StreamWriter, asyncio.Task[None]] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(HOST).configure_cert(context)
        context.set_alpn_protocols(["h2"])
        self._server = await asyncio.start_server(self._serve, HOST, 0, ssl=context)
        self.origin = f"https://{HOST}:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        running = dict(self._running)
        for writer in running:
            writer.transport.abort()
        await asyncio.gather(*running.values())

    def browser(self) -> Browser:
        """A new device that subscribed here."""
        self.devices += 1
        return browser_at(f"{self.origin}/push/device-{self.devices:04}")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running[writer] = task
        self.connections += 1
        try:
            await _Connection(self, reader, writer).serve()
        except (ConnectionError, ssl.SSLError):
            pass  # the other side left first
        finally:
            writer.close()
            del self._running[writer]


class _Connection:
    def __init__(self, sink: Http2Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._sink, self._reader, self._writer = sink, reader, writer
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._paths: dict[int, str] = {}
        self._number = 0

    async def serve(self) -> None:
        self._h2.initiate_connection()
        await self._flush()
        while data := await self._reader.read(65536):
            for event in self._h2.receive_data(data):
                if isinstance(event, RequestReceived):
                    self._paths[event.stream_id] = str(dict(event.headers)[":path"])  # type: ignore[index]
                elif isinstance(event, DataReceived):
                    self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, StreamEnded):
                    self._answer(event.stream_id)
                    if self._number == self._sink.goaway_after:
                        self._h2.close_connection(last_stream_id=event.stream_id)
                        await self._flush()
                        # To close with bytes unread would take back answers that are on their way.
                        while await self._reader.read(65536):
                            pass
                        return
            await self._flush()

    def _answer(self, stream: int) -> None:
        sink, path = self._sink, self._paths[stream]
        sink.asked[path] += 1
        if sink.resets:
            sink.resets -= 1
            self._h2.reset_stream(stream, sink.code)
            return
        self._h2.send_headers(stream, [(":status", "201"), ("location", "/message/1")], end_stream=True)
        sink.answered[path] += 1
        self._number += 1

    async def _flush(self) -> None:
        self._writer.write(self._h2.data_to_send())
        await self._writer.drain()
