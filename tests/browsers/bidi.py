"""WebDriver BiDi over one WebSocket: numbered commands out, answers matched by number.

Source: W3C WebDriver BiDi, section 4 "Protocol". Events are not needed by the tests and are passed over.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

CONNECTION_CLOSED = "connection closed"


class BiDiError(Exception):
    """The browser refused a command, or went away.

    `code` is the protocol's, such as "no such element", or CONNECTION_CLOSED.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class BiDiConnection:
    """Sends commands; several may be waiting for their answers at the same time."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._open = True

    async def command(self, method: str, **params: object) -> dict[str, Any]:
        """The `result` of one command. Raises BiDiError."""
        if not self._open:
            raise BiDiError(CONNECTION_CLOSED, f"{method} cannot be sent any more")
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            await self._socket.send_json({"id": number, "method": method, "params": params})
            return await answer
        finally:
            del self._waiting[number]

    async def read(self) -> None:
        """Hand answers out until the connection closes; whoever still waits then gets a BiDiError."""
        try:
            async for frame in self._socket:
                message = frame.json()
                answer = self._waiting.get(message.get("id"))
                if answer is None or answer.done():
                    continue
                if message["type"] == "success":
                    answer.set_result(message["result"])
                else:
                    answer.set_exception(BiDiError(message["error"], message["message"]))
        finally:
            self._open = False
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(BiDiError(CONNECTION_CLOSED, "the browser went away"))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[BiDiConnection]:
    """A connection to the browser that listens at `url` (ws://127.0.0.1:PORT/session)."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
        connection = BiDiConnection(socket)
        reader = asyncio.create_task(connection.read(), name="bidi reader")
        try:
            yield connection
        finally:
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
