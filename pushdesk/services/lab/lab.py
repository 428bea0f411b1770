"""The lab as one service: its servers, its devices, and what others need to find them."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from pushdesk.model import clock
from pushdesk.model.errors import FolderError, PortTaken
from pushdesk.model.lab import AgentKind, LabAgent
from pushdesk.model.views import LabOverview
from pushdesk.services.lab import (
    certificates,
    device_records,
    fault_answers,
    handling,
    overview,
    records,
)
from pushdesk.services.lab.active_faults import Faults
from pushdesk.services.lab.announcing import VirtualDevice
from pushdesk.services.lab.autopush_socket import AutopushServer
from pushdesk.services.lab.browsers.browsers import FOLDER as PROFILES_FOLDER
from pushdesk.services.lab.browsers.browsers import Browsers
from pushdesk.services.lab.browsers.preparing import Binding
from pushdesk.services.lab.builtin.browser import PROFILE as BUILTIN_PROFILE
from pushdesk.services.lab.builtin.browser import BuiltinBrowser
from pushdesk.services.lab.catch import Catch
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.control.control import Control
from pushdesk.services.lab.device_actions import DeviceActions
from pushdesk.services.lab.device_worker import DeviceWorker
from pushdesk.services.lab.devices import VirtualDevices
from pushdesk.services.lab.endpoint import PushEndpoint, loopback_only, speak_json
from pushdesk.services.lab.gcm.gcm import Gcm
from pushdesk.services.lab.listening import loopback_sockets
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.offline import offline_note
from pushdesk.services.lab.outbox import Outbox
from pushdesk.services.lab.receiver_client import ReceiverClient
from pushdesk.services.store.database import Database
from pushdesk.settings import Settings

PURGE_SECONDS = 60
# A browser that said hello and never subscribed is forgotten after that.
STRANGERS_STAY = timedelta(days=1)
_PORTS = {
    "push_service_port": "the lab's push service",
    "push_service_tls_port": "the lab's push service over TLS",
    "push_service_mcs_port": "the lab's messages to Chromium",
}
_CLOSING_SECONDS = 2.0
_IDLE_SECONDS = 75.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabAddresses:
    """Where the lab listens now; `ca_file` is the authority to trust for the TLS one."""

    push_service: str
    push_service_tls: str
    firefox_push: str
    ca_file: Path

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that leads here, as a VAPID audience names it."""
        port, tls_port = self.push_service.rpartition(":")[2], self.push_service_tls.rpartition(":")[2]
        hosts = ("localhost", "127.0.0.1", "[::1]")
        plain = {f"http://{host}:{port}" for host in hosts}
        return frozenset(plain | {f"https://{host}:{tls_port}" for host in hosts})


class Lab:
    """Enter it after the database. `receiver_url()` is asked whenever a virtual device speaks to the desk.

    `changed()` is called in the lab's loop whenever something changed that is in no row of the feed.
    Raises PortTaken and FolderError where it cannot start.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        receiver_url: Callable[[], str],
        application_server_key: Callable[[], Awaitable[str]],
        now: Callable[[], datetime] = clock.now,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._now = now
        self._changed = changed
        self.addresses: LabAddresses
        self.channels = Channels(database, now)
        self.messages = Messages(database, now)
        self.catch = Catch(database, self.channels, self.messages, now, changed)
        self.faults = Faults(database, now, changed)
        self._receiver = ReceiverClient(receiver_url)
        self._outbox = Outbox(database, self._receiver)
        self._worker = DeviceWorker(database, self._outbox, now)
        self._autopush = AutopushServer(
            database, self.channels, self.messages, now, self._push_service, changed
        )
        self.devices = VirtualDevices(
            database,
            self.channels,
            self._worker,
            self._outbox,
            self._receiver,
            now,
            self._push_service,
            application_server_key,
            changed,
        )
        self.gcm = Gcm(database, self.channels, self.messages, now, self._push_service, changed)
        self.builtin = BuiltinBrowser(
            settings, database, receiver_url, lambda: self.gcm.switches(BUILTIN_PROFILE), changed
        )
        self.browsers = Browsers(
            settings.data_dir / PROFILES_FOLDER,
            database,
            Binding(self.firefox_prefs, lambda profile: self.gcm.switches(profile), receiver_url),
            self.expire,
            changed,
        )
        self._actions = DeviceActions(
            database, self.channels, self.devices, self._autopush, self.browsers.withdraw_permission
        )
        self.control = Control(self, database, changed)
        self.messages.doorbells = {
            AgentKind.VIRTUAL: self._worker.ring,
            AgentKind.FIREFOX: self._autopush.ring,
            AgentKind.CHROMIUM: self.gcm.ring,
        }
        self.messages.presences = {
            AgentKind.VIRTUAL: self._worker.is_present,
            AgentKind.FIREFOX: self._autopush.connected,
            AgentKind.CHROMIUM: self.gcm.connected,
        }

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self.purge()
            await self._database.write(device_records.forget_removed)
            await self._database.write(device_records.forget_strangers, self._now() - STRANGERS_STAY)
            await self.channels.load()
            await self.faults.load()
            self._worker.away = await self._database.read(device_records.away)
            await stack.enter_async_context(self._receiver)
            runner = web.AppRunner(
                self._application(),
                access_log=None,
                auto_decompress=False,
                keepalive_timeout=_IDLE_SECONDS,
                shutdown_timeout=_CLOSING_SECONDS,
            )
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            stack.callback(self.gcm.close)
            await self._listen(runner)
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            running = [
                tasks.create_task(self._worker.run(), name="virtual devices"),
                tasks.create_task(self._outbox.run(), name="virtual devices' receipts"),
                tasks.create_task(self._purge_forever(), name="lab purge"),
                tasks.create_task(self.gcm.serve(), name="Chromium's messages"),
            ]
            stack.callback(lambda: [task.cancel() for task in running])
            await stack.enter_async_context(self.builtin)
            await stack.enter_async_context(self.browsers)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closed without the caller's error: a task group would wrap it and hide its sentence.
        await self._stack.aclose()

    async def ensure_devices(self, count: int) -> list[VirtualDevice]:
        """Have at least `count` virtual devices that the desk knows, all connected."""
        return await self.devices.ensure(count)

    async def owned(self, endpoints: Iterable[str]) -> set[str]:
        """Those of `endpoints` that this lab handed out, at any time."""
        return set(await self._database.read(records.owned_endpoints, list(endpoints)))

    async def overview(self) -> LabOverview:
        """All devices, what they are doing, and the faults in force."""
        stored = await self._database.read(overview.read)
        running = {BUILTIN_PROFILE: self.builtin.running(), **self.browsers.running()}
        return overview.overview(stored, self.faults.in_force, self._is_connected, running)

    def _is_connected(self, agent: LabAgent) -> bool:
        if agent.kind is AgentKind.VIRTUAL:
            return not agent.away
        there = self._autopush if agent.kind is AgentKind.FIREFOX else self.gcm
        return there.connected(agent.id)

    def offline_note(self) -> str:
        """What to say where this computer has no network at all; empty where it has one."""
        return offline_note()

    async def rotate(self, agent_id: str) -> None:
        """Give a device of any kind a new address; see DeviceActions."""
        await self._actions.rotate(agent_id)
        self._changed()

    async def expire(self, agent_id: str) -> None:
        """Have the push service forget a device: 410; see DeviceActions."""
        await self._actions.expire(agent_id)
        self._changed()

    async def withdraw_permission(self, agent_id: str) -> None:
        """Block notifications on a device; see DeviceActions."""
        await self._actions.withdraw_permission(agent_id)
        self._changed()

    def firefox_prefs(self, profile: str = "") -> dict[str, str | int | bool]:
        """Preferences that bind a Firefox to this lab (facts: browser-protocols.md).

        `profile` is the LabProfile it lives in, empty where somebody else starts it.
        """
        path = f"firefox/{profile}" if profile else ""
        return {
            "dom.push.serverURL": self.addresses.firefox_push + path,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,
            "permissions.default.desktop-notification": 1,
            "alerts.useSystemBackend": False,
            "dom.push.maxQuotaPerSubscription": 100_000,
            "dom.push.retryBaseInterval": 1000,
        }

    def _application(self) -> web.Application:
        endpoint = PushEndpoint(
            self.channels,
            self.messages,
            self.faults,
            self._now,
            lambda: self.addresses.origins,
            self._origin_of,
        )
        application = web.Application(middlewares=[speak_json, loopback_only])
        fault_answers.install(application)
        parts = (endpoint, self.gcm, self.control)
        application.add_routes(
            [*self._autopush.routes(), *chain.from_iterable(part.routes() for part in parts)]
        )
        application.on_shutdown.append(lambda _: self._autopush.close())
        application.on_shutdown.append(self.control.close)
        return application

    async def _listen(self, runner: web.AppRunner) -> None:
        kept = await asyncio.to_thread(certificates.ensure, self._settings.data_dir, self._now())
        context = await asyncio.to_thread(kept.server_context)
        plain, secure, chromium = self._sockets()
        port, tls_port = plain[0].getsockname()[1], secure[0].getsockname()[1]
        self.addresses = LabAddresses(
            push_service=f"http://127.0.0.1:{port}",
            push_service_tls=f"https://localhost:{tls_port}",
            firefox_push=f"ws://127.0.0.1:{port}/",
            ca_file=kept.ca_file,
        )
        for bound in plain:
            await web.SockSite(runner, bound).start()
        for bound in secure:
            await web.SockSite(runner, bound, ssl_context=context).start()
        self.gcm.listen(chromium, context, await asyncio.to_thread(kept.key_hash))

    def _sockets(self) -> list[list[socket.socket]]:
        """Every port's sockets, or none."""
        how = "Choose another with PUSHDESK_{} or in Settings (0: any free one)."
        found: list[list[socket.socket]] = []
        try:
            for setting, what in _PORTS.items():
                port = getattr(self._settings, setting)
                found.append(loopback_sockets(port, what, how.format(setting.upper())))
        except PortTaken:
            for bound in chain.from_iterable(found):
                bound.close()
            raise
        return found

    def _push_service(self) -> str:
        return self.addresses.push_service

    def _origin_of(self, request: web.Request) -> str:
        return self.addresses.push_service_tls if request.secure else self.addresses.push_service

    async def _purge_forever(self) -> None:
        while True:
            await asyncio.sleep(PURGE_SECONDS)
            try:
                await self.purge()
            except FolderError as problem:
                log.warning("expired messages stay until the database can be written: %s", problem.sentence)

    async def purge(self) -> None:
        """Drop the messages whose TTL has ended and the receipts nobody took."""
        await self.messages.purge()
        await self._database.write(handling.purge_receipts, self._now())
