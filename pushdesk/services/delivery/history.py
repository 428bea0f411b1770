"""What is on record of campaigns: read for whoever shows it, with those whose runner died called so."""

import asyncio
import logging
from datetime import datetime

from sqlmodel import col, select

from pushdesk.model import clock
from pushdesk.model.campaign import Attempt, Campaign, CampaignState
from pushdesk.model.errors import FolderError, FolderLost
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services.store import campaign_rows, campaigns, delivery_rows, leases, schedule
from pushdesk.services.store.database import Database

_SWEEP_SECONDS = 1.0
log = logging.getLogger(__name__)


class History:
    """All campaigns of a database, whoever runs them."""

    def __init__(self, database: Database) -> None:
        self._database = database

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

    async def reschedule(self, campaign_id: str, at: datetime) -> None:
        """Let a scheduled campaign, a missed one too, start `at` another time.

        Raises BadInput for a time that has passed, Conflict where it is no longer scheduled, NotFound.
        """
        await self._database.write(schedule.move, campaign_id, at, clock.now())

    async def scheduled(self) -> list[CampaignRow]:
        """The campaigns that wait for their time, and those that were missed; the earliest first."""
        return await self._database.read(schedule.every)

    async def _sweep(self) -> None:
        now = clock.now()
        lapsed = select(Campaign.id).where(
            Campaign.state == CampaignState.SENDING, col(Campaign.lease_until) <= now
        )
        if await self._database.read(lambda session: session.exec(lapsed).first()) is not None:
            await self._database.write(leases.interrupt_lapsed, now)

    async def sweep_forever(self) -> None:
        """Once a second, mark campaigns whose runner died as interrupted."""
        while True:
            try:
                await self._sweep()
            except FolderError as problem:
                # Of a folder that is gone whoever works in it says so himself, once.
                tell = log.info if isinstance(problem, FolderLost) else log.warning
                tell("lapsed campaigns cannot be looked for: %s", problem.sentence)
            await asyncio.sleep(_SWEEP_SECONDS)
