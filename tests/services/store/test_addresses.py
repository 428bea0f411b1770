"""Where the owner listens, for processes beside it."""

from sqlmodel import Session

from pushdesk.services.store import addresses

HERE = {addresses.RECEIVER: "http://localhost:8765", addresses.PUSH_SERVICE: "http://127.0.0.1:8766"}


def test_nobody_listens_at_first(session: Session) -> None:
    assert addresses.present(session) == {}


def test_what_is_published_is_found_until_it_is_withdrawn(session: Session) -> None:
    addresses.publish(session, HERE)
    assert addresses.present(session) == HERE
    addresses.withdraw(session)
    assert addresses.present(session) == {}


def test_an_owner_that_was_killed_is_forgotten_by_the_next(session: Session) -> None:
    addresses.publish(session, HERE)
    session.commit()
    addresses.publish(session, {addresses.RECEIVER: "http://localhost:1"})
    assert addresses.present(session) == {addresses.RECEIVER: "http://localhost:1"}
