"""The push service over HTTP: RFC 8030's push and message resources, on aiohttp.

What `POST /push/<token>` answers is the contract's: 201, 400, 401, 403, 404, 410, 413, 415; an error's
body is `{"error": {"code", "message"}}`.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web

from pushdesk.model.errors import FolderError
from pushdesk.model.lab import LabMessage
from pushdesk.services.lab import answers, authorization, fault_answers
from pushdesk.services.lab.active_faults import Faults
from pushdesk.services.lab.arrival import Arrival, receive
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.push_request import PushRequest, Refusal, parse_push_request
from pushdesk.services.lab.records import Channel, audiences

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_RETRY_SECONDS = "5"
log = logging.getLogger(__name__)

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
        faults: Faults,
        now: Callable[[], datetime],
        origins: Callable[[], frozenset[str]],
        origin_of: Callable[[web.Request], str],
    ) -> None:
        self._channels = channels
        self._messages = messages
        self._faults = faults
        self._now = now
        self._origins = origins
        self._origin_of = origin_of

    def routes(self) -> list[web.RouteDef]:
        """The resources."""
        push = web.post("/push/{token:[^/]+}", self.push, expect_handler=_go_on)
        return [push, web.delete("/message/{id}", self.withdraw)]

    async def push(self, request: web.Request) -> web.StreamResponse:
        """`POST /push/<token>`: 201 once the message is stored (sections 5 and 7.2), or what a fault says.

        Every request is in the catch before it is answered, refused ones, too.
        """
        arrival = await receive(request, request.match_info["token"], self._now())
        channel = self._channels.by_token(arrival.token)
        try:
            asked = self._judge(request, channel, arrival)
        except Refusal as problem:
            await self._keep_refused(arrival.refused(channel, problem), problem)
            raise
        assert channel is not None  # an unknown one was refused
        met = self._faults.take(channel.agent_id, channel.kind)
        now, origin = self._now(), self._origin_of(request)

        def answer(message: LabMessage) -> dict[str, Any]:
            headers = answers.accepted(origin, message.id, message.ttl)
            return answers.kept(headers) if met is None else answers.of_fault(met[1], headers, now)

        message = await self._messages.accept(channel, asked, arrival, met, answer)
        taken = web.Response(status=201, headers=answers.accepted(origin, message.id, message.ttl))
        return taken if met is None else await fault_answers.answer(request, met[1], taken, now)

    def _judge(self, request: web.Request, channel: Channel | None, arrival: Arrival) -> PushRequest:
        """What the request asks for; raises Refusal."""
        refuse_strangers(request)
        asked_of = _alive(channel)
        self._authorize(request, asked_of)
        asked = parse_push_request(request.headers)
        if arrival.problem is not None:
            raise arrival.problem
        if arrival.body and asked.encoding is None:
            raise Refusal(400, "encoding_missing", "A message with a body needs Content-Encoding: aes128gcm.")
        return asked

    async def _keep_refused(self, row: dict[str, Any], problem: Refusal) -> None:
        said = error_response(problem.status, problem.code, problem.sentence)
        try:
            await self._messages.refuse(row | {"answer": answers.kept(said.headers, said.text or "")})
        except FolderError as problem:
            # The sender is told what was wrong with his request, whatever the disk does.
            log.warning("a refused message is not in the catch: %s", problem.sentence)

    async def withdraw(self, request: web.Request) -> web.Response:
        """`DELETE /message/<id>`: 204, or 404 where it was delivered, has expired or never was."""
        if not await self._messages.withdraw(request.match_info["id"]):
            raise Refusal(404, "message_gone", "No such message waits: it was delivered, or its TTL ended.")
        return web.Response(status=204)

    def _authorize(self, request: web.Request, channel: Channel) -> None:
        verdict = authorization.judge(
            request.headers.get("Authorization"),
            audiences=self._origins() | audiences(channel),
            restricted_to=channel.vapid_public_key,
            now=self._now().timestamp(),
        )
        if not verdict.allowed:
            raise Refusal(verdict.status, verdict.reason, verdict.words)


async def _go_on(request: web.Request) -> None:
    """Ask for the body, whatever the client expects: the catch shows it (RFC 9110 section 10.1.1)."""
    if request.version == HttpVersion11 and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _alive(channel: Channel | None) -> Channel:
    if channel is None:
        raise Refusal(404, "subscription_unknown", "The lab never handed out this endpoint.")
    if channel.ended:
        raise Refusal(410, "subscription_gone", "The push subscription has unsubscribed or expired.")
    return channel


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
    """Refuse strangers everywhere but at push resources, whose handler does it: the catch shows them."""
    if not (request.method == "POST" and request.path.startswith("/push/")):
        refuse_strangers(request)
    return await handler(request)


def refuse_strangers(request: web.Request) -> None:
    """Refuse what a web page sends here, and a foreign name that was made to lead here (DNS rebinding)."""
    if _host(f"//{request.host}") not in _LOOPBACK:
        raise Refusal(403, "foreign_host", "The lab answers to localhost and 127.0.0.1 only.")
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) not in _LOOPBACK:
        raise Refusal(403, "foreign_origin", "The lab takes no requests from web pages.")


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
