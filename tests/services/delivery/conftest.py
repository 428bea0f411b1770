"""A sink to send to and the services that send, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pushdesk.services.delivery.sender import Sender
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from tests.services.delivery.delivery_desk import DeliveryDesk
from tests.services.delivery.push_sink import PushSink


@pytest.fixture
async def sink() -> AsyncIterator[PushSink]:
    """A push service on loopback."""
    async with PushSink() as running:
        yield running


@pytest.fixture
async def desk(tmp_path: Path, sink: PushSink) -> AsyncIterator[DeliveryDesk]:
    """A desk that trusts the sink, with a key and no device."""
    path = tmp_path / "desk.sqlite3"
    migrate(path)
    async with DeliveryDesk(path, sink) as opened:
        yield opened


@pytest.fixture
async def other(desk: DeliveryDesk) -> AsyncIterator[Sender]:
    """The sender of another process: its own connection, its own runs."""
    async with (
        Database(desk.path) as database,
        Sender(database, desk.tokens, lambda: desk.settings) as running,
    ):
        yield running
