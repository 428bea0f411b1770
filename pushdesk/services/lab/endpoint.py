"""The push service over HTTP: RFC 8030's push and message resources, on aiohttp.

What `POST /push/<token>` answers is the contract's: 201, 400, 401, 403, 404, 410, 413, 415; an error's
body is `{"error": {"code", "message"}}`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from pushdesk.model.errors import FolderError
from pushdesk.services.lab import authorization
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.push_request import BODY_LIMIT, Refusal, parse_push_request
from pushdesk.services.lab.records import Channel, audiences

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_RETRY_SECONDS = "5"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PushEndpoint:
    """Handlers for one aiohttp application.

    `origin_of(request)` is this service's origin as that request reached it; `origins()` are all of
    its present ones. A token's audience may be any of them, or the origin of the endpoint as handed out.
    """

    def __init__(
        self,
        channels: Channels,
        messages: Messages,
        now: Callable[[], datetime],
        origins: Callable[[], frozenset[str]],
        origin_of: Callable[[web.Request], str],
    ) -> None:
        self._channels = channels
        self._messages = messages
        self._now = now
        self._origins = origins
        self._origin_of = origin_of

    def routes(self) -> list[web.RouteDef]:
        """The resources."""
        return [web.post("/push/{token}", self.push), web.delete("/message/{id}", self.withdraw)]

    async def push(self, request: web.Request) -> web.Response:
        """`POST /push/<token>`: 201 once the message is stored (sections 5 and 7.2)."""
        channel = self._channel(request.match_info["token"])
        self._authorize(request, channel)
        asked = parse_push_request(request.headers)
        body = await read_body(request)
        if body and asked.encoding is None:
            raise Refusal(400, "encoding_missing", "A message with a body needs Content-Encoding: aes128gcm.")
        message = await self._messages.accept(channel, asked, body)
        location = f"{self._origin_of(request)}/message/{message.id}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(message.ttl)})

    async def withdraw(self, request: web.Request) -> web.Response:
        """`DELETE /message/<id>`: 204, or 404 where it was delivered, has expired or never was."""
        if not await self._messages.withdraw(request.match_info["id"]):
            raise Refusal(404, "message_gone", "No such message waits: it was delivered, or its TTL ended.")
        return web.Response(status=204)

    def _channel(self, token: str) -> Channel:
        channel = self._channels.by_token(token)
        if channel is None:
            raise Refusal(404, "subscription_unknown", "The lab never handed out this endpoint.")
        if channel.ended:
            raise Refusal(410, "subscription_gone", "The push subscription has unsubscribed or expired.")
        return channel

    def _authorize(self, request: web.Request, channel: Channel) -> None:
        verdict = authorization.judge(
            request.headers.get("Authorization"),
            audiences=self._origins() | audiences(channel),
            restricted_to=channel.vapid_public_key,
            now=self._now().timestamp(),
        )
        if not verdict.allowed:
            raise Refusal(verdict.status, verdict.reason, verdict.words)


async def read_body(request: web.Request) -> bytes:
    """The body, at most BODY_LIMIT bytes; raises Refusal 413 as soon as it is longer, unread."""
    too_long = Refusal(
        413, "payload_too_large", f"The encrypted body is over {BODY_LIMIT} bytes (RFC 8291 section 4)."
    )
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_long
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise too_long
    except (ConnectionError, web.RequestPayloadError):
        raise Refusal(400, "body_incomplete", "The body ended before its end: send it again.") from None
    return bytes(body)


def error_response(status: int, code: str, sentence: str) -> web.Response:
    """An answer other than success, in the contract's shape."""
    response = web.json_response({"error": {"code": code, "message": sentence}}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "vapid"
    if status == 503:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


@web.middleware
async def speak_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals and aiohttp's own errors become JSON; a full disk becomes 503."""
    try:
        return await handler(request)
    except Refusal as problem:
        return error_response(problem.status, problem.code, problem.sentence)
    except FolderError as problem:
        return error_response(503, problem.code, problem.sentence)
    except web.HTTPException as problem:
        if problem.status < 400:
            raise
        return error_response(problem.status, problem.reason.lower().replace(" ", "_"), f"{problem.reason}.")


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a web page sends here, and a foreign name that was made to lead here (DNS rebinding)."""
    if _host(f"//{request.host}") not in _LOOPBACK:
        raise Refusal(403, "foreign_host", "The lab answers to localhost and 127.0.0.1 only.")
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) not in _LOOPBACK:
        raise Refusal(403, "foreign_origin", "The lab takes no requests from web pages.")
    return await handler(request)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
