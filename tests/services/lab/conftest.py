"""A real lab on real ports with a real database file, a desk that remembers, an application server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from pushdesk.services.lab.lab import Lab
from pushdesk.services.store import database as store
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.settings import FREE_PORTS, load_settings
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer

OpenLab = Callable[[], AbstractAsyncContextManager[Lab]]


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **amount: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**amount)


@pytest.fixture
def now() -> Clock:
    """The lab's clock."""
    return Clock()


@pytest.fixture
def database_file(data_dir: Path) -> Path:
    """An empty, migrated database file in the test's data folder."""
    data_dir.mkdir()
    path = data_dir / store.FILE_NAME
    migrate(path)
    return path


@pytest.fixture
async def database(database_file: Path) -> AsyncIterator[Database]:
    """The database, open."""
    async with Database(database_file) as opened:
        yield opened


@pytest.fixture
async def desk() -> AsyncIterator[DeskStub]:
    """The receiver."""
    async with DeskStub() as stub:
        yield stub


@pytest.fixture
async def server(now: Clock) -> AsyncIterator[AppServer]:
    """The application server whose key the lab's devices subscribe with."""
    async with aiohttp.ClientSession() as session:
        yield AppServer(session, now().timestamp())


@pytest.fixture
def open_lab(data_dir: Path, database: Database, desk: DeskStub, server: AppServer, now: Clock) -> OpenLab:
    """Opens the lab of this test's data folder on free ports; each time it may be other ones."""

    async def key() -> str:
        return server.public_key

    @asynccontextmanager
    async def opened() -> AsyncIterator[Lab]:
        settings = load_settings(data_dir=data_dir, **FREE_PORTS)
        async with Lab(settings, database, lambda: desk.url, key, now) as lab:
            yield lab

    return opened


@pytest.fixture
async def lab(open_lab: OpenLab) -> AsyncIterator[Lab]:
    """The lab, open."""
    async with open_lab() as opened:
        yield opened
