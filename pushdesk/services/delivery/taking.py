"""Taking a campaign on that exists already: its lease, and whether it may be sent at all."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.campaign import OPEN_STATES, Campaign, CampaignState, Delivery
from pushdesk.model.errors import Conflict
from pushdesk.services.delivery.contact import require_contact
from pushdesk.services.delivery.letting_go import kept_or_let_go
from pushdesk.services.delivery.run_steps import LEASE
from pushdesk.services.store import campaigns, leases, schedule
from pushdesk.services.store.database import Database
from pushdesk.services.store.subscriptions import AUDIENCE_PAGE
from pushdesk.settings import Settings

_CONFLICT_SECONDS = 0.2
# Session, campaign, runner, until when, now.
Take = Callable[[Session, str, str, datetime, datetime], Campaign]


class Taking:
    """Takes campaigns on for `runner`."""

    def __init__(self, database: Database, settings: Callable[[], Settings], runner: str) -> None:
        self._database = database
        self._settings = settings
        self._runner = runner

    async def take(self, campaign_id: str, how: Take) -> Campaign:
        """Take it on as `how` does (see `leases`), once the lease of a runner that died has lapsed.

        Raises Conflict where another process goes on sending it, BadInput where a contact is missing,
        NotFound, and what `how` raises. Where it is cancelled, it has let go.
        """
        held_until: datetime | None = None
        began = time.monotonic()
        while True:
            now = clock.now()
            if held_until is not None and time.monotonic() - began > LEASE.total_seconds():
                # The clock was set back since its runner died: by that, it would be held for days.
                now = max(now, held_until)
            try:
                taking = self._database.write(self._take_now, campaign_id, now, how)
                return await kept_or_let_go(taking, lambda _: self.let_go(campaign_id))
            except Conflict:
                holder = await self._database.read(campaigns.by_id, campaign_id)
                # A lease that moves has a living runner; one that stands still lapses in LEASE at most.
                if held_until is not None and holder.lease_until != held_until:
                    raise
                held_until = holder.lease_until
            await asyncio.sleep(_CONFLICT_SECONDS)

    def _take_now(self, session: Session, campaign_id: str, now: datetime, how: Take) -> Campaign:
        schedule.refresh_receiver(session, campaign_id)
        campaign = how(session, campaign_id, self._runner, clock.now() + LEASE, now)
        open_ones = select(Delivery.subscription_id, Delivery.endpoint).where(
            Delivery.campaign_id == campaign_id, col(Delivery.state).in_(OPEN_STATES)
        )
        pages = open_ones.execution_options(yield_per=AUDIENCE_PAGE)
        require_contact(session, self._settings(), lambda: session.exec(pages).partitions())
        return campaign

    async def let_go(self, campaign_id: str) -> None:
        """Pause a campaign that was taken on and not begun."""
        await self._database.write(leases.release, campaign_id, self._runner, CampaignState.PAUSED)

    async def take_due(self, campaign_id: str) -> bool:
        """Take a scheduled one on whose time has come; False where somebody was faster, or it is too late."""
        return await self._database.write(self._take_due, campaign_id)

    def _take_due(self, session: Session, campaign_id: str) -> bool:
        now = clock.now()
        if not schedule.is_due(session, campaign_id, now):
            return False
        self._take_now(session, campaign_id, now, leases.take)
        return True
