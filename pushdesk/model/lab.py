"""The lab's own records: agents (devices and browsers), their channels, what is stored for them.

Words as in RFC 8030 and autopush: a user agent registers channels; each has a push resource.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import JSON, Column, Field, Index, SQLModel

from pushdesk.model import clock
from pushdesk.model.columns import words
from pushdesk.model.identifiers import new_id


class AgentKind(StrEnum):
    """What sits at the other end."""

    VIRTUAL = "virtual"
    FIREFOX = "firefox"


class LabAgent(SQLModel, table=True):
    """A user agent. `id` is Firefox's uaid; `keys` hold a virtual device's own secrets (base64url).

    An `away` virtual device is not connected: its messages wait until it returns or their TTL ends.
    """

    __tablename__ = "lab_agent"

    id: str = Field(primary_key=True)
    kind: AgentKind = Field(sa_type=words(AgentKind))
    name: str = ""
    keys: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    away: bool = False
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)


class LabChannel(SQLModel, table=True):
    """One push subscription at the lab. `endpoint` is the exact URL that was handed out.

    `announced_at` says when the desk took a virtual device's subscription; an ended one answers 410.
    """

    __tablename__ = "lab_channel"

    token: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="lab_agent.id", index=True, ondelete="CASCADE")
    channel_id: str
    endpoint: str = Field(unique=True, index=True)
    vapid_public_key: str | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    announced_at: datetime | None = Field(default=None, sa_type=clock.Moment)
    ended_at: datetime | None = Field(default=None, sa_type=clock.Moment)


class LabMessage(SQLModel, table=True):
    """A message stored until it is acknowledged or its TTL ends. `headers` as the device needs them."""

    __tablename__ = "lab_message"
    __table_args__ = (Index("ix_lab_message_token_topic", "token", "topic"),)

    id: str = Field(default_factory=lambda: new_id(20), primary_key=True)
    token: str = Field(foreign_key="lab_channel.token", index=True, ondelete="CASCADE")
    body: bytes
    headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    ttl: int
    urgency: str
    topic: str | None = None
    stored_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    expires_at: datetime = Field(sa_type=clock.Moment, index=True)


class LabNotification(SQLModel, table=True):
    """One message a virtual device handled. `silent_copies` counts duplicates it replaced unseen.

    `error` says what went wrong: with `shown` false it put up nothing (it could not decrypt), else the
    message was shown without its options. `delivery` is None where the message carried no id.
    """

    __tablename__ = "lab_notification"
    __table_args__ = (Index("ix_lab_notification_agent_delivery", "agent_id", "delivery", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    agent_id: str = Field(foreign_key="lab_agent.id", ondelete="CASCADE")
    delivery: str | None = None
    title: str
    options: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    shown: bool = True
    error: str = ""
    shown_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    silent_copies: int = 0


class LabReceipt(SQLModel, table=True):
    """A receipt of a virtual device on its way to the desk (`body` as posted); gone once it was taken."""

    __tablename__ = "lab_receipt"

    id: int | None = Field(default=None, primary_key=True)
    agent_id: str = Field(foreign_key="lab_agent.id", ondelete="CASCADE")
    delivery: str
    body: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
