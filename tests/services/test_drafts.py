"""Drafts in a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from pushdesk.model.draft import Draft
from pushdesk.services.drafts import Drafts
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An open database with today's tables."""
    path = tmp_path / "desk.sqlite3"
    migrate(path)
    async with Database(path) as opened:
        yield opened


async def test_there_is_no_draft_before_the_first_is_saved(database: Database) -> None:
    assert await Drafts(database).latest() is None


async def test_a_draft_is_saved_again_under_its_id(database: Database) -> None:
    drafts = Drafts(database)
    identifier = await drafts.save(None, {"title": "H"}, ["all"])
    assert await drafts.save(identifier, {"title": "Hello", "ttl": ""}, ["tag:a", "id:b"]) == identifier
    latest = await drafts.latest()
    assert latest is not None
    assert (latest.id, latest.form, latest.audience) == (
        identifier,
        {"title": "Hello", "ttl": ""},
        ["tag:a", "id:b"],
    )


def _long_ago(session: Session, identifier: str) -> None:
    draft = session.get_one(Draft, identifier)
    draft.updated_at -= timedelta(hours=1)
    session.add(draft)


async def test_the_latest_draft_is_the_one_saved_last(database: Database) -> None:
    drafts = Drafts(database)
    older = await drafts.save(None, {"title": "older"}, [])
    # The clock has milliseconds: put the first one well into the past instead of waiting.
    await database.write(_long_ago, older)
    await drafts.save(None, {"title": "newer"}, [])
    latest = await drafts.latest()
    assert latest is not None
    assert latest.form == {"title": "newer"}


async def test_a_draft_that_is_gone_is_written_anew(database: Database) -> None:
    drafts = Drafts(database)
    identifier = await drafts.save("nobody", {"title": "kept"}, [])
    assert identifier != "nobody"
    latest = await drafts.latest()
    assert latest is not None
    assert latest.form == {"title": "kept"}
