"""Campaigns that wait for their time: which are due, and taking one on whose time has come."""

from datetime import datetime

from sqlmodel import Session, col, select

from pushdesk.model.campaign import Campaign, CampaignState
from pushdesk.model.errors import Conflict
from pushdesk.model.schedule import LATENESS, is_missed, require_future
from pushdesk.model.views import CampaignRow
from pushdesk.services.store import addresses, campaign_rows, campaigns
from pushdesk.services.store.revision import next_revision


def waiting(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    """Ids and times of the campaigns that may still start by themselves, the next one first."""
    statement = (
        select(Campaign.id, Campaign.scheduled_at)
        .where(Campaign.state == CampaignState.SCHEDULED, col(Campaign.scheduled_at) >= now - LATENESS)
        .order_by(col(Campaign.scheduled_at))
    )
    return [(name, at) for name, at in session.exec(statement) if at is not None]


def every(session: Session) -> list[CampaignRow]:
    """All that wait for their time or were missed, the earliest first."""
    statement = select(Campaign).where(Campaign.state == CampaignState.SCHEDULED)
    return campaign_rows.rows(session, list(session.exec(statement.order_by(col(Campaign.scheduled_at)))))


def move(session: Session, campaign_id: str, at: datetime, now: datetime) -> None:
    """Let it start `at` another time. Raises BadInput for a past one, Conflict where it waits no longer."""
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.state is not CampaignState.SCHEDULED:
        raise Conflict(f"This campaign is {campaign.state.value}: its time can no longer be changed.")
    require_future(at, now)
    campaign.scheduled_at, campaign.revision = at, next_revision(session)
    session.add(campaign)


def is_due(session: Session, campaign_id: str, now: datetime) -> bool:
    """Whether it still waits and its time has come, and not so long ago that somebody must be asked."""
    campaign = campaigns.by_id(session, campaign_id)
    at = campaign.scheduled_at
    return (
        campaign.state is CampaignState.SCHEDULED and at is not None and at <= now and not is_missed(at, now)
    )


def refresh_receiver(session: Session, campaign_id: str) -> None:
    """Have devices report to the receiver that runs now, where the campaign has not begun yet."""
    campaign = campaigns.by_id(session, campaign_id)
    if campaign.state is CampaignState.SCHEDULED:
        campaign.receiver = addresses.present(session).get(addresses.RECEIVER, campaign.receiver)
        session.add(campaign)
