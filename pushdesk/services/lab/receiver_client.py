"""How virtual devices talk to the desk: HTTP to the receiver, as the page and its worker do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from pushdesk.model.errors import KnownError

CONNECTIONS = 16
ANSWER_SECONDS = 10
# Before the first, second, … try: the receiver may just be starting.
PAUSES = (0.0, 0.3, 1.5, 3.0)
_NO_ANSWER = 0


class ReceiverAway(KnownError):
    """The receiver gives no answer, or one that means “later”."""

    code = "receiver_away"


@dataclass(frozen=True)
class Answer:
    """`status` 0 means that none came."""

    status: int
    words: str = ""

    @property
    def is_final(self) -> bool:
        """Whether asking again could change nothing."""
        return self.status not in {_NO_ANSWER, 408, 429} and self.status < 500

    @property
    def is_success(self) -> bool:
        """Whether the receiver did it."""
        return 200 <= self.status < 300


class ReceiverClient:
    """One keep-alive session. `receiver_url()` is asked each time: the receiver may move."""

    def __init__(self, receiver_url: Callable[[], str]) -> None:
        self._receiver_url = receiver_url
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def post(self, path: str, body: dict[str, Any]) -> Answer:
        """One try; never raises for what the receiver does or leaves undone."""
        url = f"{self._receiver_url().rstrip('/')}/api/push/{path}"
        try:
            async with self._session.post(url, json=body, allow_redirects=False) as response:
                raw = await response.content.read(2000)
                return Answer(response.status, raw.decode("utf-8", "replace"))
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return Answer(_NO_ANSWER, f"{type(problem).__name__}: {problem}")

    async def insist(self, path: str, body: dict[str, Any]) -> Answer:
        """The receiver's final answer, asked for a few times; raises ReceiverAway where it gives none."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            answer = await self.post(path, body)
            if answer.is_final:
                return answer
        raise ReceiverAway(
            f"The receiver at {self._receiver_url()} does not answer "
            f"({answer.words or answer.status}): start it and try again."
        )
