"""The devices over HTTP: made, looked at, rotated, expired, sent away, taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.views import LabDevice
from pushdesk.services.lab.control import documents, parsing
from pushdesk.services.lab.control.answering import Route, id_of

if TYPE_CHECKING:
    from pushdesk.services.lab.lab import Lab


class DeviceRoutes:
    """Handlers; each answers the device as it then is."""

    def __init__(self, lab: "Lab") -> None:
        self._lab = lab

    def table(self) -> list[Route]:
        """The routes."""
        devices = "/control/devices"
        return [
            Route("GET", devices, self.devices),
            Route("POST", devices, self.make_device),
            Route("GET", f"{devices}/{{id}}", self.device),
            Route("DELETE", f"{devices}/{{id}}", self.remove_device),
            Route("POST", f"{devices}/{{id}}/rotate", self.rotate),
            Route("POST", f"{devices}/{{id}}/expire", self.expire),
            Route("POST", f"{devices}/{{id}}/withdraw-permission", self.withdraw_permission),
            Route("POST", f"{devices}/{{id}}/unsubscribe", self.unsubscribe),
            Route("POST", f"{devices}/{{id}}/away", self.send_away),
            Route("POST", f"{devices}/{{id}}/return", self.bring_back),
        ]

    async def devices(self, request: web.Request) -> web.Response:
        """`GET /control/devices`: all of the lab's, browsers too; one that never came is none yet."""
        parsing.read_query(request)
        shown = (await self._lab.overview()).devices
        came = [one for one in shown if one.id != one.profile]
        return web.json_response({"devices": [self._document(one) for one in came]})

    async def make_device(self, request: web.Request) -> web.Response:
        """`POST /control/devices`: a virtual device that belongs to who asks."""
        asked = parsing.new_device(
            await parsing.read_object(request, "name", "applicationServerKey", "announce")
        )
        made = await self._lab.devices.invite(asked.name, asked.key, announce=asked.announce)
        return await self._answer(made.id, status=201)

    async def device(self, request: web.Request) -> web.Response:
        """`GET /control/devices/{id}`."""
        parsing.read_query(request)
        return await self._answer(id_of(request))

    async def remove_device(self, request: web.Request) -> web.Response:
        """`DELETE /control/devices/{id}`: one that was made here."""
        await self._lab.devices.remove(await self._virtual(request))
        return web.Response(status=204)

    async def rotate(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/rotate`: a new endpoint and new keys; the old endpoint is gone."""
        return await self._done(request, self._lab.rotate)

    async def expire(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/expire`: the subscription ends and nobody is told."""
        return await self._done(request, self._lab.expire)

    async def withdraw_permission(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/withdraw-permission`: as if its user blocked notifications."""
        return await self._done(request, self._lab.withdraw_permission)

    async def _done(self, request: web.Request, action: Callable[[str], Awaitable[None]]) -> web.Response:
        """After what devices of any kind can be asked for; the lab knows which cannot."""
        await parsing.read_object(request)
        before = await self._shown(id_of(request))
        await action(before.id)
        try:
            now = await self._shown(before.id)
        except NotFound:  # a browser that is not connected is nobody without a subscription
            now = replace(before, aliases=(), subscriptions=0)
        return web.json_response(self._document(now))

    async def unsubscribe(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/unsubscribe`: as a page does it; the desk hears of its own devices."""
        device_id = await self._virtual(request)
        await self._lab.devices.unsubscribe(device_id)
        return await self._answer(device_id)

    async def send_away(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/away`: disconnect."""
        return await self._set_away(request, True)

    async def bring_back(self, request: web.Request) -> web.Response:
        """`POST /control/devices/{id}/return`: connect again."""
        return await self._set_away(request, False)

    async def _set_away(self, request: web.Request, away: bool) -> web.Response:
        device_id = await self._virtual(request)
        await self._lab.devices.set_away(away, device_id)
        return await self._answer(device_id)

    async def _answer(self, device_id: str, status: int = 200) -> web.Response:
        return web.json_response(self._document(await self._shown(device_id)), status=status)

    async def _shown(self, device_id: str) -> LabDevice:
        for shown in (await self._lab.overview()).devices:
            if shown.id == device_id:
                return shown
        raise NotFound(f"There is no device “{device_id}” in the lab.")

    async def _virtual(self, request: web.Request) -> str:
        """The id of the virtual device that a request without a body is about."""
        await parsing.read_object(request)
        shown = await self._shown(id_of(request))
        if shown.kind != "virtual":
            raise Conflict(f"“{shown.name}” is a real browser: this can be asked of virtual devices only.")
        return shown.id

    def _document(self, shown: LabDevice) -> dict[str, Any]:
        return documents.device(shown, self._lab.addresses.push_service_tls, self._key_of)

    def _key_of(self, token: str) -> str | None:
        channel = self._lab.channels.by_token(token)
        return channel.vapid_public_key if channel else None
