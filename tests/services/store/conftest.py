"""A real database file for each test, copied from one that was migrated once."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from pushdesk.services.store.database import Database, open_engine
from pushdesk.services.store.migrate import migrate


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of today's shape; nobody writes to it."""
    path = tmp_path_factory.mktemp("migrated") / "pushdesk.sqlite3"
    migrate(path)
    return path


@pytest.fixture
def path(migrated: Path, tmp_path: Path) -> Path:
    """The test's own file."""
    return Path(shutil.copy(migrated, tmp_path / migrated.name))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """The test's own file, open."""
    async with Database(path) as database:
        yield database


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    """One session on the test's own file, for functions that need nothing but a session."""
    engine = open_engine(path, begin="BEGIN IMMEDIATE")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
