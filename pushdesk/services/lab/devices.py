"""Virtual devices: they subscribe like a browser, come and go, are rotated, clicked, unsubscribed."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel import Session

from pushdesk.model.errors import Conflict, KnownError, NotFound
from pushdesk.model.lab import AgentKind, LabAgent, LabChannel, LabNotification
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.services.lab import device_keys, device_records, handling, records
from pushdesk.services.lab.announcing import Announcer, VirtualDevice
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.device_worker import DeviceWorker
from pushdesk.services.lab.outbox import Outbox
from pushdesk.services.lab.receiver_client import ReceiverClient
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database


class VirtualDevices:
    """All virtual devices of the lab. `application_server_key()` is the desk's current public key.

    `changed()` is called when a device was made, came or went, or changed its subscription.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        worker: DeviceWorker,
        outbox: Outbox,
        receiver: ReceiverClient,
        now: Callable[[], datetime],
        push_service: Callable[[], str],
        application_server_key: Callable[[], Awaitable[str]],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._worker = worker
        self._outbox = outbox
        self._announcer = Announcer(database, receiver, now)
        self._now = now
        self._push_service = push_service
        self._application_server_key = application_server_key
        self._changed = changed
        self._making = asyncio.Lock()

    async def every(self) -> list[VirtualDevice]:
        """All of them, oldest first, those that unsubscribed included."""
        return [_device(*row) for row in await self._database.read(device_records.devices)]

    async def get(self, device_id: str) -> VirtualDevice:
        """One of them; raises NotFound."""
        for device in await self.every():
            if device.id == device_id:
                return device
        raise NotFound(f"There is no virtual device “{device_id}” in the lab.")

    async def ensure(self, count: int) -> list[VirtualDevice]:
        """Have at least `count` subscribed devices, known to the desk; returns them. Who is away stays away.

        Raises ReceiverAway or ReceiverRefused where the desk does not take one.
        """
        async with self._making:
            missing = count - len(await self._subscribed())
            if missing > 0:
                await self._make(missing)
            await self._announce_new()
            return await self._subscribed()

    async def add(self, count: int) -> None:
        """Make `count` more devices, known to the desk; who is away stays away. Raises as ensure() does."""
        async with self._making:
            await self._make(count)
            await self._announce_new()

    async def invite(
        self, name: str = "", key: str | None = None, *, announce: bool = False
    ) -> VirtualDevice:
        """A new guest: a connected device for somebody's tests, whose subscription the caller gets.

        `key` is its applicationServerKey, None lets any sender push. The desk never hears of it unless
        `announce` is set; then the key is the desk's. Raises ReceiverAway, ReceiverRefused, with no device
        left.
        """
        key = await self._application_server_key() if announce else key
        push_service = self._push_service()

        def work(session: Session) -> Channel:
            number = device_records.device_count(session, guests=True) + 1
            agent = _new_agent(name or f"Test device {number}", self._now(), guest=True)
            channel = self._channel(agent.id, push_service, key)
            device_records.add_devices(session, [agent], [channel], self._now())
            return channel

        channel = await self._database.write(work)
        self._channels.remember(channel)
        self._changed()
        if announce:
            try:
                await self._announcer.announce([await self.get(channel.agent_id)])
            except KnownError:
                await self.remove(channel.agent_id)
                raise
        return await self.get(channel.agent_id)

    async def remove(self, device_id: str | None = None) -> None:
        """Take a guest away, or all of them: what is sent there is answered with 410.

        Raises NotFound, and Conflict for a device that is no guest. The desk is told where it knows one.
        """
        if device_id is None:
            leaving = [device for device in await self.every() if device.guest]
        else:
            leaving = [await self.get(device_id)]
        if any(not device.guest for device in leaving):
            raise Conflict("Only a device that was made through the control interface can be removed there.")
        for token in await self._database.write(device_records.remove, device_id, self._now()):
            self._end(token)
        self._changed()
        for device in leaving:
            if device.endpoint and device.announced:
                await self._announcer.withdraw(device)

    async def set_away(self, away: bool, *device_ids: str) -> None:
        """Disconnect or reconnect these devices, or all where none is named; nobody is told."""
        self._worker.away = await self._database.write(device_records.set_away, device_ids or None, away)
        self._worker.wake()
        self._changed()

    async def rotate(self, device_id: str) -> VirtualDevice:
        """Give a device a new endpoint and new keys, as a browser may at any time, and tell the desk.

        A device that has unsubscribed subscribes again. A guest keeps its application server key, and the
        desk hears only of one that it knows. Raises NotFound, ReceiverAway, ReceiverRefused.
        """
        device = await self.get(device_id)
        told = await self._is_told(device)
        if told:
            key: str | None = await self._application_server_key()
        else:
            key = await self._database.read(device_records.last_key, device.id)
        channel = self._channel(device.id, self._push_service(), key)
        keys = device_keys.generate()
        await self._database.write(
            device_records.move, device.id, device.token, keys.stored(), channel, self._now()
        )
        self._forget(device)
        self._channels.remember(channel)
        self._changed()
        if told:
            await self._announcer.announce([await self.get(device_id)])
        return await self.get(device_id)

    async def unsubscribe(self, device_id: str, *, tell_desk: bool = True) -> None:
        """End a device's subscription: its endpoint answers 410 from now on.

        With `tell_desk` false the desk is left to find out. Raises NotFound, and Conflict where it has
        unsubscribed already.
        """
        device = await self.get(device_id)
        if device.token is None:
            raise Conflict(f"“{device.name}” has unsubscribed already.")
        await self._database.write(records.end_channel, device.token, self._now())
        self._forget(device)
        self._changed()
        if tell_desk and await self._is_told(device):
            await self._announcer.withdraw(device)

    async def notifications(self, device_id: str) -> list[LabNotification]:
        """What a device has handled, oldest first."""
        return await self._database.read(device_records.notifications, device_id)

    async def click(self, notification_id: str, action: str = "") -> None:
        """Click a notification, or one of its buttons; raises NotFound."""
        await self._report(notification_id, ReceiptEvent.CLICKED, {"action": action} if action else {})

    async def close(self, notification_id: str) -> None:
        """Dismiss a notification; raises NotFound."""
        await self._report(notification_id, ReceiptEvent.CLOSED, {})

    async def _report(self, notification_id: str, event: ReceiptEvent, more: dict[str, str]) -> None:
        await self._database.write(handling.report, notification_id, event, self._now(), more)
        self._outbox.wake()

    async def _announce_new(self) -> None:
        subscribed = await self._subscribed()
        await self._announcer.announce([device for device in subscribed if not device.announced])

    async def _subscribed(self) -> list[VirtualDevice]:
        return [device for device in await self.every() if device.endpoint and not device.guest]

    async def _is_told(self, device: VirtualDevice) -> bool:
        """Whether the desk is to hear of a device: of a guest only where it was announced."""
        return not device.guest or await self._announcer.knows(device)

    async def _make(self, count: int) -> None:
        key, push_service = await self._application_server_key(), self._push_service()

        def work(session: Session) -> list[Channel]:
            first = device_records.device_count(session) + 1
            names = [f"Virtual device {first + number}" for number in range(count)]
            agents = [_new_agent(name, self._now()) for name in names]
            made = [self._channel(agent.id, push_service, key) for agent in agents]
            device_records.add_devices(session, agents, made, self._now())
            return made

        for channel in await self._database.write(work):
            self._channels.remember(channel)
        self._changed()

    def _channel(self, agent_id: str, push_service: str, key: str | None) -> Channel:
        return self._channels.draft(push_service, agent_id, AgentKind.VIRTUAL, str(uuid.uuid4()), key)

    def _forget(self, device: VirtualDevice) -> None:
        if device.token:
            self._end(device.token)

    def _end(self, token: str) -> None:
        if channel := self._channels.by_token(token):
            self._channels.mark_ended(channel)


def _new_agent(name: str, now: datetime, *, guest: bool = False) -> LabAgent:
    return LabAgent(
        id=uuid.uuid4().hex,
        kind=AgentKind.VIRTUAL,
        name=name,
        keys=device_keys.generate().stored(),
        guest=guest,
        created_at=now,
    )


def _device(agent: LabAgent, channel: LabChannel | None) -> VirtualDevice:
    return VirtualDevice(
        id=agent.id,
        name=agent.name,
        keys=device_keys.from_stored(agent.keys),
        away=agent.away,
        token=channel.token if channel else None,
        endpoint=channel.endpoint if channel else None,
        announced=channel is not None and channel.announced_at is not None,
        guest=agent.guest,
    )
