"""A sink to send to and the services that send, on a real database."""

from collections.abc import AsyncIterator

import pytest

from tests.services.delivery.push_sink import PushSink


@pytest.fixture
async def sink() -> AsyncIterator[PushSink]:
    """A push service on loopback."""
    async with PushSink() as running:
        yield running
