"""Check-in and registration over HTTP, on the lab's plain port; the profile stands in the path."""

import logging
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from pushdesk.model import curve
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import AgentKind
from pushdesk.services.browser_name import browser_name
from pushdesk.services.lab import records
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.gcm import agents, checkin, registration
from pushdesk.services.lab.gcm.checkin import Identity
from pushdesk.services.lab.gcm.registration import Problem, Registration, RegistrationRefused, WebApp
from pushdesk.services.lab.profile_path import NOBODYS, profile_in
from pushdesk.services.lab.push_request import Refusal
from pushdesk.services.store.database import Database

log = logging.getLogger(__name__)


class GcmPages:
    """Handlers for one aiohttp application. `push_service()` is the lab's present http URL.

    `changed()` is called when a subscription comes or goes.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        now: Callable[[], datetime],
        push_service: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._push_service = push_service
        self._changed = changed

    def routes(self) -> list[web.RouteDef]:
        """The resources."""
        return [
            web.post("/gcm/{profile}/checkin", self.check_in),
            web.post("/gcm/{profile}/register", self.register),
        ]

    async def check_in(self, request: web.Request) -> web.Response:
        """`POST /gcm/<profile>/checkin`: who the browser is from now on.

        401 for an identity of another lab, or a former one: the browser then resets its store and comes
        again without one.
        """
        profile, name = profile_in(request), browser_name(request.headers.get("User-Agent", ""))
        identity = checkin.read_request(await _read(request, checkin.BODY_LIMIT))
        if identity is None:
            identity = Identity.new()
            await self._database.write(agents.add, identity, profile, name, self._now())
        elif not await self._database.write(agents.settle, identity, profile, name):
            raise Refusal(401, "device_unknown", "This push service does not know the device.")
        return web.Response(body=checkin.answer(identity, self._now()), content_type=checkin.CONTENT_TYPE)

    async def register(self, request: web.Request) -> web.Response:
        """`POST /gcm/<profile>/register`: a push token, or the end of one."""
        profile, name = profile_in(request), browser_name(request.headers.get("User-Agent", ""))
        if (request.content_length or 0) > registration.BODY_LIMIT:
            raise Refusal(413, "body_too_large", "The form is too long.")
        try:
            form = await _form(request)
            asked = registration.read_form(request.headers.get("Authorization"), form)
            if not await self._database.write(agents.settle, asked.identity, profile, name):
                raise RegistrationRefused(Problem.IDENTITY)
            words = await (self._end(asked) if asked.delete else self._grant(asked))
        except RegistrationRefused as problem:
            log.info("a browser's registration is refused: %s", problem)
            words = registration.refused(problem.problem)
        return web.Response(text=words)

    async def _grant(self, asked: Registration) -> str:
        agent_id, app = asked.identity.android_id, asked.app
        if not app.is_web_push:
            # The browser's own registrations want an answer; nothing is ever sent to them.
            return registration.granted(f"{NOBODYS}{agent_id}")
        try:
            key = curve.public_key(app.sender, "The applicationServerKey")
        except BadInput:
            raise RegistrationRefused(Problem.PARAMETERS) from None
        channel = await self._channels.register(
            self._push_service(), agent_id, AgentKind.CHROMIUM, app.channel_id, key
        )
        self._changed()
        return registration.granted(channel.token)

    async def _end(self, asked: Registration) -> str:
        for token in await self._database.read(records.live_tokens, asked.identity.android_id):
            channel = self._channels.by_token(token)
            if channel is not None and asked.app.covers(WebApp.of_channel(channel.channel_id)):
                await self._channels.end(channel)
        self._changed()
        return registration.deleted(asked.app)


async def _read(request: web.Request, limit: int) -> bytes:
    """The body; raises Refusal 413 as soon as it is longer than `limit` bytes."""
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                raise Refusal(413, "body_too_large", f"The body is over {limit} bytes.")
    except (ConnectionError, web.RequestPayloadError):
        raise Refusal(400, "body_incomplete", "The body ended before its end: send it again.") from None
    return bytes(body)


async def _form(request: web.Request) -> dict[str, str]:
    """The texts of a posted form. Raises Refusal for what is none."""
    try:
        fields = await request.post()
    except ValueError:  # bytes that are no text in the encoding they claim to be in, or in UTF-8
        raise Refusal(400, "bad_form", "The form is no text in UTF-8.") from None
    return {key: value for key, value in fields.items() if isinstance(value, str)}
