"""The sender: starts, resumes, pauses and cancels campaigns, and knows the runs of this process."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import (
    ENDED_CAMPAIGNS,
    OPEN_STATES,
    Attempt,
    Campaign,
    CampaignState,
    Delivery,
)
from pushdesk.model.errors import Conflict, FolderError, FolderLost, KnownError
from pushdesk.model.identifiers import new_id
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.schedule import require_future
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services.delivery.campaign_run import LEASE, CampaignRun
from pushdesk.services.delivery.contact import require_contact
from pushdesk.services.delivery.jobs import Limits
from pushdesk.services.delivery.sender_process import SenderProcess
from pushdesk.services.delivery.shaping import check_payload, require_values, silent_shapes
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.store import addresses, campaign_rows, campaigns, delivery_rows, leases, schedule
from pushdesk.services.store.database import Database
from pushdesk.services.store.subscriptions import audience
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import Settings

_SWEEP_SECONDS = 1.0
_CONFLICT_SECONDS = 0.2
# How long closing waits for answers: a push service that hangs must not hold the window.
CLOSING_SECONDS = 3.0
log = logging.getLogger(__name__)
# Session, campaign, runner, until when, now.
_Take = Callable[[Session, str, str, datetime, datetime], Campaign]


@dataclass
class _Entry:
    run: CampaignRun
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    problem: KnownError | None = None


class Sender:
    """Owns the runs of this process. Leaving it pauses what is being sent.

    Each run keeps to the set concurrency by itself: a test to one device does not queue behind a campaign.
    """

    def __init__(self, database: Database, tokens: Tokens, settings: Callable[[], Settings]) -> None:
        self._database = database
        self._settings = settings
        self._runner = new_id(20)
        self._runs: dict[str, _Entry] = {}
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
        sweeping = self._tasks.create_task(self._sweep_forever(), name="lapsed leases")
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
        campaign_id = await self._write(message, choices, shape, template, None)
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
        return await self._write(message, choices, shape, template, at)

    async def reschedule(self, campaign_id: str, at: datetime) -> None:
        """Let a scheduled campaign, a missed one too, start `at` another time.

        Raises BadInput for a time that has passed, Conflict where it is no longer scheduled, NotFound.
        """
        await self._database.write(schedule.move, campaign_id, at, clock.now())

    async def scheduled(self) -> list[CampaignRow]:
        """The campaigns that wait for their time, and those that were missed; the earliest first."""
        return await self._database.read(schedule.every)

    async def _write(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape,
        template: str,
        at: datetime | None,
    ) -> str:
        receiver = await self.receiver_origin()
        check_payload(message, payload_writer(shape, template), receiver)

        def write(session: Session) -> str:
            require_contact(
                session, self._settings(), lambda: [found[0] for found in audience(session, choices)]
            )
            require_values(session, message, choices)
            now = clock.now()
            if at is not None:
                require_future(at, now)
            held = self._runner, now + LEASE
            return campaigns.create(session, message, choices, receiver, *held, shape, template, at).id

        return await self._database.write(write)

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
            campaign = await self._take(campaign_id, leases.take)
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
            await self._take(campaign_id, leases.take_for_retry)
            self._start(campaign_id)

    async def start_due(self, campaign_id: str) -> bool:
        """Start a scheduled campaign whose time has come; whether it was started.

        False where somebody was faster, or where it is too late: then somebody must say so. Raises BadInput
        where a contact is missing.
        """
        async with self._resuming.setdefault(campaign_id, asyncio.Lock()):
            taken = await self._database.write(self._take_due, campaign_id)
            if taken:
                self._start(campaign_id)
            return taken

    def _take_due(self, session: Session, campaign_id: str) -> bool:
        now = clock.now()
        if not schedule.is_due(session, campaign_id, now):
            return False
        self._take_now(session, campaign_id, now, leases.take)
        return True

    async def _take(self, campaign_id: str, take: _Take) -> Campaign:
        held_until: datetime | None = None
        began = time.monotonic()
        while True:
            now = clock.now()
            if held_until is not None and time.monotonic() - began > LEASE.total_seconds():
                # The clock was set back since its runner died: by that, it would be held for days.
                now = max(now, held_until)
            try:
                return await self._database.write(self._take_now, campaign_id, now, take)
            except Conflict:
                holder = await self._database.read(campaigns.by_id, campaign_id)
                # A lease that moves has a living runner; one that stands still lapses in LEASE at most.
                if held_until is not None and holder.lease_until != held_until:
                    raise
                held_until = holder.lease_until
            await asyncio.sleep(_CONFLICT_SECONDS)

    def _take_now(self, session: Session, campaign_id: str, now: datetime, take: _Take) -> Campaign:
        schedule.refresh_receiver(session, campaign_id)
        campaign = take(session, campaign_id, self._runner, clock.now() + LEASE, now)
        open_ones = select(Delivery.subscription_id).where(
            Delivery.campaign_id == campaign_id, col(Delivery.state).in_(OPEN_STATES)
        )
        require_contact(session, self._settings(), lambda: session.exec(open_ones).all())
        return campaign

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
        """Until this process's run ended. Raises the KnownError that ended it early."""
        entry = self._runs.get(campaign_id)
        if entry is not None:
            await entry.ended.wait()
            if entry.problem is not None:
                raise entry.problem
        return await self.get(campaign_id)

    async def every(self) -> list[CampaignRow]:
        """The history, newest first."""
        await self._sweep()
        return await self._database.read(campaign_rows.every)

    async def get(self, campaign_id: str) -> CampaignRow:
        """One line of the history; raises NotFound."""
        await self._sweep()
        return await self._database.read(
            lambda session: campaign_rows.rows(session, [campaigns.by_id(session, campaign_id)])[0]
        )

    async def deliveries(
        self, campaign_id: str, after: int = -1, limit: int | None = None
    ) -> list[DeliveryRow]:
        """Lines of a campaign's table, in the audience's order: at most `limit` behind position `after`."""
        return await self._database.read(delivery_rows.deliveries, campaign_id, after, limit)

    async def attempts(self, delivery_id: str) -> list[Attempt]:
        """The attempts of one delivery, first to last."""
        return await self._database.read(campaign_rows.attempts, delivery_id)

    async def receiver_origin(self) -> str:
        """Where devices report to: the receiver that runs now, or the one that will at the set port."""
        present = await self._database.read(addresses.present)
        return present.get(addresses.RECEIVER, f"http://localhost:{self._settings().receiver_port}")

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
            lambda: self._settings().concurrency,
        )
        self._runs[campaign_id] = entry = _Entry(run)
        self._tasks.create_task(self._run(campaign_id, entry), name=f"campaign {campaign_id}")

    async def _run(self, campaign_id: str, entry: _Entry) -> None:
        try:
            await entry.run.run()
        except* KnownError as group:
            entry.problem = _first(group)
            # Where the folder is lost, whoever waits says so, and the log went with it.
            level = logging.INFO if isinstance(entry.problem, FolderLost) else logging.ERROR
            log.log(level, "campaign %s stopped: %s", campaign_id, entry.problem.sentence)
        finally:
            entry.ended.set()
            if self._runs.get(campaign_id) is entry:
                del self._runs[campaign_id]

    async def _request(self, campaign_id: str, wanted: CampaignState) -> None:
        now = clock.now()
        await self._database.write(leases.request, campaign_id, wanted, now)
        if (entry := self._runs.get(campaign_id)) is not None:
            entry.run.stop(wanted)

    async def _sweep(self) -> None:
        now = clock.now()
        lapsed = select(Campaign.id).where(
            Campaign.state == CampaignState.SENDING, col(Campaign.lease_until) <= now
        )
        if await self._database.read(lambda session: session.exec(lapsed).first()) is not None:
            await self._database.write(leases.interrupt_lapsed, now)

    async def _sweep_forever(self) -> None:
        while True:
            try:
                await self._sweep()
            except FolderError as problem:
                log.warning("lapsed campaigns cannot be looked for: %s", problem.sentence)
            await asyncio.sleep(_SWEEP_SECONDS)


def _first(group: BaseExceptionGroup[KnownError]) -> KnownError:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, KnownError)
    return error
