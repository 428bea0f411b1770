"""Drafts in a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from pushdesk.model.draft import Draft
from pushdesk.services.drafts import Drafts
from pushdesk.services.early_draft import LeftBehind
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
    assert await Drafts(database).recent(1) == []


async def test_a_draft_is_saved_again_under_its_id(database: Database) -> None:
    drafts = Drafts(database)
    identifier = await drafts.save(None, {"title": "H"}, ["all"])
    assert await drafts.save(identifier, {"title": "Hello", "ttl": ""}, ["tag:a", "id:b"]) == identifier
    (latest,) = await drafts.recent(1)
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
    (latest,) = await drafts.recent(1)
    assert latest.form == {"title": "newer"}


async def test_a_draft_that_is_gone_is_written_anew_under_its_id(database: Database) -> None:
    drafts = Drafts(database)
    assert await drafts.save("nobody", {"title": "kept"}, []) == "nobody"
    (latest,) = await drafts.recent(1)
    assert latest.form == {"title": "kept"}


async def test_the_recent_ones_come_the_last_one_first(database: Database) -> None:
    drafts = Drafts(database)
    await database.write(_long_ago, await drafts.save(None, {"title": "older"}, []))
    await drafts.save(None, {"title": "newer"}, [])
    assert [draft.form["title"] for draft in await drafts.recent(3)] == ["newer", "older"]


async def test_what_was_left_behind_is_saved_now_in_its_order(database: Database) -> None:
    drafts = Drafts(database)
    await database.write(_long_ago, await drafts.save(None, {"title": "before"}, []))
    found = [LeftBehind(name, {"title": name}, ["all"]) for name in ("z", "m", "a")]
    assert await drafts.add(found) == 3
    recent = await drafts.recent(9)
    assert [draft.form["title"] for draft in recent] == ["a", "m", "z", "before"]
    assert recent[0].audience == ["all"]


async def test_what_is_a_draft_already_stays_as_it_was_written_on(database: Database) -> None:
    drafts = Drafts(database)
    await drafts.save("typed", {"title": "written on"}, [])
    assert await drafts.add([LeftBehind("typed", {"title": "as it began"}, [])]) == 0
    (draft,) = await drafts.recent(2)
    assert draft.form == {"title": "written on"}


async def test_a_lone_surrogate_survives_as_it_was_typed(database: Database) -> None:
    drafts = Drafts(database)
    await drafts.add([LeftBehind("half", {"title": "\ud83d"}, [])])
    assert (await drafts.recent(1))[0].form == {"title": "\ud83d"}
