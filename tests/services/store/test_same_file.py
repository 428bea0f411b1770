"""A database whose folder is deleted, moved or replaced while it is open takes and gives nothing more."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from pushdesk.model.draft import Draft
from pushdesk.model.errors import FolderError, FolderLost
from pushdesk.services.store.database import Database
from pushdesk.services.store.revision import newest_revision

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody can delete an open file there")


def replace(path: Path) -> None:
    """Another file by the same name: a folder that was restored from a copy."""
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    copy.replace(path)


def draft(session: Session) -> None:
    """Something to keep."""
    session.add(Draft(id="one", form={}))


@pytest.mark.parametrize("lose", [Path.unlink, replace, lambda path: path.rename(path.with_suffix(".old"))])
async def test_nothing_is_written_to_or_read_from_a_file_that_is_lost(
    database: Database, path: Path, lose: Callable[[Path], None]
) -> None:
    await database.read(newest_revision)
    lose(path)
    with pytest.raises(FolderLost, match="moved, replaced or deleted"):
        await database.write(draft)
    with pytest.raises(FolderLost):
        await database.read(newest_revision)


async def test_an_error_of_the_database_while_its_folder_goes_is_the_folders(
    database: Database, path: Path
) -> None:
    def ask(session: Session) -> None:
        session.execute(text("SELECT * FROM nowhere"))

    def lose_and_ask(session: Session) -> None:
        path.rename(path.with_suffix(".old"))
        ask(session)

    for work in (database.read, database.write):
        with pytest.raises(FolderError, match="tables in it are missing"):
            await work(ask)
        with pytest.raises(FolderLost):
            await work(lose_and_ask)
        path.with_suffix(".old").rename(path)


async def test_a_folder_that_is_put_back_goes_on(database: Database, path: Path) -> None:
    folder = path.parent
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(FolderLost):
        await database.write(draft)
    away.rename(folder)
    await database.write(draft)
    assert await database.read(lambda session: session.get_one(Draft, "one"))


async def test_a_file_that_the_first_write_makes_is_taken_as_it_is(tmp_path: Path) -> None:
    async with Database(tmp_path / "new.sqlite3") as database:
        await database.write(lambda session: Draft.metadata.create_all(session.connection()))
        await database.write(draft)
        (tmp_path / "new.sqlite3").unlink()
        with pytest.raises(FolderLost):
            await database.write(draft)
