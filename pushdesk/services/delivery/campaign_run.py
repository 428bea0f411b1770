"""Drive one campaign: claim what is due, send it, record what came back, until nothing is open.

A claim is committed before its request leaves and a result before it is shown, so that a kill at any
moment loses nothing: what has no answer on record is sent again with the same delivery id.
"""

import asyncio
from datetime import datetime, timedelta

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, CampaignState
from pushdesk.model.message import parse_message
from pushdesk.services.delivery.attempt import Courier, Errand
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.store import addresses, campaigns, leases
from pushdesk.services.store.campaigns import Claim, Result
from pushdesk.services.store.database import Database

LEASE = timedelta(seconds=6)
HEARTBEAT = 0.5
GROUP_SECONDS = 0.05
# A retry within a minute is as good as the first attempt, even of a message that nobody should store.
LEAST_PATIENCE = timedelta(minutes=1)


class CampaignRun:
    """One run of one campaign by `runner`, which holds its lease already."""

    def __init__(
        self, campaign_id: str, runner: str, database: Database, courier: Courier, concurrency: int
    ) -> None:
        self.campaign_id = campaign_id
        self._runner = runner
        self._database = database
        self._courier = courier
        self._concurrency = concurrency
        self._stop_as: CampaignState | None = None
        self._requests: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._stirred = asyncio.Event()
        self._arrived = asyncio.Event()
        self._all_sent = False

    @property
    def stopping(self) -> bool:
        """Whether somebody said stop."""
        return self._stop_as is not None

    def stop(self, state: CampaignState) -> None:
        """End early: what is in the air is awaited, then the campaign is `state` (paused or cancelled)."""
        if self._stop_as is not CampaignState.CANCELLED:
            self._stop_as = state
        self._stirred.set()

    def abandon(self) -> None:
        """Wait no longer for what is in the air; after a pause it is sent again with the same id."""
        for request in self._requests:
            request.cancel()

    async def run(self) -> None:
        """Send until nothing is open or somebody said stop.

        Raises an ExceptionGroup of Conflict where another process took the campaign over, or of
        FolderError where results cannot be written (the campaign is then left for a resume).
        """
        campaign = await self._database.read(lambda session: campaigns.by_id(session, self.campaign_id))
        async with asyncio.TaskGroup() as group:
            lease = group.create_task(self._keep_lease(), name="lease")
            group.create_task(self._record_results(), name="results")
            await self._send_all(group, _errand(campaign))
            self._all_sent = True
            self._arrived.set()
            lease.cancel()
        await self._database.write(self._finish)

    async def _send_all(self, group: asyncio.TaskGroup, errand: Errand) -> None:
        quiet = False
        while not self.stopping:
            free = self._concurrency - len(self._requests)
            due = None
            # Half a pool at a time, or what is free after a quiet moment (the rest may hang for long): a
            # claim is a transaction, and one for each device would be slow.
            if free * 2 >= self._concurrency or (free and quiet):
                asked, claims, lab = await self._database.write(self._claim, free)
                if asked is not None:
                    self.stop(asked)
                    break
                for claim in claims:
                    self._start(group, claim, errand, lab)
                if len(claims) == free:
                    continue
                number, due = await self._database.read(campaigns.next_due, self.campaign_id)
                if number == 0:
                    return
            elif free:
                due = clock.now() + timedelta(seconds=GROUP_SECONDS)
            quiet = not await self._stir(due)
        while self._requests:
            await self._stir(None)

    def _claim(self, session: Session, free: int) -> tuple[CampaignState | None, list[Claim], str | None]:
        """What others asked for; if nothing, the claims that may leave now, and where the lab listens."""
        asked = leases.renew(session, self.campaign_id, self._runner, clock.now() + LEASE)
        claims = [] if asked else campaigns.claim(session, self.campaign_id, free, clock.now())
        return asked, claims, addresses.present(session).get(addresses.PUSH_SERVICE)

    def _start(self, group: asyncio.TaskGroup, claim: Claim, errand: Errand, lab: str | None) -> None:
        request = group.create_task(self._deliver(claim, errand, lab), name=f"delivery {claim.delivery_id}")
        self._requests.add(request)
        request.add_done_callback(self._landed)

    async def _deliver(self, claim: Claim, errand: Errand, lab: str | None) -> None:
        # In two steps: `self._results` is another list by the time the answer is here.
        result = await self._courier.deliver(claim, errand, lab)
        self._results.append(result)
        self._arrived.set()

    def _landed(self, request: asyncio.Task[None]) -> None:
        self._requests.discard(request)
        self._stirred.set()

    async def _stir(self, due: datetime | None) -> bool:
        """Wait until something happened, or `due` has come; whether something happened."""
        wait = max(0.0, (due - clock.now()).total_seconds()) if due else None
        try:
            # Not wait_for: before Python 3.12 it can swallow a cancellation (python/cpython#86296).
            async with asyncio.timeout(wait):
                await self._stirred.wait()
        except TimeoutError:
            return False
        self._stirred.clear()
        return True

    async def _record_results(self) -> None:
        while not (self._all_sent and not self._results):
            await self._arrived.wait()
            self._arrived.clear()
            if not self._all_sent:
                await asyncio.sleep(GROUP_SECONDS)
            results, self._results = self._results, []
            if results:
                await self._database.write(campaigns.record, self.campaign_id, self._runner, results)
            self._stirred.set()

    async def _keep_lease(self) -> None:
        while True:
            until = clock.now() + LEASE
            asked = await self._database.write(leases.renew, self.campaign_id, self._runner, until)
            if asked is not None:
                self.stop(asked)
            await asyncio.sleep(HEARTBEAT)

    def _finish(self, session: Session) -> None:
        asked = leases.renew(session, self.campaign_id, self._runner, clock.now() + LEASE)
        # A cancel that came from another process in the last moment outranks our own pause.
        state = asked if asked is CampaignState.CANCELLED else self._stop_as
        if state is CampaignState.CANCELLED:
            campaigns.cancel_unanswered(session, self.campaign_id)
            campaigns.cancel_open(session, self.campaign_id, "Cancelled before it was sent.")
        else:
            campaigns.take_back(session, self.campaign_id)
        if campaigns.next_due(session, self.campaign_id)[0] == 0 and state is CampaignState.PAUSED:
            state = CampaignState.FINISHED
        leases.release(session, self.campaign_id, self._runner, state or CampaignState.FINISHED)


def _errand(campaign: Campaign) -> Errand:
    message = parse_message(campaign.message)
    patience = max(timedelta(seconds=message.delivery.ttl), LEAST_PATIENCE)
    return Errand(
        message,
        campaign.receiver,
        clock.now() + patience,
        payload_writer(campaign.shape, campaign.shape_template),
    )
