"""The virtual devices' receipts on their way to the desk: kept in the database until it has taken them."""

import asyncio
import logging
from collections.abc import Iterator
from itertools import groupby

from pushdesk.model.errors import FolderError
from pushdesk.model.lab import LabReceipt
from pushdesk.services.lab import handling
from pushdesk.services.lab.receiver_client import CONNECTIONS, ReceiverClient
from pushdesk.services.store.database import Database

PAGE = 400
# After the first, second, … page that the receiver did not take; the last one goes on.
PAUSES = (0.3, 1.5, 5.0)
log = logging.getLogger(__name__)


class Outbox:
    """Posts receipts, oldest first, several deliveries at once, one delivery's in order."""

    def __init__(self, database: Database, receiver: ReceiverClient) -> None:
        self._database = database
        self._receiver = receiver
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is something new to post."""
        self._wake.set()

    async def run(self) -> None:
        """Post for ever."""
        failures = 0
        while True:
            self._wake.clear()
            try:
                worked = await self._post_page()
            except FolderError as problem:
                log.warning("receipts wait until the database can be used: %s", problem.sentence)
                worked = False
            if worked is None:
                await self._wake.wait()
            failures = 0 if worked is not False else failures + 1
            if failures:
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES)) - 1])

    async def _post_page(self) -> bool | None:
        """Whether all of the oldest page was taken; None where nothing waits."""
        page = await self._database.read(handling.outbox, PAGE)
        if not page:
            return None
        ordered = sorted(page, key=lambda row: row.delivery)
        groups = iter([list(group) for _, group in groupby(ordered, key=lambda row: row.delivery)])
        done: list[int] = []
        async with asyncio.TaskGroup() as tasks:
            for _ in range(CONNECTIONS):
                tasks.create_task(self._post_groups(groups, done))
        if done:
            await self._database.write(handling.taken, done)
        return len(done) == len(page)

    async def _post_groups(self, groups: Iterator[list[LabReceipt]], done: list[int]) -> None:
        for group in groups:
            for row in group:
                answer = await self._receiver.post("receipts", row.body)
                if not answer.is_final:
                    return  # the receiver is away: no use in trying the others now
                if not answer.is_success:
                    log.info("the desk refused a receipt: %s %s", answer.status, answer.words)
                done.append(row.id or 0)
