"""The counts of a campaign, kept with every step: to count a hundred thousand rows anew is slow."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, insert, select

from pushdesk.model.campaign import CampaignTally, DeliveryState
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.services.store.revision import next_revision

RESENT = "resent"
HEARD = (ReceiptEvent.SHOWN, ReceiptEvent.CLICKED)
WORDS = (*(str(state) for state in DeliveryState), *(str(event) for event in HEARD), RESENT)
# By the driver: each batch of a campaign comes through here twice.
_GROW = (
    "INSERT INTO campaign_tally (campaign_id, word, number) VALUES (?, ?, ?) "
    "ON CONFLICT (campaign_id, word) DO UPDATE SET number = number + excluded.number"
)
_TOUCH = "UPDATE campaign SET revision = ? WHERE id = ?"


def begin(session: Session, campaign_id: str, pending: int) -> None:
    """The counts of a campaign that was just written, with so many deliveries."""
    values = [
        {"campaign_id": campaign_id, "word": word, "number": pending * (word == DeliveryState.PENDING)}
        for word in WORDS
    ]
    session.connection().execute(insert(CampaignTally), values)


def add(session: Session, campaign_id: str, changes: Mapping[str, int]) -> None:
    """Count `changes` in, by word; what is not there yet (a campaign of an older version) begins at 0.

    With them the campaign is a changed one: whoever looks at its counts alone reads no delivery.
    """
    session.flush()
    grown = [(campaign_id, word, number) for word, number in changes.items() if number]
    if grown:
        session.connection().exec_driver_sql(_GROW, grown)
        session.connection().exec_driver_sql(_TOUCH, (next_revision(session), campaign_id))


def steps(before: Mapping[str, int], after: str) -> Counter[str]:
    """The changes where so many deliveries of each state `before` came to `after`."""
    changes = Counter({after: sum(before.values())})
    changes.subtract(before)
    return changes


def read(session: Session, campaign_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """The counts of each campaign by word; a word that was never counted is left out."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for start in range(0, len(campaign_ids), 500):
        some = campaign_ids[start : start + 500]
        columns = select(CampaignTally.campaign_id, CampaignTally.word, CampaignTally.number)
        for campaign_id, word, number in session.exec(
            columns.where(col(CampaignTally.campaign_id).in_(some))
        ):
            found[campaign_id][word] = number
    return found
