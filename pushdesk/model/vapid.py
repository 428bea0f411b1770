"""VapidKey: the public part of an application server key, and the contact that signs for it (RFC 8292)."""

import re
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from sqlmodel import Field, SQLModel

from pushdesk.model import clock
from pushdesk.model.columns import words
from pushdesk.model.endpoint import is_public
from pushdesk.model.errors import BadInput

# What messages to the lab and to trusted hosts carry until a contact is set.
PLACEHOLDER_CONTACT = "mailto:nobody@pushdesk.example"
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]+@([^\s<>@/]+)")
# Apple refuses a token whose contact names a host that cannot exist (facts: push-services.md row 1).
_UNREAL_SUFFIXES = (".invalid", ".test", ".example", ".devhost", ".localhost", ".local")


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


def parse_contact(text: str) -> str:
    """`text` as a VAPID `sub`: `mailto:` or `https:` with a real host (RFC 8292 section 2.1).

    Raises BadInput. A blank or angle brackets make a malformed URI that Apple refuses.
    """
    contact = text.strip()
    mail = _ADDRESS.fullmatch(contact.removeprefix("mailto:")) if contact.startswith("mailto:") else None
    host = mail.group(1) if mail else ""
    if not mail and contact.startswith("https://") and not re.search(r"\s", contact):
        try:
            host = urlsplit(contact).hostname or ""
        except ValueError:
            host = ""
    if not host:
        raise BadInput(
            "The contact must be mailto:you@your-domain or https://your-domain, with no blanks or brackets."
        )
    if not is_public(host) or host.lower().endswith(_UNREAL_SUFFIXES):
        raise BadInput(f"Push services refuse a contact at “{host}”: use an address on a real domain.")
    return contact
