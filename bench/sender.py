"""Somebody else's backend: posts messages to devices in turn, fifty requests at a time.

In a process of its own it reads one JSON object from standard input: `authorization`, `subscriptions` (as
PushSubscription.toJSON() gives them) and `messages`, how many to send in all.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import aiohttp

from pushdesk.services.delivery.encoding import encrypt

AT_ONCE = 50
_PAYLOAD = b'{"title": "Your parcel is on its way", "body": "It arrives tomorrow by noon."}'


class Sender:
    """Posts one message after the other; they are encrypted beforehand, once for each device."""

    def __init__(
        self, session: aiohttp.ClientSession, subscriptions: Sequence[Mapping[str, Any]], signed: str
    ) -> None:
        self._session = session
        self._headers = {"Authorization": signed, "TTL": "600", "Content-Encoding": "aes128gcm"}
        self._posts = [
            (one["endpoint"], encrypt(_PAYLOAD, one["keys"]["p256dh"], one["keys"]["auth"]))
            for one in subscriptions
        ]

    async def send(self, numbers: Iterator[int]) -> None:
        """Send until `numbers` end."""
        for number in numbers:
            url, body = self._posts[number % len(self._posts)]
            async with self._session.post(url, data=body, headers=self._headers) as answer:
                assert answer.status == 201, await answer.text()

    async def send_all(self, messages: int) -> None:
        """Send so many, AT_ONCE at a time."""
        numbers = iter(range(messages))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(self.send(numbers))


async def main(asked: Mapping[str, Any]) -> None:
    """Send what was asked for."""
    async with aiohttp.ClientSession() as session:
        sender = Sender(session, asked["subscriptions"], asked["authorization"])
        await sender.send_all(asked["messages"])


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
