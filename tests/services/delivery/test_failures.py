"""What goes wrong around a campaign, and how it ends: push services that misbehave, a full disk."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlmodel import Session

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.errors import FolderError
from pushdesk.model.views import CampaignRow
from pushdesk.services.store import campaign_rows
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, delivery_of, finished, message, states
from tests.services.delivery.push_sink import PushSink, browser_at

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
DRIP_SECONDS = 0.01


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """RST instead of an answer."""
    await reader.readuntil(b"\r\n\r\n")
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never an answer."""
    while await reader.read(65536):
        pass


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer whose first line never ends, a byte at a time."""
    writer.write(b"HTTP/1.1 201 Created ")
    while not writer.is_closing():
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Something that is not HTTP."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(bytes(range(256)) * 20 + b"\r\n\r\n")


@asynccontextmanager
async def push_service(serve: Serve) -> AsyncIterator[str]:
    """A listener on loopback; gives its origin."""
    running: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running[writer] = task
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side left first
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for writer in running:
            writer.transport.abort()
        await asyncio.gather(*running.values())


@pytest.mark.parametrize(
    ("serve", "patience", "sentence"),
    [
        (reset, 20.0, "The connection broke before the answer came."),
        (hang, 0.9, "No answer within 0.9 seconds."),
        (drip, 0.9, "No answer within 0.9 seconds."),
        (garbage, 20.0, "What answers at the push service's address does not speak HTTP."),
    ],
)
async def test_a_push_service_that_misbehaves_costs_its_own_messages_and_says_why(
    desk: DeliveryDesk, sink: PushSink, serve: Serve, patience: float, sentence: str
) -> None:
    async with push_service(serve) as origin:
        desk.change(
            trusted_push_hosts=(sink.host, origin.removeprefix("http://")),
            request_timeout=patience,
            max_attempts=2,
        )
        for number in range(3):
            await desk.devices.capture(browser_at(f"{origin}/push/{number}").subscription)
        await desk.browsers(3)
        rows = await finished(desk, await desk.created())
    assert states(rows) == [S.FAILED] * 3 + [S.ACCEPTED] * 3
    assert {row.reason for row in rows[:3]} == {f"{sentence} Given up after 2 attempts."}
    assert {(row.status, row.attempts) for row in rows[:3]} == {(None, 2)}
    for row in rows[:3]:
        for attempt in await desk.database.read(campaign_rows.attempts, row.id):
            assert (attempt.status, attempt.reason) == (None, sentence)


def used(session: Session) -> int:
    """How many pages the database has."""
    return int(session.connection().execute(text("PRAGMA page_count")).scalar_one())


def limit(session: Session, pages: int) -> None:
    """Let the database have so many pages, and no more."""
    session.connection().execute(text(f"PRAGMA max_page_count={pages}"))


@pytest.mark.allow_log("stopped: The disk is full", "lapsed campaigns cannot be looked for")
async def test_a_disk_that_is_full_at_one_point_after_the_other_loses_nothing(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    browsers = await desk.browsers(100)
    sender = await desk.sender()
    problems: list[str] = []
    there = await desk.database.read(used)

    async def with_one_page_more(send: Callable[[], Awaitable[str]]) -> CampaignRow | None:
        await desk.database.write(limit, there + len(problems))
        try:
            return await sender.wait(await send())
        except FolderError as problem:
            problems.append(problem.sentence)
            return None

    async def resumed() -> str:
        await sender.resume(campaign_id)
        return campaign_id

    while not await sender.every():
        assert sink.arrivals == []
        row = await with_one_page_more(lambda: sender.send(message(body="x" * 500), ALL))
    (campaign_id,) = [known.id for known in await sender.every()]
    refused = len(problems)
    while row is None:
        row = await with_one_page_more(resumed)
    assert set(problems) == {"The disk is full: nothing was written. Free some space and try again."}
    assert 0 < refused < len(problems) - 3
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 100)
    assert len(sink.arrivals) <= 100 + row.resent
    for line, browser in zip(await desk.rows(campaign_id), browsers, strict=True):
        assert {delivery_of(browser.decrypt(arrival.body)) for arrival in sink.to(browser)} == {line.id}
        # An answer on record ends it: none was asked for again.
        assert [one.status for one in await desk.database.read(campaign_rows.attempts, line.id)] == [201]
