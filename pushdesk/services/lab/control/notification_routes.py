"""Notifications over HTTP: the built-in browser's listed, its and the virtual devices' clicked and closed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiohttp import web

from pushdesk.model.builtin import BuiltinNotification
from pushdesk.model.errors import BadInput
from pushdesk.services.lab.control import documents, parsing, reading
from pushdesk.services.lab.control.answering import Route, id_of
from pushdesk.services.store.database import Database

if TYPE_CHECKING:
    from pushdesk.services.lab.lab import Lab


class NotificationRoutes:
    """Handlers. A virtual device's notification stands in its message, the built-in browser's in a list."""

    def __init__(self, lab: "Lab", database: Database) -> None:
        self._lab = lab
        self._database = database

    def table(self) -> list[Route]:
        """The routes."""
        notifications = "/control/notifications"
        return [
            Route("GET", notifications, self.notifications),
            Route("POST", f"{notifications}/{{id}}/click", self.click),
            Route("POST", f"{notifications}/{{id}}/close", self.close),
        ]

    async def notifications(self, request: web.Request) -> web.Response:
        """`GET /control/notifications`: what the built-in browser presented, oldest first."""
        parsing.read_query(request)
        presented = await self._lab.builtin.notifications()
        return web.json_response({"notifications": [documents.presented(one) for one in presented]})

    async def click(self, request: web.Request) -> web.Response:
        """`POST /control/notifications/{id}/click`: the notification itself, or one of its actions."""
        action = parsing.action_of(await parsing.read_object(request, "action"))
        if presented := await self._presented(id_of(request)):
            _check(action, [button.action for button in presented.actions])
            await self._lab.builtin.click(presented.id, action)
        else:
            shown = await self._database.read(reading.shown, id_of(request))
            _check(action, [button["action"] for button in shown.options.get("actions") or []])
            await self._lab.devices.click(shown.id, action)
        return web.Response(status=204)

    async def close(self, request: web.Request) -> web.Response:
        """`POST /control/notifications/{id}/close`: dismissed without a click."""
        await parsing.read_object(request)
        if presented := await self._presented(id_of(request)):
            await self._lab.builtin.close(presented.id)
        else:
            shown = await self._database.read(reading.shown, id_of(request))
            await self._lab.devices.close(shown.id)
        return web.Response(status=204)

    async def _presented(self, notification_id: str) -> BuiltinNotification | None:
        """The built-in browser's notification of that id, None where it has no such."""
        presented = await self._lab.builtin.notifications()
        return next((one for one in presented if one.id == notification_id), None)


def _check(action: str, names: Iterable[str]) -> None:
    """Raises BadInput for an action that the notification does not have; the empty one is no action."""
    known = list(names)
    if action and action not in known:
        has = f"it has {', '.join(known)}" if known else "it has none"
        raise BadInput(f"The notification has no action “{action}”; {has}.")
