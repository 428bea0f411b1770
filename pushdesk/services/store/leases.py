"""Who runs a campaign: a lease with a heartbeat, and what others ask the runner to do."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select, update

from pushdesk.model import clock
from pushdesk.model.campaign import ENDED_CAMPAIGNS, Campaign, CampaignState
from pushdesk.model.errors import BadInput, Conflict
from pushdesk.services.store import campaigns
from pushdesk.services.store.revision import next_revision


def is_held(campaign: Campaign, now: datetime) -> bool:
    """Whether a living runner has it."""
    return campaign.runner is not None and campaign.lease_until is not None and campaign.lease_until > now


def take(session: Session, campaign_id: str, runner: str, until: datetime, now: datetime) -> Campaign:
    """Make `runner` the one that sends this campaign; raises Conflict while another one does.

    An ended campaign is returned as it is, held by nobody.
    """
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.state in ENDED_CAMPAIGNS:
        return campaign
    if is_held(campaign, now) and campaign.runner != runner:
        raise Conflict("Another PushDesk is sending this campaign. Wait for it, or pause it first.")
    campaign.runner, campaign.lease_until, campaign.requested = runner, until, None
    campaign.run_started_at = clock.now()
    campaign.started_at = campaign.started_at or campaign.run_started_at
    _enter(session, campaign, CampaignState.SENDING)
    campaigns.take_back(session, campaign_id)
    return campaign


def take_for_retry(
    session: Session, campaign_id: str, runner: str, until: datetime, now: datetime
) -> Campaign:
    """As `take`, a finished one too, with what failed or was rejected to be sent once more.

    Raises BadInput where nothing failed, or the campaign was cancelled: that is for good.
    """
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.state is CampaignState.CANCELLED:
        raise BadInput(
            "This campaign was cancelled for good: nothing of it is sent again. Duplicate it to send its "
            "message in a new one."
        )
    if campaign.state is CampaignState.FINISHED:
        campaign.finished_at = None
        _enter(session, campaign, CampaignState.PAUSED)
    take(session, campaign_id, runner, until, now)
    if not campaigns.retry_failed(session, campaign_id):
        raise BadInput("Nothing of this campaign failed or was rejected: there is nothing to send once more.")
    return campaign


_campaigns = Campaign.__table__  # type: ignore[attr-defined]
_KEEP = (
    update(_campaigns)
    .where(
        _campaigns.c.id == bindparam("named"),
        _campaigns.c.runner == bindparam("mine"),
        _campaigns.c.state == CampaignState.SENDING,
    )
    .values(lease_until=bindparam("until"))
    .returning(_campaigns.c.requested)
)


def renew(session: Session, campaign_id: str, runner: str, until: datetime) -> CampaignState | None:
    """Keep the lease; returns what others asked for. Raises Conflict where the lease went to another."""
    session.flush()
    # Every batch comes through here: one statement where all is as it should be.
    kept = session.connection().execute(_KEEP, {"named": campaign_id, "mine": runner, "until": until}).first()
    if kept is not None:
        asked: CampaignState | None = kept.requested
        return asked
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.runner != runner:
        raise Conflict("Another PushDesk took this campaign over; this one stopped sending it.")
    if campaign.state is CampaignState.INTERRUPTED:
        # This process stood still longer than its lease (a suspended laptop) and nobody went on meanwhile.
        _enter(session, campaign, CampaignState.SENDING)
    campaign.lease_until = until
    session.add(campaign)
    return campaign.requested


def release(session: Session, campaign_id: str, runner: str, state: CampaignState) -> None:
    """Let go of the campaign in `state`, where `runner` still has it."""
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.runner != runner:
        return
    campaign.runner, campaign.lease_until, campaign.requested = None, None, None
    _enter(session, campaign, state)


def request(session: Session, campaign_id: str, wanted: CampaignState, now: datetime) -> Campaign:
    """Ask the runner to pause or cancel; where nobody runs it, do it at once. Raises Conflict when ended."""
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.state in ENDED_CAMPAIGNS:
        raise Conflict(f"This campaign is {campaign.state.value} already: there is nothing left to stop.")
    if is_held(campaign, now):
        # A cancel outranks a pause that came before it.
        if campaign.requested is not CampaignState.CANCELLED:
            campaign.requested = wanted
        session.add(campaign)
        return campaign
    _stop(session, campaign, wanted)
    return campaign


def interrupt_lapsed(session: Session, now: datetime) -> list[str]:
    """Mark campaigns whose runner died as interrupted; returns their ids.

    The runner stays on record, for it may only have stood still: `renew` lets that one go on, and
    nobody else. One that had been asked to cancel is cancelled: nobody may resume it by mistake.
    """
    statement = select(Campaign).where(
        Campaign.state == CampaignState.SENDING, col(Campaign.lease_until) <= now
    )
    lapsed = list(session.exec(statement))
    for campaign in lapsed:
        if campaign.requested is CampaignState.CANCELLED:
            _stop(session, campaign, CampaignState.CANCELLED)
        else:
            campaign.lease_until = None
            _enter(session, campaign, CampaignState.INTERRUPTED)
    return [campaign.id for campaign in lapsed]


def _stop(session: Session, campaign: Campaign, state: CampaignState) -> None:
    """Pause or cancel a campaign that nobody runs."""
    if state is CampaignState.CANCELLED:
        campaigns.cancel_unanswered(session, campaign.id)
        campaigns.cancel_open(session, campaign.id, "Cancelled before it was sent.")
    else:
        campaigns.take_back(session, campaign.id)
    campaign.runner, campaign.lease_until, campaign.requested = None, None, None
    _enter(session, campaign, state)


def _enter(session: Session, campaign: Campaign, state: CampaignState) -> None:
    campaign.state = state
    if state in ENDED_CAMPAIGNS:
        campaign.finished_at = clock.now()
    campaign.revision = next_revision(session)
    session.add(campaign)
