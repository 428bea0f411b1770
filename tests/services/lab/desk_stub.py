"""A receiver that takes what virtual devices post and remembers it; a test waits for what it expects."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

ANSWERS = {"subscribe": 201, "resubscribe": 200, "unsubscribe": 204, "receipts": 204}
PATIENCE = 20.0


@dataclass
class Post:
    """One request of a device."""

    path: str
    body: dict[str, Any]


@dataclass
class DeskStub:
    """`statuses` override the answers by path; `url` is where it listens, also after restart()."""

    statuses: dict[str, int] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    url: str = "http://127.0.0.1:9"

    async def __aenter__(self) -> Self:
        self._changed = asyncio.Condition()
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on a new port."""
        application = web.Application()
        application.router.add_post("/api/push/{path}", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Nobody answers any more."""
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        status = self.statuses.get(path, ANSWERS[path])
        async with self._changed:
            self.posts.append(Post(path, await request.json()))
            self._changed.notify_all()
        return web.json_response({}, status=status) if status != 204 else web.Response(status=204)

    def of(self, path: str) -> list[dict[str, Any]]:
        """The bodies posted to `path` so far."""
        return [post.body for post in self.posts if post.path == path]

    def events(self, delivery: str) -> list[str]:
        """The receipts of one delivery so far, in order."""
        return [body["event"] for body in self.of("receipts") if body["delivery"] == delivery]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition()` holds after some post; fails after PATIENCE seconds."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)
