"""A virtual device, and how the desk hears of it: subscribed, moved to another endpoint, unsubscribed."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pushdesk.model.errors import KnownError
from pushdesk.services.lab import device_records
from pushdesk.services.lab.device_keys import DeviceKeys
from pushdesk.services.lab.receiver_client import CONNECTIONS, Answer, ReceiverClient
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
    guest: bool = False

    def subscription(self) -> dict[str, Any]:
        """The PushSubscription's JSON."""
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": self.keys.subscription_keys()}


class ReceiverRefused(KnownError):
    """The receiver answered a virtual device with an error."""

    code = "receiver_refused"


class Announcer:
    """Speaks to the receiver for virtual devices, as the page does for a browser."""

    def __init__(self, database: Database, receiver: ReceiverClient, now: Callable[[], datetime]) -> None:
        self._database = database
        self._receiver = receiver
        self._now = now

    async def knows(self, device: VirtualDevice) -> bool:
        """Whether the desk was ever told of this device."""
        return await self._previous(device) is not None

    async def announce(self, devices: Sequence[VirtualDevice]) -> None:
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
        if (old := await self._previous(device)) is not None:
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

    async def withdraw(self, device: VirtualDevice) -> None:
        """Tell the desk that a device has unsubscribed; raises ReceiverAway, ReceiverRefused."""
        answer = await self._receiver.insist("unsubscribe", {"endpoint": device.endpoint})
        _check(device, answer)

    async def _previous(self, device: VirtualDevice) -> str | None:
        return await self._database.read(device_records.previous_endpoint, device.id)


def _check(device: VirtualDevice, answer: Answer) -> None:
    if not answer.is_success:
        raise ReceiverRefused(
            f"The receiver refused “{device.name}” with {answer.status}: {answer.words or 'no reason given'}"
        )
