"""The receiver's web server on 127.0.0.1: serves the page and answers its API."""

import errno
import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

import pushdesk
from pushdesk.model.errors import PortTaken
from pushdesk.services.receiver.guard import BODY_LIMIT, guard
from pushdesk.services.receiver.routes import Routes

_HOST = "127.0.0.1"
_GRACE_SECONDS = 1.0
log = logging.getLogger(__name__)


def page_folder() -> Path:
    """Where the page's files are: beside the package in a checkout, inside it in a wheel."""
    package = Path(pushdesk.__file__).parent
    checkout = package.parent / "receiver"
    return checkout if (checkout / "sw.js").exists() else package / "receiver_page"


class Receiver:
    """Enter it to listen. `port` 0 means any free one; raises PortTaken."""

    def __init__(self, routes: Routes, port: int) -> None:
        self._port = port
        self._app = web.Application(middlewares=[guard], client_max_size=BODY_LIMIT)
        routes.add_to(self._app, page_folder())
        self._routes = routes
        # The open event streams would hold the shutdown back: they are ended first, then a short grace.
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=_GRACE_SECONDS)
        self.origin = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, _HOST, self._port)
        try:
            await site.start()
        except OSError as problem:
            await self._runner.cleanup()
            raise port_problem("receiver", "--receiver-port", self._port, problem) from None
        self.origin = f"http://localhost:{self._runner.addresses[0][1]}"
        log.info("receiver at %s", self.origin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._routes.close()
        await self._runner.cleanup()


def port_problem(part: str, option: str, port: int, problem: OSError) -> PortTaken:
    """The sentence for a port that cannot be listened on."""
    if problem.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is taken by another program, so the {part} cannot listen there. "
            f"End that program, or choose another port with {option} or in Settings."
        )
    return PortTaken(
        f"The {part} cannot listen on port {port} ({problem.strerror}). "
        f"Choose another with {option} or in Settings."
    )
