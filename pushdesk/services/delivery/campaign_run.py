"""Drive one campaign: claim what is due, have it sent, record what came back, until nothing is open.

A claim is committed before its request leaves and a result before it is shown, so that a kill at any
moment loses nothing: what has no answer on record is sent again with the same delivery id.
"""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, CampaignState, DeliveryState
from pushdesk.model.endpoint import origin
from pushdesk.model.errors import KeyUnavailable, SenderEnded
from pushdesk.model.message import parse_message
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Limits, Page, Report
from pushdesk.services.delivery.outstanding import Outstanding
from pushdesk.services.delivery.run_steps import LEASE, RunSteps
from pushdesk.services.delivery.sender_process import Lane, SenderProcess
from pushdesk.services.delivery.set_back import SetBack
from pushdesk.services.store import campaigns, leases
from pushdesk.services.store.claims import Claim, Result
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.tokens import Tokens

HEARTBEAT = 0.5
# A retry within a minute is as good as the first attempt, even of a message that nobody should store.
LEAST_PATIENCE = timedelta(minutes=1)
# How often a retry's moment is looked for at least.
_LOOK_SECONDS = 5.0
# A sender process that ends so often without a single answer in between will not do better next time.
_MOST_DEATHS = 3


class CampaignRun:
    """One run of one campaign by `runner`, which holds its lease already.

    `contact` is the `sub` of the moment, empty where none is set; `limits`, how may be sent now.
    """

    def __init__(
        self,
        campaign_id: str,
        runner: str,
        database: Database,
        process: SenderProcess,
        tokens: Tokens,
        contact: Callable[[], str],
        limits: Callable[[], Limits],
    ) -> None:
        self.campaign_id = campaign_id
        self._runner = runner
        self._steps = RunSteps(campaign_id, runner)
        self._database = database
        self._process = process
        self._tokens = tokens
        self._contact = contact
        self._limits = limits
        self._stop_as: CampaignState | None = None
        self._abandoned = False
        self._halted = False
        self._lane: Lane | None = None
        self._out = Outstanding(())
        self._own_results: list[Result] = []
        self._stirred = asyncio.Event()
        # Held from a claim until it is handed over: a dead process's claims are taken back apart from that.
        self._claiming = asyncio.Lock()
        self._deaths = 0

    @property
    def stopping(self) -> bool:
        """Whether somebody said stop."""
        return self._stop_as is not None

    def stop(self, state: CampaignState) -> None:
        """End early: what is in the air is awaited, then the campaign is `state` (paused or cancelled)."""
        if self._stop_as is not CampaignState.CANCELLED:
            self._stop_as = state
        if self._lane is not None:
            # Now, not when the run comes to it: answers that arrive meanwhile would let others leave.
            self._process.halt(self._lane)
        self._stirred.set()

    def abandon(self) -> None:
        """Wait no longer for what is in the air; after a pause it is sent again with the same id."""
        self._abandoned = True
        self._stirred.set()

    async def run(self) -> None:
        """Send until nothing is open or somebody said stop.

        Raises an ExceptionGroup of Conflict where another process took the campaign over, of
        FolderError where results cannot be written, or of SenderEnded where the sender process ends
        again and again (the campaign is then left for a resume).
        """
        campaign = await self._database.read(lambda session: campaigns.by_id(session, self.campaign_id))
        lane = self._lane = self._process.lane(_errand(campaign))
        try:
            async with asyncio.TaskGroup() as group:
                helpers = [
                    group.create_task(self._keep_lease(), name="lease"),
                    group.create_task(self._record_reports(lane), name="results"),
                ]
                await self._send_all(lane)
                for helper in helpers:
                    helper.cancel()
        finally:
            self._lane = None
            self._process.close(lane)
        await self._database.write(self._steps.finish, self._stop_as)

    async def _send_all(self, lane: Lane) -> None:
        self._out = Outstanding(await self._database.read(campaigns.origins, self.campaign_id))
        while not self.stopping:
            limits = self._limits()
            wanted = self._out.wanted(limits.ceiling, limits.per_second)
            due: datetime | None = None
            if wanted:
                asked, number = await self._claim_and_submit(lane, wanted)
                if asked is not None:
                    self.stop(asked)
                    break
                if number == sum(wanted.values()):
                    continue
                # What is due to a push service with a full queue waits for its answers, not for a time.
                number, due = await self._database.read(campaigns.next_due, self.campaign_id, wanted)
                if number == 0:
                    return
            await self._stir(due)
        self._halted = not self._process.halt(lane)
        # Even where nobody waits for what is in the air: what has not left must be known as such.
        while not self._halted or (self._out and not self._abandoned):
            await self._stir(None)

    async def _claim_and_submit(self, lane: Lane, wanted: dict[str, int]) -> tuple[CampaignState | None, int]:
        async with self._claiming:
            asked, claims, lab = await self._database.write(self._steps.claim, wanted)
            if asked is None:
                await self._submit(lane, claims, lab)
        return asked, sum(map(len, claims.values()))

    async def _submit(self, lane: Lane, claims: dict[str, list[Claim]], lab: str | None) -> None:
        authorizations: dict[tuple[str, str], str] = {}
        going: list[Claim] = []
        for where, some in claims.items():
            for claim in some:
                self._out.left(claim.delivery_id, where)
                slot = (claim.vapid_public_key, origin(claim.endpoint))
                try:
                    if slot not in authorizations:
                        contact = self._contact() or PLACEHOLDER_CONTACT
                        authorizations[slot] = await self._tokens.authorization(*slot, contact)
                except KeyUnavailable as problem:
                    failed = Result(claim.delivery_id, claim.endpoint, DeliveryState.FAILED, problem.sentence)
                    self._own_results.append(failed)
                else:
                    going.append(claim)
        if self._own_results:
            lane.reports.put_nowait(Report(lane.name, tuple(self._own_results)))
            self._own_results = []
        if going:
            await self._process.submit(lane, Page(lane.name, tuple(going), authorizations, lab))

    async def _stir(self, due: datetime | None) -> bool:
        """Wait until something happened, or `due` has come; whether something happened."""
        # A clock that is set while we wait is noticed soon.
        wait = min(max(0.0, (due - clock.now()).total_seconds()), _LOOK_SECONDS) if due else None
        try:
            # Not wait_for: before Python 3.12 it can swallow a cancellation (python/cpython#86296).
            async with asyncio.timeout(wait):
                await self._stirred.wait()
        except TimeoutError:
            return False
        self._stirred.clear()
        return True

    async def _record_reports(self, lane: Lane) -> None:
        while True:
            reports = [await lane.reports.get()]
            while not lane.reports.empty():
                reports.append(lane.reports.get_nowait())
            results = [result for report in reports if report for result in report.results]
            unsent = [name for report in reports if report for name in report.unsent]
            died = None in reports
            async with self._claiming if died else nullcontext():
                await self._take_in(results, unsent, died)
                if died:
                    lane.mourning = False
            for report in reports:
                self._out.rooms.update(report.rooms if report else {})
                self._halted = self._halted or report is None or report.halted
            self._stirred.set()
            self._deaths = self._deaths + 1 if died and not results else 0 if results else self._deaths
            if self._deaths >= _MOST_DEATHS:
                raise SenderEnded(_ENDED)

    async def _take_in(self, results: list[Result], unsent: list[str], died: bool) -> None:
        if results or unsent or died:
            asked = await self._database.write(self._steps.record, results, unsent, died)
            if asked is not None:
                self.stop(asked)
        self._out.landed(result.delivery_id for result in results)
        self._out.landed(unsent)
        if died:
            self._out.landed_all()

    async def _keep_lease(self) -> None:
        set_back = SetBack()
        while True:
            if back := set_back.look():
                await self._database.write(campaigns.bring_forward, self.campaign_id, back)
                self._stirred.set()
            until = clock.now() + LEASE
            asked = await self._database.write(leases.renew, self.campaign_id, self._runner, until)
            if asked is not None:
                self.stop(asked)
            await asyncio.sleep(HEARTBEAT)


_ENDED = (
    "The process that sends ended again and again before a single answer came. Resume the campaign; "
    "where that does not help, start PushDesk again."
)


def _errand(campaign: Campaign) -> Errand:
    message = parse_message(campaign.message)
    patience = max(timedelta(seconds=message.delivery.ttl), LEAST_PATIENCE)
    return Errand(message, campaign.receiver, clock.now() + patience, campaign.shape, campaign.shape_template)
