"""What tests of several services stand on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.vapid.keys import Keys


@dataclass(frozen=True)
class Ground:
    """A migrated database, open, and the desk's keys in it: one is made."""

    database: Database
    keys: Keys


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    """An empty desk with one key."""
    path = tmp_path / "desk.sqlite3"
    migrate(path)
    async with Database(path) as database:
        keys = Keys(database, tmp_path)
        await keys.ensure()
        yield Ground(database, keys)
