"""Virtual devices: they subscribe like a browser, come and go, are rotated, clicked, unsubscribed."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from pushdesk.model.errors import Conflict, KnownError, NotFound
from pushdesk.model.lab import AgentKind, LabAgent, LabChannel, LabNotification
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.services.lab import device_keys, device_records, handling, records
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.device_keys import DeviceKeys
from pushdesk.services.lab.device_worker import DeviceWorker
from pushdesk.services.lab.outbox import Outbox
from pushdesk.services.lab.receiver_client import CONNECTIONS, Answer, ReceiverClient
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database

USER_AGENT = "PushDesk virtual device"
PLATFORM = "virtual"
MAX_ACTIONS = 2


@dataclass(frozen=True)
class VirtualDevice:
    """One device. `endpoint` is None once it has unsubscribed; `away` ones are not connected."""

    id: str
    name: str
    keys: DeviceKeys
    away: bool
    token: str | None
    endpoint: str | None
    announced: bool

    def subscription(self) -> dict[str, Any]:
        """The PushSubscription's JSON."""
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": self.keys.subscription_keys()}


class ReceiverRefused(KnownError):
    """The receiver answered a virtual device with an error."""

    code = "receiver_refused"


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
        self._receiver = receiver
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
        """Have at least `count` subscribed devices, known to the desk and connected; returns them.

        Raises ReceiverAway or ReceiverRefused where the desk does not take one.
        """
        async with self._making:
            await self.set_away(False)
            missing = count - len(await self._subscribed())
            if missing > 0:
                await self._make(missing)
            await self._announce([device for device in await self._subscribed() if not device.announced])
            return await self._subscribed()

    async def set_away(self, away: bool, *device_ids: str) -> None:
        """Disconnect or reconnect these devices, or all where none is named; nobody is told."""
        self._worker.away = await self._database.write(device_records.set_away, device_ids or None, away)
        self._worker.wake()
        self._changed()

    async def rotate(self, device_id: str) -> VirtualDevice:
        """Give a device a new endpoint and new keys, as a browser may at any time, and tell the desk.

        A device that has unsubscribed subscribes again. Raises NotFound, ReceiverAway, ReceiverRefused.
        """
        device = await self.get(device_id)
        key = await self._application_server_key()
        channel = self._channel(device.id, self._push_service(), key)
        keys = device_keys.generate()
        await self._database.write(
            device_records.move, device.id, device.token, keys.stored(), channel, self._now()
        )
        self._forget(device)
        self._channels.remember(channel)
        self._changed()
        await self._announce([await self.get(device_id)])
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
        if tell_desk:
            answer = await self._receiver.insist("unsubscribe", {"endpoint": device.endpoint})
            _check(device, answer)

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

    async def _subscribed(self) -> list[VirtualDevice]:
        return [device for device in await self.every() if device.endpoint]

    async def _make(self, count: int) -> None:
        key, push_service = await self._application_server_key(), self._push_service()

        def work(session: Session) -> list[Channel]:
            first = device_records.device_count(session) + 1
            agents = [_new_agent(first + number, self._now()) for number in range(count)]
            made = [self._channel(agent.id, push_service, key) for agent in agents]
            device_records.add_devices(session, agents, made, self._now())
            return made

        for channel in await self._database.write(work):
            self._channels.remember(channel)
        self._changed()

    def _channel(self, agent_id: str, push_service: str, key: str) -> Channel:
        return self._channels.draft(push_service, agent_id, AgentKind.VIRTUAL, str(uuid.uuid4()), key)

    def _forget(self, device: VirtualDevice) -> None:
        if device.token and (channel := self._channels.by_token(device.token)):
            self._channels.mark_ended(channel)

    async def _announce(self, devices: Sequence[VirtualDevice]) -> None:
        """Tell the desk of new subscriptions, several at once; raises the first problem, after all."""
        waiting, tokens, problems = iter(devices), list[str](), list[KnownError]()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(min(CONNECTIONS, len(devices))):
                tasks.create_task(self._announce_each(waiting, tokens, problems))
        if tokens:
            await self._database.write(device_records.announced, tokens, self._now())
        if problems:
            raise problems[0]

    async def _announce_each(
        self, waiting: Iterator[VirtualDevice], tokens: list[str], problems: list[KnownError]
    ) -> None:
        for device in waiting:
            if problems:
                return
            try:
                _check(device, await self._post_subscription(device))
            except KnownError as problem:
                problems.append(problem)
            else:
                tokens.append(device.token or "")

    async def _post_subscription(self, device: VirtualDevice) -> Answer:
        document = device.subscription()
        old = await self._database.read(device_records.previous_endpoint, device.id)
        if old is not None:
            moved = {"oldEndpoint": old, "subscription": document}
            answer = await self._receiver.insist("resubscribe", moved)
            if answer.status != 404:
                return answer
        about = {
            "name": device.name,
            "userAgent": USER_AGENT,
            "platform": PLATFORM,
            "maxActions": MAX_ACTIONS,
        }
        return await self._receiver.insist("subscribe", {**document, "device": about})


def _new_agent(number: int, now: datetime) -> LabAgent:
    return LabAgent(
        id=uuid.uuid4().hex,
        kind=AgentKind.VIRTUAL,
        name=f"Virtual device {number}",
        keys=device_keys.generate().stored(),
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
    )


def _check(device: VirtualDevice, answer: Answer) -> None:
    if not answer.is_success:
        raise ReceiverRefused(
            f"The receiver refused “{device.name}” with {answer.status}: {answer.words or 'no reason given'}"
        )
