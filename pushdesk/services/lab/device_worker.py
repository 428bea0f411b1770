"""Handles what arrives for all virtual devices: decrypts, applies the worker's rules, acknowledges.

One loop over the store for all devices: a thousand cost no task each, messages of an earlier run are
found by themselves, and nothing is held in memory but the batch in hand.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from pushdesk.model.errors import FolderError
from pushdesk.model.lab import LabAgent, LabMessage
from pushdesk.services.lab import device_keys, handling, records
from pushdesk.services.lab.caught_rows import payload_text
from pushdesk.services.lab.device_keys import CannotDecrypt
from pushdesk.services.lab.handling import Handled
from pushdesk.services.lab.outbox import Outbox
from pushdesk.services.lab.records import Channel
from pushdesk.services.lab.worker_rules import Showing, plainly, read_push, type_error
from pushdesk.services.store.database import Database

BATCH = 64
TRANSIENT = 10_000
DISK_SECONDS = 1.0
log = logging.getLogger(__name__)

Work = list[tuple[LabMessage, LabAgent]]


class DeviceWorker:
    """Ring it for each accepted message, wake it when devices return."""

    def __init__(self, database: Database, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._database = database
        self._outbox = outbox
        self._now = now
        self._wake = asyncio.Event()
        # Who is not connected, as the database has it.
        self.away: set[str] = set()
        # Messages with TTL 0 are in no store (RFC 8030 section 5.2): they are shown from here or never.
        self._transient: deque[tuple[str, LabMessage]] = deque(maxlen=TRANSIENT)

    def ring(self, channel: Channel, message: LabMessage) -> None:
        """A message for a virtual device was accepted (a Doorbell)."""
        if not message.ttl and channel.agent_id not in self.away:
            self._transient.append((channel.agent_id, message))
        self._wake.set()

    def is_present(self, agent_id: str) -> bool:
        """Whether that device is connected (a Presence)."""
        return agent_id not in self.away

    def wake(self) -> None:
        """Devices returned: look for what waited."""
        self._wake.set()

    async def run(self) -> None:
        """Handle messages for ever."""
        while True:
            self._wake.clear()
            try:
                busy = await self._handle_some()
            except FolderError as problem:
                log.warning("the virtual devices wait until the database can be used: %s", problem.sentence)
                await asyncio.sleep(DISK_SECONDS)
                continue
            if not busy:
                await self._wake.wait()

    async def _handle_some(self) -> bool:
        passing = [self._transient.popleft() for _ in range(min(BATCH, len(self._transient)))]
        work = await self._database.read(self._next, passing)
        handled = []
        for message, agent in work:
            if message.ttl and message.expires_at <= self._now():
                continue  # its end came while it was fetched
            handled.append(self._handle(message, agent))
            await asyncio.sleep(0)
        queued = await self._database.write(handling.put_up, handled) if handled else 0
        if queued:
            self._outbox.wake()
        return bool(work) or bool(self._transient)

    def _next(self, session: Session, passing: Sequence[tuple[str, LabMessage]]) -> Work:
        here = records.present(session, {agent_id for agent_id, _ in passing}) if passing else {}
        now_or_never = [(message, here[agent_id]) for agent_id, message in passing if agent_id in here]
        return now_or_never + handling.due(session, self._now(), BATCH)

    def _handle(self, message: LabMessage, agent: LabAgent) -> Handled:
        showing, error, payload, code = handle(message.body, agent.keys)
        return Handled(message.id, bool(message.ttl), agent.id, self._now(), showing, error, payload, code)


def handle(body: bytes, stored_keys: dict[str, str]) -> tuple[Showing | None, str, str | None, str]:
    """What a device with these keys shows of a message, what went wrong, the payload, a failure's code.

    Undecryptable ones are acknowledged and show nothing, as in browsers (facts: push-services.md row 15).
    """
    try:
        data = device_keys.from_stored(stored_keys).decrypt(body) if body else b""
    except CannotDecrypt as problem:
        return None, f"Could not decrypt: {problem}.", None, problem.code
    showing, payload = read_push(data), payload_text(data)
    error = type_error(showing.options)
    if error is None:
        return showing, "", payload, ""
    return Showing(showing.title, plainly(showing.options), showing.identity), error, payload, "failed"
