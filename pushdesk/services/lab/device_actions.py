"""What a person does to a device of any kind from the lab's side: its push service forgets it, or moves it.

A Firefox learns of it when it connects again: the lab gives it another name, it drops every subscription and
fires pushsubscriptionchange (facts: browser-protocols.md). A Chromium has no such way: neither an answer of
its push service nor the loss of its identity makes it fire the event (Chromium's sources,
push_messaging_service_impl.cc, OnStoreReset), so that only the sender finds out, by a 410.
"""

from collections.abc import Awaitable, Callable

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import AgentKind, LabAgent
from pushdesk.services.lab import records
from pushdesk.services.lab.autopush_socket import AutopushServer
from pushdesk.services.lab.builtin.browser import PROFILE as BUILTIN_PROFILE
from pushdesk.services.lab.builtin.browser import BuiltinBrowser
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.devices import VirtualDevices
from pushdesk.services.store.database import Database


class DeviceActions:
    """Each raises NotFound for an agent that is not the lab's, Conflict where its kind cannot do that."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        devices: VirtualDevices,
        autopush: AutopushServer,
        builtin: BuiltinBrowser,
        withdraw_from_browser: Callable[[str], Awaitable[None]],
    ) -> None:
        self._database = database
        self._channels = channels
        self._devices = devices
        self._autopush = autopush
        self._builtin = builtin
        self._withdraw_from_browser = withdraw_from_browser

    async def rotate(self, agent_id: str) -> None:
        """Have the device get a new address and tell the desk of it; the old one answers 410."""
        match (await self._agent(agent_id)).kind:
            case AgentKind.VIRTUAL:
                await self._devices.rotate(agent_id)
            case AgentKind.FIREFOX:
                await self.expire(agent_id)
                self._autopush.hang_up(agent_id)
            case AgentKind.CHROMIUM:
                raise Conflict(
                    "Chromium does not let its push service move a subscription. Expire it instead, or take "
                    "the permission for notifications away in the browser and give it again."
                )

    async def expire(self, agent_id: str) -> None:
        """Have the push service forget the device: its addresses answer 410 and nobody is told."""
        agent = await self._agent(agent_id)
        if agent.kind is AgentKind.VIRTUAL:
            await self._devices.unsubscribe(agent_id, tell_desk=False)
            return
        for token in await self._database.read(records.live_tokens, agent_id):
            if (channel := self._channels.by_token(token)) is not None:
                await self._channels.end(channel, given_up=False)

    async def withdraw_permission(self, agent_id: str) -> None:
        """Block notifications on the device, unknown to the desk.

        A virtual device loses its subscription; a browser that the lab started is blocked in its profile, the
        built-in one at once.
        """
        agent = await self._agent(agent_id)
        if agent.kind is AgentKind.VIRTUAL:
            await self._devices.unsubscribe(agent_id, tell_desk=False)
        elif agent.profile == BUILTIN_PROFILE:
            await self._builtin.withdraw_permission()
        elif agent.profile:
            await self._withdraw_from_browser(agent.profile)
        else:
            raise Conflict("Take the permission away in the browser itself: it asks no push service.")

    async def _agent(self, agent_id: str) -> LabAgent:
        found = await self._database.read(lambda session: session.get(LabAgent, agent_id))
        if found is None:
            raise NotFound(f"There is no device “{agent_id}” in the lab.")
        return found
