"""A stand-in for the desk's receiver server: serves receiver/ under the real policy, records what is posted.

For tests of the page and the service worker alone; the desk's own server has tests of its own.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import web

RECEIVER = Path(__file__).parents[2] / "receiver"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: https: http:; frame-ancestors 'none'"
)
PUBLIC_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
ANSWERS = {
    "subscribe": (201, {"id": "device-1"}),
    "unsubscribe": (204, None),
    "resubscribe": (200, {"id": "device-1"}),
    "receipts": (204, None),
    "seen": (204, None),
    "test": (202, {"campaign": "campaign-1"}),
}
PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Post:
    """One POST: `name` is the last part of its path, `status` what it was answered (0: cut off)."""

    name: str
    body: dict[str, Any]
    status: int


@dataclass
class ReceiverStub:
    """The running stand-in. Tests change `answers` and `public_key` ("" for 503), and read `posts`."""

    origin: str = ""
    public_key: str = PUBLIC_KEY
    posts: list[Post] = field(default_factory=list)
    answers: dict[str, tuple[int, Any]] = field(default_factory=lambda: dict(ANSWERS))
    followers: list[str] = field(default_factory=list)
    _held: dict[str, asyncio.Event] = field(default_factory=dict)
    _streams: dict[web.StreamResponse, asyncio.Event] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/api/push/key", self._key)
        app.router.add_get("/api/push/events", self._events)
        app.router.add_post("/api/push/{name}", self._post)
        app.router.add_get("/{path:.*}", self._file)
        # Not aiohttp's TestServer: that cancels the handler of a client that leaves, and a file which is just
        # being opened for it is then never closed. The receiver does not cancel either.
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://localhost:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self.drop_streams()
        for gate in self._held.values():
            gate.set()
        assert self._runner is not None
        await self._runner.cleanup()

    def hold(self, what: str) -> None:
        """Keeps a file, or the posts of a name, waiting until `release`."""
        self._held[what] = asyncio.Event()

    def release(self, what: str) -> None:
        """Lets go what was held."""
        self._held[what].set()

    def cut_off(self, name: str) -> None:
        """Answers nothing to posts of that name and drops the connection, as a desk that has ended does."""
        self.answers[name] = (0, None)

    def named(self, name: str) -> list[dict[str, Any]]:
        """The bodies of the answered posts of that name, in the order they came."""
        return [post.body for post in self.posts if post.name == name and 200 <= post.status < 300]

    def receipts(self, delivery: str) -> list[str]:
        """The events reported for a delivery, in the order they came."""
        return [body["event"] for body in self.named("receipts") if body["delivery"] == delivery]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until the condition holds; looked at after each request."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(condition)

    async def send_inbox(self, messages: list[dict[str, Any]]) -> None:
        """Sends an inbox to every page that listens, waiting for the first one."""
        await self.until(lambda: bool(self._streams))
        for stream in self._streams:
            await stream.write(f"event: inbox\ndata: {json.dumps(messages)}\n\n".encode())

    def drop_streams(self) -> None:
        """Ends the event streams, as a desk that restarts does; the pages come back by themselves."""
        for ended in self._streams.values():
            ended.set()

    async def _released(self, what: str) -> None:
        if gate := self._held.get(what):
            await gate.wait()

    async def _key(self, _request: web.Request) -> web.Response:
        if not self.public_key:
            return web.json_response({"error": {"code": "no_key", "message": "No key."}}, status=503)
        return web.json_response({"publicKey": self.public_key})

    async def _post(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = await request.json()
        await self._released(name)
        status, answer = self.answers[name]
        async with self._changed:
            self.posts.append(Post(name, body, status))
            self._changed.notify_all()
        if status == 0:
            assert request.transport is not None
            request.transport.abort()
        return (
            web.Response(status=status) if answer is None else web.json_response(answer, status=status or 500)
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        await stream.write(b"retry: 50\n\n")
        async with self._changed:
            self.followers.append(request.query["endpoint"])
            self._streams[stream] = asyncio.Event()
            self._changed.notify_all()
        await self._streams[stream].wait()
        del self._streams[stream]
        return stream

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"] or "index.html"
        await self._released(path)
        file = RECEIVER / path
        if not file.is_file():
            return web.Response(
                text="<!doctype html><title>a page of the tester's</title>", content_type="text/html"
            )
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
        return web.FileResponse(file, headers=headers)
