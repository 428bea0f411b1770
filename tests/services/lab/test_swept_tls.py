"""TLS connections that ended, however they ended, do not stay in memory."""

import asyncio
import gc
from asyncio.sslproto import SSLProtocol
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pushdesk.services.lab import swept_tls
from pushdesk.services.lab.lab import Lab


@pytest.fixture
def lazy_collector() -> Iterator[None]:
    """One that never comes by itself."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def lying_about() -> int:
    """How many TLS connections there are in memory, in use or not."""
    return sum(isinstance(thing, SSLProtocol) for thing in gc.get_objects())


@pytest.mark.usefixtures("lazy_collector")
async def test_many_connections_that_said_nothing_are_gone_a_while_after_their_end(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swept_tls, "SECONDS", 0.05)
    before = lying_about()
    port = urlsplit(lab.addresses.push_service_tls).port
    for _ in range(3):
        some = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
        for _, writer in some:
            writer.close()
            await writer.wait_closed()
    assert lying_about() > before
    async with asyncio.timeout(20):
        while lying_about() > before:  # noqa: ASYNC110 - nobody tells of what the collector did
            await asyncio.sleep(0.05)
