"""Where the owner of the data folder listens now, for processes beside it (`send` to the lab's devices)."""

from sqlmodel import Session, delete, select

from pushdesk.model.tables import OwnerAddress

RECEIVER = "receiver"
PUSH_SERVICE = "push_service"


def publish(session: Session, addresses: dict[str, str]) -> None:
    """Replace what is written: a part's name and its origin."""
    withdraw(session)
    session.add_all(OwnerAddress(part=part, url=url) for part, url in addresses.items())


def withdraw(session: Session) -> None:
    """Nobody listens any more."""
    session.connection().execute(delete(OwnerAddress))


def present(session: Session) -> dict[str, str]:
    """A part's name and its origin, empty while nobody owns the folder."""
    return {row.part: row.url for row in session.exec(select(OwnerAddress))}
