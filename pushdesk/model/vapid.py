"""VapidKey: the public part of an application server key, and the contact that signs for it (RFC 8292)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from pushdesk.model import clock
from pushdesk.model.columns import words
from pushdesk.model.contact import PLACEHOLDER_CONTACT as PLACEHOLDER_CONTACT
from pushdesk.model.contact import parse_contact as parse_contact


class KeyStorage(StrEnum):
    """Where the private part is."""

    KEYRING = "keyring"
    FILE = "file"


class VapidKey(SQLModel, table=True):
    """One application server key; the private part is never here."""

    __tablename__ = "vapid_key"

    public_key: str = Field(primary_key=True)
    storage: KeyStorage = Field(sa_type=words(KeyStorage))
    current: bool = False
    created_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
