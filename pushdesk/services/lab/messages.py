"""Messages on their way through the lab: stored before they are accepted, handed over, withdrawn, purged."""

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pushdesk.model.errors import FolderError
from pushdesk.model.identifiers import new_id
from pushdesk.model.lab import AgentKind, LabMessage
from pushdesk.services.lab import records
from pushdesk.services.lab.push_request import PushRequest
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database

RANDOM_CHARACTERS = 16

# Told of each accepted message; it must return at once. A message with ttl 0 is in nobody's store.
Doorbell = Callable[[Channel, LabMessage], None]


_NOT_STORED = "The message was not stored: the lab is closing. Send it again."


@dataclass
class _Batch:
    """Messages that are stored in one step; `problem` says why they are not."""

    messages: list[LabMessage] = field(default_factory=list)
    begun: bool = False
    problem: FolderError | None = None


class Messages:
    """`doorbells` say, for each kind of agent, who hands a message over."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._numbers = itertools.count()
        self._batch = _Batch()
        self._storing = asyncio.Lock()
        self.doorbells: Mapping[AgentKind, Doorbell] = {}

    async def accept(self, channel: Channel, push: PushRequest, body: bytes) -> LabMessage:
        """Take a message for `channel`; returns once it is stored.

        A TTL of 0 means now or never (RFC 8030 section 5.2): such a message is not stored. Raises
        FolderError where the database cannot be written.
        """
        now = self._now()
        message = LabMessage(
            id=self._new_id(),
            token=channel.token,
            body=body,
            headers={"encoding": push.encoding} if push.encoding and body else {},
            ttl=push.ttl,
            urgency=push.urgency,
            topic=push.topic,
            stored_at=now,
            expires_at=now + timedelta(seconds=push.ttl),
        )
        if push.ttl:
            await self._store(message)
        if bell := self.doorbells.get(channel.kind):
            bell(channel, message)
        return message

    def _new_id(self) -> str:
        """One that nobody can guess, and that sorts after those of the same millisecond before it."""
        return f"{next(self._numbers) % 0x1000000:06x}{new_id(RANDOM_CHARACTERS)}"

    async def _store(self, message: LabMessage) -> None:
        """Store `message` with those that came while the last ones were written.

        One write for many costs a tenth of one each; a message alone waits for nobody.
        """
        batch = self._batch
        batch.messages.append(message)
        async with self._storing:
            if not batch.begun:
                batch.begun, self._batch = True, _Batch()
                batch.problem = FolderError(_NOT_STORED)  # what the others hear if this caller is cancelled
                try:
                    await self._database.write(records.store_messages, batch.messages)
                except FolderError as problem:
                    batch.problem = problem
                else:
                    batch.problem = None
        if batch.problem is not None:
            raise batch.problem

    async def withdraw(self, message_id: str) -> bool:
        """Delete a message that was not delivered yet; returns whether there was one."""
        return await self._database.write(records.withdraw_message, message_id, self._now())

    async def waiting_for(self, agent_id: str) -> list[tuple[str, LabMessage]]:
        """(channel id, message) of all that waits for an agent, oldest first."""
        return await self._database.read(records.waiting_for, agent_id, self._now())

    async def forget(self, agent_id: str, message_ids: Sequence[str]) -> None:
        """Delete what an agent has acknowledged."""
        await self._database.write(records.forget_messages, agent_id, message_ids)

    async def purge(self) -> None:
        """Delete what has outlived its TTL."""
        await self._database.write(records.purge_messages, self._now())
