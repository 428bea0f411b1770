"""The lab's control interface as one part: its routes, its index, its description, its reset."""

import asyncio
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml
from aiohttp import web

from pushdesk import __version__
from pushdesk.services.lab.control import parsing, reading
from pushdesk.services.lab.control.answering import Route
from pushdesk.services.lab.control.device_routes import DeviceRoutes
from pushdesk.services.lab.control.fault_routes import FaultRoutes
from pushdesk.services.lab.control.message_routes import MessageRoutes
from pushdesk.services.lab.control.notification_routes import NotificationRoutes
from pushdesk.services.store.database import Database

if TYPE_CHECKING:
    from pushdesk.services.lab.lab import Lab


class Control:
    """Routes for the lab's aiohttp application; Host and Origin are guarded there, for all routes.

    `changed()` is called after a reset.
    """

    def __init__(self, lab: "Lab", database: Database, changed: Callable[[], None]) -> None:
        self._lab = lab
        self._database = database
        self._changed = changed
        self._messages = MessageRoutes(lab, database)
        self._table = [
            Route("GET", "/control/", self.index),
            Route("GET", "/control/openapi.json", self.openapi),
            *DeviceRoutes(lab).table(),
            *self._messages.table(),
            *NotificationRoutes(lab, database).table(),
            *FaultRoutes(lab, database).table(),
            Route("POST", "/control/reset", self.reset),
        ]

    def routes(self) -> list[web.RouteDef]:
        """The resources."""
        return [route.definition() for route in self._table]

    async def close(self, _application: web.Application) -> None:
        """Answer everybody who waits for a message (an aiohttp signal)."""
        self._messages.close()

    @property
    def url(self) -> str:
        """Where the index is."""
        return f"{self._lab.addresses.push_service}/control/"

    async def index(self, request: web.Request) -> web.Response:
        """`GET /control/`: where everything is."""
        parsing.read_query(request)
        where = self._lab.addresses
        return web.json_response(
            {
                "version": __version__,
                "openapi": f"{self.url}openapi.json",
                "pushService": f"{where.push_service}/",
                "pushServiceTls": f"{where.push_service_tls}/",
                "caFile": str(where.ca_file),
                "routes": [route.words for route in self._table],
            }
        )

    async def openapi(self, request: web.Request) -> web.Response:
        """`GET /control/openapi.json`."""
        parsing.read_query(request)
        document = await asyncio.to_thread(openapi_document)
        servers = [{"url": self._lab.addresses.push_service, "description": "This lab"}]
        return web.json_response({**document, "servers": servers})

    async def reset(self, request: web.Request) -> web.Response:
        """`POST /control/reset`: no guests, no faults, nothing caught, nothing waiting."""
        await parsing.read_object(request)
        await self._lab.devices.remove()
        await self._lab.faults.clear()
        await self._database.write(reading.empty)
        self._changed()
        return web.Response(status=204)


@cache
def openapi_document() -> dict[str, Any]:
    """openapi.yaml with this version's number."""
    text = files(__package__).joinpath("openapi.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    document["info"]["version"] = __version__
    return document
