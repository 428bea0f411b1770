"""The faults over HTTP: by name or made up, for one device or all, set and cleared."""

from typing import TYPE_CHECKING

from aiohttp import web

from pushdesk.model.errors import NotFound
from pushdesk.services.lab.control import parsing, reading
from pushdesk.services.lab.control.answering import Route, id_of
from pushdesk.services.store.database import Database

if TYPE_CHECKING:
    from pushdesk.services.lab.lab import Lab


class FaultRoutes:
    """Handlers."""

    def __init__(self, lab: "Lab", database: Database) -> None:
        self._lab = lab
        self._database = database

    def table(self) -> list[Route]:
        """The routes."""
        return [
            Route("GET", "/control/faults", self.faults),
            Route("POST", "/control/faults", self.set_fault),
            Route("DELETE", "/control/faults", self.clear_faults),
            Route("DELETE", "/control/faults/{id}", self.clear_fault),
            Route("GET", "/control/presets", self.presets),
        ]

    async def faults(self, request: web.Request) -> web.Response:
        """`GET /control/faults`: those in force."""
        parsing.read_query(request)
        return web.json_response(
            {"faults": [fault.as_document() for fault in await self._lab.faults.every()]}
        )

    async def set_fault(self, request: web.Request) -> web.Response:
        """`POST /control/faults`: for one device, one kind or all, for good or the next few messages."""
        asked = parsing.new_fault(await parsing.read_object(request, "device", "kind", "fault", "times"))
        if asked.device is not None:
            await self._database.read(reading.known_device, asked.device)
        active = await self._lab.faults.set(asked.device, asked.fault, asked.times, asked.kind)
        return web.json_response(active.as_document(), status=201)

    async def clear_faults(self, request: web.Request) -> web.Response:
        """`DELETE /control/faults`: those of one device, or every one."""
        device_id = parsing.read_query(request, "device").get("device")
        if device_id is not None:
            await self._database.read(reading.known_device, device_id)
        await self._lab.faults.clear(agent_id=device_id)
        return web.Response(status=204)

    async def clear_fault(self, request: web.Request) -> web.Response:
        """`DELETE /control/faults/{id}`."""
        if not await self._lab.faults.clear(fault_id=id_of(request)):
            raise NotFound(f"No fault “{id_of(request)}” is in force.")
        return web.Response(status=204)

    async def presets(self, request: web.Request) -> web.Response:
        """`GET /control/presets`: the faults by name."""
        parsing.read_query(request)
        return web.json_response({"presets": [one.as_document() for one in self._lab.faults.presets()]})
