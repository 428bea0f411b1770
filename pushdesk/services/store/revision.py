"""The number that grows with every change, so that a reader can ask for what is new."""

from sqlalchemy import text
from sqlmodel import Session


def next_revision(session: Session) -> int:
    """A new number for the rows that this transaction changes."""
    statement = text("UPDATE revision SET value = value + 1 RETURNING value")
    return int(session.connection().execute(statement).scalar_one())


def newest_revision(session: Session) -> int:
    """The number of the last committed change."""
    return int(session.connection().execute(text("SELECT value FROM revision")).scalar_one())
