"""What the control interface reads and resets in the database. Functions of a session."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select

from pushdesk.model.errors import NotFound
from pushdesk.model.lab import LabAgent, LabCaught, LabMessage, LabNotification
from pushdesk.services.lab.control.parsing import Wanted
from pushdesk.services.store import caught


@dataclass(frozen=True)
class Arrived:
    """A caught message (its body is not read), and what a virtual device made of it, if it did."""

    caught: LabCaught
    notification: LabNotification | None


def messages(session: Session, wanted: Wanted) -> list[Arrived]:
    """The oldest that are wanted, in the order of their numbers; raises NotFound for a device not here."""
    if wanted.device is not None:
        known_device(session, wanted.device)
    statement = (
        _select()
        .where(col(LabCaught.number) > wanted.since)
        .order_by(col(LabCaught.number))
        .limit(wanted.limit)
    )
    if wanted.device is not None:
        statement = statement.where(LabCaught.agent_id == wanted.device)
    return [Arrived(*found) for found in session.exec(statement)]


def message(session: Session, number: int) -> Arrived:
    """One of them; raises NotFound."""
    found = session.exec(_select().where(LabCaught.number == number)).first()
    if found is None:
        raise NotFound(f"The lab has no caught message {number}: it was cleared, or never came.")
    return Arrived(*found)


def _select() -> Any:
    return (
        select(LabCaught, LabNotification)
        .join(LabNotification, col(LabNotification.id) == col(LabCaught.message_id), isouter=True)
        .options(defer(LabCaught.body))  # type: ignore[arg-type]  # SQLModel types it as bytes
    )


def known_device(session: Session, agent_id: str) -> None:
    """Raises NotFound where the lab has no such device."""
    agent = session.get(LabAgent, agent_id)
    if agent is None or agent.removed:
        raise NotFound(f"There is no device “{agent_id}” in the lab.")


def shown(session: Session, notification_id: str) -> LabNotification:
    """A notification of a virtual device; raises NotFound."""
    found = session.get(LabNotification, notification_id)
    if found is None or not found.shown:
        raise NotFound(f"No virtual device and no built-in browser shows a notification “{notification_id}”.")
    return found


def empty(session: Session) -> None:
    """Forget what was caught and what waits for its device."""
    session.connection().execute(delete(LabMessage))
    caught.clear(session)
