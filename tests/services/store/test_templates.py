"""Templates in the database: one place each, whoever asks."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.message_template import MessageTemplate
from pushdesk.model.payload import PayloadShape
from pushdesk.services.store import templates


def kept(session: Session, name: str, folder: str = "") -> MessageTemplate:
    row = MessageTemplate(name=name, folder=folder, message={})
    return templates.put(session, row, {"title": name}, PayloadShape.PUSHDESK, "")


def test_a_place_names_one_template(session: Session) -> None:
    row = kept(session, "a", "x")
    assert templates.by_place(session, "x", "a") is row
    assert templates.by_place(session, "", "a") is None
    assert templates.by_place(session, "x", "A") is None
    with pytest.raises(IntegrityError):
        kept(session, "a", "x")


def test_what_is_written_comes_back(session: Session) -> None:
    row = templates.put(session, kept(session, "a"), {"title": "t"}, PayloadShape.CUSTOM, "x")
    session.expire_all()
    found = templates.by_id(session, row.id)
    assert (found.message, found.shape, found.shape_template) == ({"title": "t"}, PayloadShape.CUSTOM, "x")
    with pytest.raises(NotFound, match="deleted"):
        templates.by_id(session, "nobody")


def test_a_move_to_a_taken_place_changes_nothing(session: Session) -> None:
    row = kept(session, "a")
    kept(session, "b")
    with pytest.raises(Conflict):
        templates.move(session, row, "", "b")
    assert (row.name, row.folder) == ("a", "")
    assert templates.move(session, row, "", "a").name == "a"
    assert templates.move(session, row, "x", "b").folder == "x"
