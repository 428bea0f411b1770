"""The sender: starts, resumes, pauses and cancels campaigns, and knows the runs of this process."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import ENDED_CAMPAIGNS, CampaignState
from pushdesk.model.errors import Conflict, KnownError
from pushdesk.model.identifiers import new_id
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.views import CampaignRow
from pushdesk.services.delivery.campaign_run import CampaignRun
from pushdesk.services.delivery.history import History
from pushdesk.services.delivery.jobs import Limits
from pushdesk.services.delivery.letting_go import kept_or_let_go
from pushdesk.services.delivery.sender_process import SenderProcess
from pushdesk.services.delivery.shaping import silent_shapes
from pushdesk.services.delivery.started import Started
from pushdesk.services.delivery.taking import Taking
from pushdesk.services.delivery.writing import Writing
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.store import leases
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import Settings

# How long closing waits for answers: a push service that hangs must not hold the window.
CLOSING_SECONDS = 3.0
log = logging.getLogger(__name__)


class Sender(History):
    """Owns the runs of this process. Leaving it pauses what is being sent.

    Each run keeps to the set concurrency by itself: a test to one device does not queue behind a campaign.
    """

    def __init__(self, database: Database, tokens: Tokens, settings: Callable[[], Settings]) -> None:
        super().__init__(database)
        self._settings = settings
        self._runner = new_id(20)
        self._writing = Writing(database, settings, self._runner)
        self._taking = Taking(database, settings, self._runner)
        self._runs: dict[str, Started] = {}
        # What ended a run before anybody waited for it.
        self._problems: dict[str, KnownError] = {}
        self._tokens = tokens
        self._process = SenderProcess(self._limits)
        self._resuming: dict[str, asyncio.Lock] = {}
        self._tasks = asyncio.TaskGroup()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._process)
        await self._tasks.__aenter__()
        # None of what ends the block is told to the group: it would wrap that in a group of errors.
        self._open.push_async_callback(self._tasks.__aexit__, None, None, None)
        sweeping = self._tasks.create_task(self.sweep_forever(), name="lapsed leases")
        self._open.callback(sweeping.cancel)
        self._open.push_async_callback(self.pause_all)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def warm(self) -> None:
        """Have the process that sends started, so that the first message need not wait for its imports."""
        self._process.warm()

    async def send(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str:
        """Write a campaign for the devices of `choices` and start it; returns its id.

        `shape` (with its `template` where it is custom) counts for devices that have none of their own.
        Raises BadInput (nobody in the audience, payload too large, a template that is none, no contact for
        a real push service, devices without a value for a variable), NotFound and Conflict (a named
        device): nothing is stored then. Its own payload's size is that delivery's failure.
        """
        writing = self._writing.write(message, choices, shape, template, None)
        campaign_id = await kept_or_let_go(writing, self._taking.let_go)
        self._start(campaign_id)
        return campaign_id

    async def schedule(
        self,
        message: Message,
        choices: Sequence[Choice],
        at: datetime,
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str:
        """Write a campaign, its audience as of now, that the owner of the data folder starts `at` that time.

        Raises as `send` does, and BadInput for a time that has passed. `resume` starts it at once.
        """
        return await self._writing.write(message, choices, shape, template, at)

    async def unconfirmed(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> dict[PayloadShape, int]:
        """How many devices of `choices` cannot confirm that they showed it, by the shape that keeps them.

        Raises BadInput for a template that is none, NotFound and Conflict (a named device).
        """
        writer = payload_writer(shape, template)
        return await self._database.read(silent_shapes, message, choices, writer)

    async def resume(self, campaign_id: str) -> None:
        """Go on with a paused or interrupted campaign, or start a scheduled one now.

        An ended one, or one that runs here, stays as it is.
        A runner that died without a word is waited for until its lease lapses. Raises Conflict
        where another process goes on sending it, BadInput where a contact is missing, NotFound for an
        unknown one.
        """
        # One at a time: two runs of one campaign in a process would send its messages twice.
        async with self._resuming.setdefault(campaign_id, asyncio.Lock()):
            entry = self._runs.get(campaign_id)
            if entry is not None and not entry.run.stopping:
                return
            if entry is not None:
                await entry.ended.wait()
            campaign = await self._taking.take(campaign_id, leases.take)
            if campaign.state not in ENDED_CAMPAIGNS:
                self._start(campaign_id)

    async def retry_failed(self, campaign_id: str) -> None:
        """Send what failed or was rejected once more: the same deliveries, with as many attempts as at first.

        A paused or interrupted campaign goes on as a whole. Raises Conflict where it is being sent, here or
        by another process; BadInput where nothing failed, it was cancelled, a contact is missing; NotFound.
        """
        async with self._resuming.setdefault(campaign_id, asyncio.Lock()):
            entry = self._runs.get(campaign_id)
            if entry is not None and not entry.run.stopping:
                raise Conflict("This campaign is being sent: what failed can be retried once it has ended.")
            if entry is not None:
                await entry.ended.wait()
            await self._taking.take(campaign_id, leases.take_for_retry)
            self._start(campaign_id)

    async def start_due(self, campaign_id: str) -> bool:
        """Start a scheduled campaign whose time has come; whether it was started.

        False where somebody was faster, or where it is too late: then somebody must say so. Raises BadInput
        where a contact is missing.
        """
        async with self._resuming.setdefault(campaign_id, asyncio.Lock()):
            taken = await self._taking.take_due(campaign_id)
            if taken:
                self._start(campaign_id)
            return taken

    async def pause(self, campaign_id: str) -> None:
        """Stop after what is in the air; raises Conflict for an ended campaign."""
        await self._request(campaign_id, CampaignState.PAUSED)

    async def cancel(self, campaign_id: str) -> None:
        """Stop for good: what was not sent never will be. Raises Conflict for an ended campaign."""
        await self._request(campaign_id, CampaignState.CANCELLED)

    async def pause_all(self) -> None:
        """Pause every run of this process; what is in the air is awaited for CLOSING_SECONDS."""
        running = list(self._runs.values())
        for entry in running:
            entry.run.stop(CampaignState.PAUSED)
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                for entry in running:
                    await entry.ended.wait()
        except TimeoutError:
            log.info("closing does not wait any longer for push services that hang")
        finally:
            for entry in running:
                entry.run.abandon()
        for entry in running:
            await entry.ended.wait()

    async def wait(self, campaign_id: str) -> CampaignRow:
        """Until this process's run ended. Raises the KnownError that ended it early, even before the call."""
        entry = self._runs.get(campaign_id)
        if entry is not None:
            await entry.ended.wait()
        problem = self._problems.pop(campaign_id, None) or (entry.problem if entry is not None else None)
        if problem is not None:
            raise problem
        return await self.get(campaign_id)

    async def receiver_origin(self) -> str:
        """Where devices report to: the receiver that runs now, or the one that will at the set port."""
        return await self._writing.receiver_origin()

    def _limits(self) -> Limits:
        now = self._settings()
        return Limits(
            timeout=now.request_timeout,
            attempts=now.max_attempts,
            retry_base=now.retry_base,
            ceiling=now.concurrency,
            per_second=now.messages_per_second,
            proxy=now.proxy,
        )

    def _start(self, campaign_id: str) -> None:
        run = CampaignRun(
            campaign_id,
            self._runner,
            self._database,
            self._process,
            self._tokens,
            lambda: self._settings().contact,
            self._limits,
        )
        self._problems.pop(campaign_id, None)
        self._runs[campaign_id] = entry = Started(run)
        self._tasks.create_task(self._run(campaign_id, entry), name=f"campaign {campaign_id}")

    async def _run(self, campaign_id: str, entry: Started) -> None:
        try:
            await entry.live()
        finally:
            if entry.problem is not None:
                self._problems[campaign_id] = entry.problem
            if self._runs.get(campaign_id) is entry:
                del self._runs[campaign_id]

    async def _request(self, campaign_id: str, wanted: CampaignState) -> None:
        now = clock.now()
        await self._database.write(leases.request, campaign_id, wanted, now)
        if (entry := self._runs.get(campaign_id)) is not None:
            entry.run.stop(wanted)
