"""Messages on their way through the lab: caught and stored before they are accepted, handed over, purged."""

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from pushdesk.model.errors import FolderError
from pushdesk.model.identifiers import new_id
from pushdesk.model.lab import AgentKind, CaughtState, LabMessage
from pushdesk.model.views import ActiveFault
from pushdesk.services.lab import active_faults, caught_rows, outcomes, records
from pushdesk.services.lab.arrival import Arrival
from pushdesk.services.lab.faults import Fault
from pushdesk.services.lab.push_request import PushRequest
from pushdesk.services.lab.records import Channel
from pushdesk.services.store import caught
from pushdesk.services.store.database import Database

RANDOM_CHARACTERS = 16
# A message with TTL 0 of which a connected browser says nothing for so long never reached its worker.
UNHEARD = timedelta(minutes=1)

# Told of each accepted message; it must return at once. A message with ttl 0 is in nobody's store.
Doorbell = Callable[[Channel, LabMessage], None]
# Whether an agent (by its id) would get a message now.
Presence = Callable[[str], bool]

_NOT_STORED = "The message was not stored: the lab is closing. Send it again."


@dataclass
class _Batch:
    """What is stored in one step: `rows` of the catch, messages, faults that were met.

    `problem` says why they are not stored.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    messages: list[LabMessage] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    begun: bool = False
    problem: FolderError | None = None

    def write(self, session: Session) -> None:
        """Store all of it."""
        if self.messages:
            records.store_messages(session, self.messages)
        caught_rows.keep(session, self.rows)
        caught.record(session, records.overtaken(self.messages))
        active_faults.count_down(session, self.faults)


class Messages:
    """`doorbells` say, for each kind of agent, who hands a message over; `presences`, who is connected."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._numbers = itertools.count()
        self._batch = _Batch()
        self._storing = asyncio.Lock()
        self.doorbells: Mapping[AgentKind, Doorbell] = {}
        self.presences: Mapping[AgentKind, Presence] = {}

    async def accept(
        self,
        channel: Channel,
        push: PushRequest,
        arrival: Arrival,
        met: tuple[ActiveFault, Fault] | None = None,
        answer: Callable[[LabMessage], dict[str, Any]] | None = None,
    ) -> LabMessage:
        """Take a message for `channel`; returns once it is stored and in the catch.

        `answer` says what its sender will be answered, as the catch keeps it; None where nobody will be.

        A TTL of 0 means now or never (RFC 8030 section 5.2): such a message is not stored. With a fault
        that does not let it through it is only caught. Raises FolderError where the database cannot be
        written.
        """
        message = self._message(channel, push, arrival)
        row = self._row(channel, message, arrival, met)
        row["answer"] = answer(message) if answer is not None else None
        stored = [message] if push.ttl and row["state"] is CaughtState.WAITING else []
        await self._store([row], stored, [met[0].id] if met else [])
        if row["state"] is CaughtState.WAITING and (bell := self.doorbells.get(channel.kind)):
            bell(channel, message)
        return message

    async def refuse(self, row: dict[str, Any]) -> None:
        """Catch what was refused; raises FolderError where the database cannot be written."""
        await self._store([row], [], [])

    def _message(self, channel: Channel, push: PushRequest, arrival: Arrival) -> LabMessage:
        return LabMessage(
            id=self._new_id(),
            token=channel.token,
            body=arrival.body,
            headers={"encoding": push.encoding} if push.encoding and arrival.body else {},
            ttl=push.ttl,
            urgency=push.urgency,
            topic=push.topic,
            stored_at=arrival.at,
            expires_at=arrival.at + timedelta(seconds=push.ttl),
        )

    def _row(
        self,
        channel: Channel,
        message: LabMessage,
        arrival: Arrival,
        met: tuple[ActiveFault, Fault] | None,
    ) -> dict[str, Any]:
        row = arrival.row(channel, 201, CaughtState.WAITING)
        row |= {"message_id": message.id, "ttl": message.ttl, "urgency": message.urgency}
        if met is not None:
            fault = met[1]
            row |= {"fault": fault.title, "code": fault.preset or "fault", "status": fault.answered}
            if not fault.takes:
                row = arrival.dropped(row, row["code"], f"A fault is set: {fault.title}.")
                row["state"] = CaughtState.REFUSED if fault.answered >= 300 else CaughtState.DROPPED
                return row
        if not message.ttl and not self._is_present(channel):
            return arrival.dropped(row, "away", "The device was not connected, and TTL 0 waits for nobody.")
        return row

    def _is_present(self, channel: Channel) -> bool:
        present = self.presences.get(channel.kind)
        return present is None or present(channel.agent_id)

    def _new_id(self) -> str:
        """One that nobody can guess, and that sorts after those of the same millisecond before it."""
        return f"{next(self._numbers) % 0x1000000:06x}{new_id(RANDOM_CHARACTERS)}"

    async def _store(self, rows: list[dict[str, Any]], messages: list[LabMessage], faults: list[str]) -> None:
        """Store these with those that came while the last ones were written.

        One write for many costs a tenth of one each; a message alone waits for nobody.
        """
        batch = self._batch
        batch.rows += rows
        batch.messages += messages
        batch.faults += faults
        async with self._storing:
            if not batch.begun:
                batch.begun, self._batch = True, _Batch()
                batch.problem = FolderError(_NOT_STORED)  # what the others hear if this caller is cancelled
                try:
                    await self._database.write(batch.write)
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
        """Delete what an agent has acknowledged as delivered."""
        await self.acknowledge(agent_id, dict.fromkeys(message_ids, outcomes.DELIVERED))

    async def acknowledge(self, agent_id: str, codes: Mapping[str, int]) -> None:
        """Delete what an agent has acknowledged: by message id, autopush's code for what became of it."""
        await self._database.write(records.acknowledge, agent_id, codes, self._now())

    async def purge(self) -> None:
        """Delete what has outlived its TTL, and say so of what was never to be stored."""
        now = self._now()
        await self._database.write(records.purge_messages, now)
        if unheard := await self._database.read(caught.unheard, now - UNHEARD):
            expired = {message_id: [outcomes.lost("expired", now)] for message_id in unheard}
            await self._database.write(caught.record, expired)
