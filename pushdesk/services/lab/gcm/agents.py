"""Chromium's agents in the database: who checked in, with which secret, in which profile. Functions of a
session."""

import hmac
from datetime import datetime

from sqlmodel import Session

from pushdesk.model.lab import AgentKind, LabAgent
from pushdesk.services.lab.gcm.checkin import Identity

SECRET = "securityToken"


def add(session: Session, identity: Identity, profile: str, name: str, now: datetime) -> None:
    """Store a browser that has checked in for the first time."""
    session.add(
        LabAgent(
            id=identity.android_id,
            kind=AgentKind.CHROMIUM,
            name=name,
            profile=profile,
            keys={SECRET: identity.security_token},
            created_at=now,
        )
    )


def is_known(session: Session, identity: Identity) -> bool:
    """Whether `identity` is one that this lab gave out, secret included."""
    row = session.get(LabAgent, identity.android_id)
    if row is None or row.kind is not AgentKind.CHROMIUM:
        return False
    return hmac.compare_digest(row.keys.get(SECRET, ""), identity.security_token)


def settle(session: Session, identity: Identity, profile: str, name: str) -> bool:
    """Whether `identity` is known; if it is, it lives in `profile` and calls itself `name` now."""
    if not is_known(session, identity):
        return False
    row = session.get_one(LabAgent, identity.android_id)
    row.profile, row.name = profile, name or row.name
    return True
