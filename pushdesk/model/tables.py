"""Every table, so that one import makes the metadata whole (migrations compare against it)."""

from sqlmodel import Field, SQLModel

from pushdesk.model.campaign import Attempt, Campaign, CampaignTally, Delivery
from pushdesk.model.draft import Draft
from pushdesk.model.lab import (
    LabAgent,
    LabCaught,
    LabChannel,
    LabFault,
    LabMessage,
    LabNotification,
    LabProfile,
    LabReceipt,
)
from pushdesk.model.message_template import MessageTemplate
from pushdesk.model.receipt import Receipt
from pushdesk.model.subscription import Subscription, SubscriptionTag
from pushdesk.model.vapid import VapidKey


class Revision(SQLModel, table=True):
    """One row: the number of the last change. Writers are one at a time, so it grows in commit order."""

    id: int = Field(default=1, primary_key=True)
    value: int = 0


class OwnerAddress(SQLModel, table=True):
    """Where the process that owns the data folder listens now; empty while nobody does."""

    __tablename__ = "owner_address"

    part: str = Field(primary_key=True)
    url: str


ALL = (
    Attempt,
    Campaign,
    CampaignTally,
    Delivery,
    Draft,
    LabAgent,
    LabCaught,
    LabChannel,
    LabFault,
    LabMessage,
    LabNotification,
    LabProfile,
    LabReceipt,
    MessageTemplate,
    OwnerAddress,
    Receipt,
    Revision,
    Subscription,
    SubscriptionTag,
    VapidKey,
)
