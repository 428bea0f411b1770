"""The lab's own records: agents (devices and browsers), their channels, what was stored, what was caught.

Words as in RFC 8030 and autopush: a user agent registers channels; each has a push resource.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import JSON, Column, Field, Index, SQLModel, text

from pushdesk.model import clock
from pushdesk.model.columns import words
from pushdesk.model.identifiers import new_id


class AgentKind(StrEnum):
    """What sits at the other end, by the protocol it speaks: the built-in browser is a Chromium."""

    VIRTUAL = "virtual"
    FIREFOX = "firefox"
    CHROMIUM = "chromium"


class LabProfile(SQLModel, table=True):
    """A browser profile of the lab's own, in a folder named `id`. `browser` as in browsers.toml, or builtin.

    One that is not `kept` is deleted with its folder when its browser ends.
    """

    __tablename__ = "lab_profile"

    id: str = Field(default_factory=new_id, primary_key=True)
    browser: str
    name: str
    kept: bool = False
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)


class LabAgent(SQLModel, table=True):
    """A user agent. `id` is Firefox's uaid or Chromium's android_id (decimal).

    `keys` hold a virtual device's own secrets (base64url), or Chromium's `securityToken` (decimal).
    `profile` is the LabProfile it lives in, empty where somebody else started it.
    An `away` virtual device is not connected: its messages wait until it returns or their TTL ends.
    A `guest` was made through the control interface for somebody's tests; a `removed` one answers 410 and is
    deleted when the lab starts again.
    """

    __tablename__ = "lab_agent"

    id: str = Field(primary_key=True)
    kind: AgentKind = Field(sa_type=words(AgentKind))
    name: str = ""
    profile: str = Field(default="", index=True)
    keys: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    away: bool = False
    guest: bool = False
    removed: bool = False
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)


class LabChannel(SQLModel, table=True):
    """One push subscription at the lab. `endpoint` is the exact URL that was handed out.

    A Chromium makes its endpoint itself, from `token` and a host of Google's: here stands the alias on the
    lab, which other people's senders use.
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


class CaughtState(StrEnum):
    """How far a caught message came. The first four words are the lab's, the others the device's."""

    REFUSED = "refused"
    WAITING = "waiting"
    DROPPED = "dropped"
    DELIVERED = "delivered"
    UNDECRYPTABLE = "undecryptable"
    SHOWN = "shown"
    CLICKED = "clicked"
    CLOSED = "closed"
    FAILED = "failed"


class LabCaught(SQLModel, table=True):
    """One request to a push resource of the lab, kept as a mail catcher keeps mail.

    `status` is what the sender was answered (0: nothing, the connection was dropped); `code` the machine
    word of a refusal, of a fault's preset, or of why it was dropped; `reason` the sentence. `headers` as they
    came, the token without its signature. `payload` is the decrypted text where the keys are the lab's own,
    or what a real browser's worker reported. `delivery` is the desk's own, where it is the sender.
    `events`: `{"event", "at"}`, with `action` and `error` where there is one. `answer`: `{"headers", "body",
    "how"}` (services/lab/answers.py), None where nobody was answered, or where an older version caught it.
    """

    __tablename__ = "lab_caught"
    # A number is never given twice, not even after everything was cleared: who asks for what came since
    # the last one he saw misses nothing.
    __table_args__ = (
        Index("ix_lab_caught_delivery", "delivery", sqlite_where=text("delivery IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
    message_id: str | None = Field(default=None, index=True)
    token: str
    delivery: str | None = None
    agent_id: str | None = None
    device: str = ""
    size: int = 0
    ttl: int | None = None
    urgency: str | None = None
    topic: str | None = None
    sender_key: str | None = None
    status: int
    state: CaughtState = Field(sa_type=words(CaughtState))
    code: str = ""
    reason: str = ""
    fault: str | None = None
    title: str = ""
    payload: str | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    body: bytes = b""
    events: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    revision: int = Field(default=0, index=True)


class LabFault(SQLModel, table=True):
    """A fault in force, for one device, for all of one `kind` (one push service), or for every device.

    `document` as fault_reading.parse_fault reads it.

    `remaining` counts the messages it still applies to, None: until it is cleared.
    """

    __tablename__ = "lab_fault"

    id: str = Field(default_factory=new_id, primary_key=True)
    agent_id: str | None = Field(default=None, foreign_key="lab_agent.id", ondelete="CASCADE")
    kind: AgentKind | None = Field(default=None, sa_type=words(AgentKind))
    document: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    remaining: int | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
