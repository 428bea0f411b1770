"""What the desk shows of campaigns: the history's lines with their counts, the attempts of a delivery."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from pushdesk.model.campaign import Attempt, Campaign
from pushdesk.model.views import CampaignRow, Counts
from pushdesk.services.store import tally


def rows(session: Session, found: Sequence[Campaign]) -> list[CampaignRow]:
    """The history's lines for `found`, with their counts."""
    numbers = tally.read(session, [campaign.id for campaign in found])
    return [
        CampaignRow(
            id=campaign.id,
            title=campaign.title,
            state=campaign.state,
            created_at=campaign.created_at,
            started_at=campaign.started_at,
            finished_at=campaign.finished_at,
            message=campaign.message,
            audience=tuple(campaign.audience),
            counts=_counts(numbers[campaign.id]),
            shape=campaign.shape,
            shape_template=campaign.shape_template,
            resent=numbers[campaign.id].get(tally.RESENT, 0),
            scheduled_at=campaign.scheduled_at,
            run_started_at=campaign.run_started_at,
        )
        for campaign in found
    ]


def every(session: Session) -> list[CampaignRow]:
    """All campaigns, newest first."""
    newest_first = select(Campaign).order_by(col(Campaign.created_at).desc(), col(Campaign.id))
    return rows(session, session.exec(newest_first).all())


def attempts(session: Session, delivery_id: str) -> list[Attempt]:
    """All attempts of one delivery, first to last."""
    statement = select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(col(Attempt.number))
    return list(session.exec(statement))


def _counts(numbers: Mapping[str, int]) -> Counts:
    return Counts(**{word: numbers.get(word, 0) for word in Counts.__dataclass_fields__})
