"""Every change has a number; a reader asks for what came after the last one it saw."""

from pathlib import Path

from sqlmodel import Session

from pushdesk.services.store.database import open_engine
from pushdesk.services.store.revision import newest_revision, next_revision


def test_numbers_grow_by_one_and_start_from_nought(session: Session) -> None:
    assert newest_revision(session) == 0
    assert [next_revision(session), next_revision(session)] == [1, 2]
    assert newest_revision(session) == 2


def test_a_number_that_was_not_committed_is_given_again(session: Session, path: Path) -> None:
    assert next_revision(session) == 1
    session.rollback()
    assert next_revision(session) == 1
    session.commit()
    engine = open_engine(path, begin="BEGIN")
    with Session(engine) as reader:
        assert newest_revision(reader) == 1
    engine.dispose()
