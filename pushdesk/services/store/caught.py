"""Caught messages in the database: kept, changed by what became of them, cleared. Functions of a session."""

from sqlmodel import Session, delete, func, select

from pushdesk.model.errors import NotFound
from pushdesk.model.lab import LabCaught


def get(session: Session, number: int) -> LabCaught:
    """One with everything; raises NotFound."""
    found = session.get(LabCaught, number)
    if found is None:
        raise NotFound(f"The lab has no caught message {number}: it was cleared, or never came.")
    return found


def count(session: Session) -> int:
    """How many are kept."""
    return session.exec(select(func.count()).select_from(LabCaught)).one()


def clear(session: Session) -> None:
    """Delete all of them."""
    session.connection().execute(delete(LabCaught))
