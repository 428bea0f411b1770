"""Chromium's push service as one part of the lab: its HTTP resources, its stream, the switches to it.

Sources of the switches: facts/browser-protocols.md (measured); Chromium, components/gcm_driver/
gcm_switches.cc, services/network/public/cpp/network_switches.cc.
"""

import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp import web

from pushdesk.model.lab import LabMessage
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.gcm.mcs_socket import McsServer
from pushdesk.services.lab.gcm.web import GcmPages
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.profile_path import NOBODYS
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database


class Gcm:
    """Route its resources, `listen`, `serve`, `close`. `push_service()` is the lab's present http URL."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        messages: Messages,
        now: Callable[[], datetime],
        push_service: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._push_service = push_service
        self._pages = GcmPages(database, channels, now, push_service, changed)
        self._mcs = McsServer(database, messages, now, changed)
        self._listening: Sequence[socket.socket] = ()
        self._context: ssl.SSLContext
        self._port = 0
        self._key_hash = ""

    def routes(self) -> list[web.RouteDef]:
        """Check-in and registration."""
        return self._pages.routes()

    def listen(self, listening: Sequence[socket.socket], context: ssl.SSLContext, key_hash: str) -> None:
        """Where Chromium finds its stream: bound sockets, and the hash of the certificate's key."""
        self._listening, self._context, self._key_hash = listening, context, key_hash
        self._port = listening[0].getsockname()[1]

    def close(self) -> None:
        """Give the port up."""
        for bound in self._listening:
            bound.close()

    async def serve(self) -> None:
        """Take Chromium's connections until cancelled."""
        await self._mcs.serve(self._listening, self._context)

    def switches(self, profile: str = NOBODYS) -> list[str]:
        """Command-line switches that bind a Chromium to this lab; `profile` is a LabProfile's id.

        The certificate is trusted by its key alone, and by nothing else that runs. Chromium heeds that
        switch only together with `--user-data-dir`. Of several `--disable-features` the last one counts.
        """
        pages = f"{self._push_service()}/gcm/{profile}"
        return [
            f"--gcm-checkin-url={pages}/checkin",
            f"--gcm-registration-url={pages}/register",
            f"--gcm-mcs-endpoint=https://localhost:{self._port}",
            f"--ignore-certificate-errors-spki-list={self._key_hash}",
            # Builds that have it (QtWebEngine 6.12) may then connect with nothing but loopback up.
            "--disable-features=GCMAvoidConnectionWhenNetworkUnavailable",
        ]

    def connected(self, agent_id: str) -> bool:
        """Whether the browser is logged in and would get a message at once."""
        return self._mcs.is_connected(agent_id)

    def ring(self, channel: Channel, message: LabMessage) -> None:
        """Hand `message` to the browser, if it is here (a Doorbell)."""
        self._mcs.ring(channel, message)
