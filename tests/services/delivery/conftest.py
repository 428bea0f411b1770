"""A sink to send to and the services that send, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
