"""The sender: starts, resumes, pauses and cancels campaigns, and knows the runs of this process."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import ENDED_CAMPAIGNS, Attempt, Campaign, CampaignState
from pushdesk.model.endpoint import split
from pushdesk.model.errors import BadInput, Conflict, FolderError, KnownError
from pushdesk.model.identifiers import new_id
from pushdesk.model.message import Message
from pushdesk.model.payload import Tracking, payload
from pushdesk.model.subscription import LAB_PUSH_SERVICE, Subscription
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services.delivery.attempt import Courier
from pushdesk.services.delivery.campaign_run import LEASE, CampaignRun
from pushdesk.services.delivery.pacing import RetryPolicy
from pushdesk.services.delivery.transport import Transport
from pushdesk.services.store import addresses, campaigns, leases, subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import Settings

_SWEEP_SECONDS = 1.0
log = logging.getLogger(__name__)


@dataclass
class _Entry:
    run: CampaignRun
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    problem: KnownError | None = None


class Sender:
    """Owns the runs of this process. Leaving it pauses what is being sent."""

    def __init__(self, database: Database, tokens: Tokens, settings: Callable[[], Settings]) -> None:
        self._database = database
        self._settings = settings
        self._runner = new_id(20)
        self._runs: dict[str, _Entry] = {}
        start = settings()
        self._transport = Transport(start.concurrency, start.request_timeout)
        self._courier = Courier(
            self._transport,
            tokens,
            RetryPolicy(start.max_attempts, start.retry_base),
            lambda: self._settings().contact,
        )
        self._tasks: asyncio.TaskGroup
        self._sweeping: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        self._tasks = await asyncio.TaskGroup().__aenter__()
        self._sweeping = self._tasks.create_task(self._sweep_forever(), name="lapsed leases")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sweeping.cancel()
        await self.pause_all()
        await self._tasks.__aexit__(None, None, None)
        await self._transport.__aexit__(None, None, None)

    async def send(self, message: Message, choices: Sequence[Choice]) -> str:
        """Write a campaign for the devices of `choices` and start it; returns its id.

        Raises BadInput (nobody in the audience, payload too large, no contact for a real push
        service), NotFound and Conflict (a named device): nothing is stored then.
        """
        receiver = await self.receiver_origin()
        payload(message.notification, Tracking.sample(receiver))

        def write(session: Session) -> str:
            self._require_contact(session, choices)
            until = clock.now() + LEASE
            return campaigns.create(session, message, choices, receiver, self._runner, until).id

        campaign_id = await self._database.write(write)
        self._start(campaign_id)
        return campaign_id

    async def resume(self, campaign_id: str) -> None:
        """Go on with a paused or interrupted campaign; an ended one, or one that runs here, stays as it is.

        A runner that died without a word is waited for until its lease lapses. Raises Conflict
        where another process goes on sending it, NotFound for an unknown one.
        """
        if campaign_id in self._runs:
            return
        last_try = clock.now() + LEASE * 1.5
        while True:
            now = clock.now()
            try:
                campaign = await self._database.write(
                    leases.take, campaign_id, self._runner, now + LEASE, now
                )
                break
            except Conflict:
                if now > last_try:
                    raise
                await asyncio.sleep(0.2)
        if campaign.state not in ENDED_CAMPAIGNS:
            self._start(campaign_id)

    async def pause(self, campaign_id: str) -> None:
        """Stop after what is in the air; raises Conflict for an ended campaign."""
        await self._request(campaign_id, CampaignState.PAUSED)

    async def cancel(self, campaign_id: str) -> None:
        """Stop for good: what was not sent never will be. Raises Conflict for an ended campaign."""
        await self._request(campaign_id, CampaignState.CANCELLED)

    async def pause_all(self) -> None:
        """Pause every run of this process and wait for what is in the air."""
        for entry in (running := list(self._runs.values())):
            entry.run.stop(CampaignState.PAUSED)
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
        return await self._database.read(campaigns.every)

    async def get(self, campaign_id: str) -> CampaignRow:
        """One line of the history; raises NotFound."""
        await self._sweep()
        return await self._database.read(
            lambda session: campaigns.rows(session, [campaigns.by_id(session, campaign_id)])[0]
        )

    async def deliveries(self, campaign_id: str) -> list[DeliveryRow]:
        """The lines of a campaign's table, in the audience's order."""
        return await self._database.read(campaigns.deliveries, campaign_id)

    async def attempts(self, delivery_id: str) -> list[Attempt]:
        """The attempts of one delivery, first to last."""
        return await self._database.read(campaigns.attempts, delivery_id)

    async def receiver_origin(self) -> str:
        """Where devices report to: the receiver that runs now, or the one that will at the set port."""
        present = await self._database.read(addresses.present)
        return present.get(addresses.RECEIVER, f"http://localhost:{self._settings().receiver_port}")

    def _require_contact(self, session: Session, choices: Sequence[Choice]) -> None:
        if self._settings().contact:
            return
        found = [device for device, _ in subscriptions.audience(session, choices)]
        policy = self._settings().endpoint_policy
        for start in range(0, len(found), 500):
            strangers = select(Subscription.endpoint).where(
                col(Subscription.id).in_(found[start : start + 500]),
                Subscription.push_service != LAB_PUSH_SERVICE,
            )
            for endpoint in session.exec(strangers):
                if not policy.trusts(split(endpoint)):
                    raise BadInput(
                        f"Set a contact first: {split(endpoint).hostname} wants to know whom to ask about "
                        "your messages. Use Settings, `pushdesk vapid create --contact` or PUSHDESK_CONTACT."
                    )

    def _start(self, campaign_id: str) -> None:
        run = CampaignRun(
            campaign_id, self._runner, self._database, self._courier, self._settings().concurrency
        )
        self._runs[campaign_id] = entry = _Entry(run)
        self._tasks.create_task(self._run(campaign_id, entry), name=f"campaign {campaign_id}")

    async def _run(self, campaign_id: str, entry: _Entry) -> None:
        try:
            await entry.run.run()
        except* KnownError as group:
            entry.problem = _first(group)
            log.error("campaign %s stopped: %s", campaign_id, entry.problem.sentence)
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
