"""Campaigns that wait for their time: which are due, and taking one on whose time has come."""

from datetime import datetime

from sqlmodel import Session, col, select

from pushdesk.model.campaign import Campaign, CampaignState
from pushdesk.model.schedule import LATENESS, is_missed
from pushdesk.services.store import addresses, campaigns


def waiting(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    """Ids and times of the campaigns that may still start by themselves, the next one first."""
    statement = (
        select(Campaign.id, Campaign.scheduled_at)
        .where(Campaign.state == CampaignState.SCHEDULED, col(Campaign.scheduled_at) >= now - LATENESS)
        .order_by(col(Campaign.scheduled_at))
    )
    return [(name, at) for name, at in session.exec(statement) if at is not None]


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
