"""A push service on loopback that answers whatever a test says, and reads what arrives as a browser would."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pushdesk.model import base64url


@dataclass(frozen=True)
class Reply:
    """An answer: a status with headers and body, or the `raw` parts of one, some milliseconds apart.

    After `raw` the connection ends, unless it `stays` open. `wait` holds the answer back until the event
    is set.
    """

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: tuple[bytes, ...] = ()
    stays: bool = False
    wait: asyncio.Event | None = None


_DRIP_SECONDS = 0.005
ACCEPTED = Reply(201, {"Location": "/message/1"})


@dataclass(frozen=True)
class Browser:
    """A device's secret half: it reads what was sent to `endpoint`."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes

    @property
    def subscription(self) -> dict[str, Any]:
        """What subscription.toJSON() gives."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": base64url.encode(point), "auth": base64url.encode(self.auth)},
        }

    def decrypt(self, body: bytes) -> bytes:
        """The plain text of an aes128gcm body (RFC 8291)."""
        return bytes(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


def browser_at(endpoint: str) -> Browser:
    """A device with new keys."""
    return Browser(endpoint, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))


@dataclass(frozen=True)
class Arrival:
    """One request as it came in; `path` is the raw target."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Token:
    """A verified VAPID token: its claims and the key that signed it."""

    claims: dict[str, Any]
    public_key: str


def verified(arrival: Arrival, audience: str) -> Token:
    """The VAPID token of a request; PyJWT checks signature, expiry and audience (RFC 8292)."""
    scheme, _, rest = arrival.headers["Authorization"].partition(" ")
    assert scheme == "vapid"
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64url.decode(given["k"], "k"))
    return Token(jwt.decode(given["t"], point, algorithms=["ES256"], audience=audience), given["k"])


class PushSink:
    """Enter it to listen. `answer` is asked for each request; `arrivals` keeps them in order."""

    def __init__(self) -> None:
        self.answer: Callable[[Arrival], Reply] = lambda _arrival: ACCEPTED
        self.arrivals: list[Arrival] = []
        self.inside = 0
        self.most_inside = 0
        self.origin = ""
        self._changed = asyncio.Condition()
        self._number = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def host(self) -> str:
        """What trusted_push_hosts names it by."""
        return self.origin.removeprefix("http://")

    def browser(self, path: str | None = None) -> Browser:
        """A new device that subscribed here."""
        self._number += 1
        return browser_at(f"{self.origin}/push/{path or f'device-{self._number:04}'}")

    def to(self, browser: Browser) -> list[Arrival]:
        """What came for one device."""
        path = browser.endpoint.removeprefix(self.origin)
        return [arrival for arrival in self.arrivals if arrival.path == path]

    async def until(self, arrived: int) -> None:
        """Wait until so many requests came in all."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.arrivals) >= arrived)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            arrival = Arrival(request.method, request.raw_path, request.headers.copy(), await request.read())
            async with self._changed:
                self.arrivals.append(arrival)
                self._changed.notify_all()
            reply = self.answer(arrival)
            if reply.wait is not None:
                await reply.wait.wait()
            return await self._speak_raw(request, reply) if reply.raw else _response(reply)
        finally:
            self.inside -= 1

    async def _speak_raw(self, request: web.Request, reply: Reply) -> web.StreamResponse:
        connection = request.transport
        assert connection is not None
        for part in reply.raw:
            connection.write(part)
            await asyncio.sleep(_DRIP_SECONDS)
        if reply.stays:
            await asyncio.Event().wait()  # until the sink is closed
        connection.close()
        return web.Response()


def _response(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, headers=reply.headers, body=reply.body)


def by_path(replies: dict[str, list[Reply]], otherwise: Reply = ACCEPTED) -> Callable[[Arrival], Reply]:
    """Answers for some devices in turn (the last one stays), `otherwise` for all others."""

    def answer(arrival: Arrival) -> Reply:
        turn = replies.get(arrival.path.rsplit("/", 1)[1], [otherwise])
        return turn.pop(0) if len(turn) > 1 else turn[0]

    return answer


def hanging(sink: PushSink) -> asyncio.Event:
    """Have the sink answer nobody until the event is set."""
    release = asyncio.Event()
    sink.answer = lambda _arrival: Reply(wait=release)
    return release
