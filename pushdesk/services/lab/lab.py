"""The lab as one service: its servers, its devices, and what others need to find them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp import web

from pushdesk.model import clock
from pushdesk.model.errors import FolderError
from pushdesk.model.lab import AgentKind, LabAgent
from pushdesk.model.views import LabOverview
from pushdesk.services.lab import (
    device_records,
    handling,
    overview,
    serving,
)
from pushdesk.services.lab.active_faults import Faults
from pushdesk.services.lab.addresses import LabAddresses
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
from pushdesk.services.lab.endpoint import PushEndpoint
from pushdesk.services.lab.gcm.gcm import Gcm
from pushdesk.services.lab.messages import Messages
from pushdesk.services.lab.outbox import Outbox
from pushdesk.services.lab.receiver_client import ReceiverClient
from pushdesk.services.store.database import Database
from pushdesk.settings import Settings

PURGE_SECONDS = 60
# A browser that said hello and never subscribed is forgotten after that.
STRANGERS_STAY = timedelta(days=1)
log = logging.getLogger(__name__)


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
            database,
            self.channels,
            self.devices,
            self._autopush,
            self.builtin,
            self.browsers.withdraw_permission,
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
            runner = self._runner()
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            stack.callback(self.gcm.close)
            bound = await serving.bind(self._settings, self._now())
            self.addresses = bound.addresses
            await bound.serve(runner, self.gcm)
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
        """Have at least `count` virtual devices that the desk knows; new ones are connected."""
        return await self.devices.ensure(count)

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
        """Preferences that bind a Firefox to this lab; see LabAddresses."""
        return self.addresses.firefox_prefs(profile)

    def _runner(self) -> web.AppRunner:
        endpoint = PushEndpoint(
            self.channels,
            self.messages,
            self.faults,
            self._now,
            lambda: self.addresses.origins,
            self._origin_of,
        )
        return serving.runner(endpoint, self._autopush, self.gcm, self.control)

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
