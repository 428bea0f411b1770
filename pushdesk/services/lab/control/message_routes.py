"""What arrived, over HTTP: listed, waited for, cleared."""

from typing import TYPE_CHECKING

from aiohttp import web

from pushdesk.model.lab import CaughtState
from pushdesk.services.lab.control import documents, parsing, reading
from pushdesk.services.lab.control.answering import Route
from pushdesk.services.lab.control.commits import Commits
from pushdesk.services.lab.control.parsing import Wanted
from pushdesk.services.lab.control.reading import Arrived
from pushdesk.services.store.database import Database

if TYPE_CHECKING:
    from pushdesk.services.lab.lab import Lab


class MessageRoutes:
    """Handlers."""

    def __init__(self, lab: "Lab", database: Database) -> None:
        self._lab = lab
        self._database = database
        self._commits = Commits(database)

    def table(self) -> list[Route]:
        """The routes."""
        return [
            Route("GET", "/control/messages", self.messages),
            Route("DELETE", "/control/messages", self.clear_messages),
            Route("GET", "/control/messages/{number}", self.message),
        ]

    def close(self) -> None:
        """Answer everybody who waits."""
        self._commits.close()

    async def messages(self, request: web.Request) -> web.Response:
        """`GET /control/messages`: what arrived, oldest first; with `wait`, once there is something."""
        query = parsing.read_query(request, "device", "since", "limit", "wait")
        found = await self._messages(parsing.wanted(query), request)
        last = found[-1].caught.number if found else parsing.wanted(query).since
        return web.json_response({"messages": [documents.message(one) for one in found], "next": last})

    async def _messages(self, wanted: Wanted, request: web.Request) -> list[Arrived]:
        async def look() -> list[Arrived]:
            return await self._database.read(reading.messages, wanted)

        if not wanted.wait:
            return await look()

        def enough(found: list[Arrived]) -> bool:
            left = request.transport is None or request.transport.is_closing()
            return left or bool(self._settled(found))

        found = await self._commits.until(look, enough, wanted.wait)
        return self._settled(found) or found

    def _settled(self, found: list[Arrived]) -> list[Arrived]:
        """Those before the first one that a connected device will speak of in a moment."""
        for at, arrived in enumerate(found):
            if self._is_under_way(arrived):
                return found[:at]
        return found

    def _is_under_way(self, arrived: Arrived) -> bool:
        channel = self._lab.channels.by_token(arrived.caught.token)
        if arrived.caught.state is not CaughtState.WAITING or channel is None or channel.ended:
            return False
        return self._lab.messages.presences[channel.kind](channel.agent_id)

    async def message(self, request: web.Request) -> web.Response:
        """`GET /control/messages/{number}`: one as it stands now."""
        parsing.read_query(request)
        number = parsing.whole_number(request.match_info["number"], "A message's number")
        return web.json_response(documents.message(await self._database.read(reading.message, number)))

    async def clear_messages(self, request: web.Request) -> web.Response:
        """`DELETE /control/messages`: forget what was caught; what waits for a device still waits."""
        parsing.read_query(request)
        await self._lab.catch.clear()
        return web.Response(status=204)
