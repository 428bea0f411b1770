"""A route of the control interface: what it is called by, and its known errors as one sentence each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from pushdesk.model.errors import BadInput, Conflict, FolderError, KeyUnavailable, KnownError, NotFound
from pushdesk.services.lab.announcing import ReceiverRefused
from pushdesk.services.lab.builtin import BuiltinUnavailable
from pushdesk.services.lab.endpoint import Handler
from pushdesk.services.lab.push_request import Refusal
from pushdesk.services.lab.receiver_client import ReceiverAway

_STATUS: dict[type[KnownError], int] = {
    BadInput: 400,
    NotFound: 404,
    Conflict: 409,
    ReceiverAway: 502,
    ReceiverRefused: 502,
    FolderError: 503,
    KeyUnavailable: 503,
    BuiltinUnavailable: 503,
}


@dataclass(frozen=True)
class Route:
    """`path` as aiohttp and OpenAPI write it, `{id}` for a part that varies."""

    method: str
    path: str
    handler: Handler

    @property
    def words(self) -> str:
        """For the index."""
        return f"{self.method} {self.path}"

    def definition(self) -> web.RouteDef:
        """For aiohttp."""
        return web.route(self.method, self.path, in_sentences(self.handler))


def in_sentences(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """`handler` with its known errors as refusals."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal:
            raise
        except KnownError as problem:
            status = next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 400)
            raise Refusal(status, problem.code, problem.sentence) from None

    return handle


def id_of(request: web.Request) -> str:
    """The `{id}` of the path."""
    return request.match_info["id"]
