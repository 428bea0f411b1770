"""The receiver's web server on 127.0.0.1: serves the page and answers its API."""

import errno
import logging
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

import pushdesk
from pushdesk.model.errors import PortTaken
from pushdesk.services.http_log import SERVER_LOG
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
        # Bodies come as they are: nobody compresses them, and what does not decompress would be our 500.
        self._runner = web.AppRunner(
            self._app,
            access_log=None,
            logger=SERVER_LOG,
            shutdown_timeout=_GRACE_SECONDS,
            auto_decompress=False,
        )
        self.origin = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, _HOST, self._port)
        try:
            await site.start()
            _check_other_localhost(self._runner.addresses[0][1])
        except OSError as problem:
            await self._runner.cleanup()
            raise port_problem("receiver", "PUSHDESK_RECEIVER_PORT", self._port, problem) from None
        self.origin = f"http://localhost:{self._runner.addresses[0][1]}"
        log.info("receiver at %s", self.origin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._routes.close()
        await self._runner.cleanup()


def _check_other_localhost(port: int) -> None:
    """Raises OSError where another program has `port` at ::1.

    We listen at 127.0.0.1 only, and browsers fall back to it; but they try `localhost` at ::1 first, so
    that they would open the other program's page.
    """
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":  # without it a port that was just let go would count as taken
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise
        log.debug("no IPv6 here: %s", problem)


def port_problem(part: str, setting: str, port: int, problem: OSError) -> PortTaken:
    """The sentence for a port that cannot be listened on."""
    if problem.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is taken by another program, so the {part} cannot listen there. "
            f"End that program, or choose another port with {setting} or in Settings."
        )
    return PortTaken(
        f"The {part} cannot listen on port {port} ({problem.strerror}). "
        f"Choose another with {setting} or in Settings."
    )
