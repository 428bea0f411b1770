"""How the lab is served: its web application, the ports it listens on, with and without TLS."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from aiohttp import web

from pushdesk.model.errors import PortTaken
from pushdesk.services.http_log import SERVER_LOG
from pushdesk.services.lab import certificates, fault_answers
from pushdesk.services.lab.addresses import LabAddresses
from pushdesk.services.lab.autopush_socket import AutopushServer
from pushdesk.services.lab.control.control import Control
from pushdesk.services.lab.endpoint import PushEndpoint, loopback_only, speak_json
from pushdesk.services.lab.gcm.gcm import Gcm
from pushdesk.services.lab.listening import loopback_sockets
from pushdesk.settings import Settings

_PORTS = {
    "push_service_port": "the lab's push service",
    "push_service_tls_port": "the lab's push service over TLS",
    "push_service_mcs_port": "the lab's messages to Chromium",
}
_CLOSING_SECONDS = 2.0
_IDLE_SECONDS = 75.0


def runner(endpoint: PushEndpoint, autopush: AutopushServer, gcm: Gcm, control: Control) -> web.AppRunner:
    """Everything that is asked over HTTP, on one application; it is not set up yet."""
    application = web.Application(middlewares=[speak_json, loopback_only])
    fault_answers.install(application)
    parts = (autopush, endpoint, gcm, control)
    application.add_routes(list(chain.from_iterable(part.routes() for part in parts)))
    application.on_shutdown.append(lambda _: autopush.close())
    application.on_shutdown.append(control.close)
    return web.AppRunner(
        application,
        access_log=None,
        logger=SERVER_LOG,
        auto_decompress=False,
        keepalive_timeout=_IDLE_SECONDS,
        shutdown_timeout=_CLOSING_SECONDS,
    )


@dataclass(frozen=True)
class Bound:
    """Ports that are taken and not served yet; who connects waits."""

    addresses: LabAddresses
    _plain: list[socket.socket]
    _secure: list[socket.socket]
    _chromium: list[socket.socket]
    _context: ssl.SSLContext
    _key_hash: str

    async def serve(self, served: web.AppRunner, gcm: Gcm) -> None:
        """Answer from now on; Chromium's own protocol once `gcm` serves."""
        for bound in self._plain:
            await web.SockSite(served, bound).start()
        for bound in self._secure:
            await web.SockSite(served, bound, ssl_context=self._context).start()
        gcm.listen(self._chromium, self._context, self._key_hash)


async def bind(settings: Settings, now: datetime) -> Bound:
    """Take every port, or none: raises PortTaken. Raises FolderError where no certificate can be kept."""
    kept = await asyncio.to_thread(certificates.ensure, settings.data_dir, now)
    context = await asyncio.to_thread(kept.server_context)
    key_hash = await asyncio.to_thread(kept.key_hash)
    plain, secure, chromium = _sockets(settings)
    port, tls_port = plain[0].getsockname()[1], secure[0].getsockname()[1]
    addresses = LabAddresses(
        push_service=f"http://127.0.0.1:{port}",
        push_service_tls=f"https://localhost:{tls_port}",
        firefox_push=f"ws://127.0.0.1:{port}/",
        ca_file=kept.ca_file,
    )
    return Bound(addresses, plain, secure, chromium, context, key_hash)


def _sockets(settings: Settings) -> list[list[socket.socket]]:
    """Every port's sockets, or none."""
    how = "Choose another with PUSHDESK_{} or in Settings (0: any free one)."
    found: list[list[socket.socket]] = []
    try:
        for setting, what in _PORTS.items():
            port = getattr(settings, setting)
            found.append(loopback_sockets(port, what, how.format(setting.upper())))
    except PortTaken:
        for bound in chain.from_iterable(found):
            bound.close()
        raise
    return found
