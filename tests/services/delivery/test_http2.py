"""Campaigns to a push service that speaks HTTP/2: many on one connection, and connections that leave."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from h2.errors import ErrorCodes

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.views import DeliveryRow
from pushdesk.services.store import campaign_rows
from tests.services.delivery.delivery_desk import DeliveryDesk, finished
from tests.services.delivery.http2_sink import Http2Sink

BROKEN = "The connection broke before the answer came."
pytestmark = pytest.mark.allow_log("no keyring answers")


@pytest.fixture
async def http2(
    tmp_path: Path, desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Http2Sink]:
    """A push service that this computer trusts, as the desk does."""
    async with Http2Sink() as running:
        file = tmp_path / "ca.pem"
        running.authority.cert_pem.write_to_path(str(file))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        desk.change(trusted_push_hosts=(running.origin.removeprefix("https://"),), concurrency=200)
        yield running


async def enrolled(desk: DeliveryDesk, http2: Http2Sink, number: int) -> str:
    """A campaign to so many new devices."""
    for _ in range(number):
        await desk.devices.capture(http2.browser().subscription)
    return await desk.created()


async def first_reasons(desk: DeliveryDesk, rows: list[DeliveryRow]) -> list[str | None]:
    """What is on record of the first attempts that were not the last."""
    again = [await desk.database.read(campaign_rows.attempts, row.id) for row in rows if row.attempts > 1]
    return [attempts[0].reason for attempts in again if attempts[0].status is None]


async def test_many_messages_share_a_connection(desk: DeliveryDesk, http2: Http2Sink) -> None:
    # One connection carries a hundred at once; what is more goes by another.
    desk.change(concurrency=90)
    rows = await finished(desk, await enrolled(desk, http2, 200))
    assert Counter(row.state for row in rows) == {DeliveryState.ACCEPTED: 200}
    assert set(http2.asked.values()) == {1}
    assert http2.connections == 1


async def test_connections_that_leave_in_the_middle_cost_no_message_and_answer_none_twice(
    desk: DeliveryDesk, http2: Http2Sink
) -> None:
    http2.goaway_after = 7
    desk.change(max_attempts=10)
    rows = await finished(desk, await enrolled(desk, http2, 100))
    assert {(row.state, row.status) for row in rows} == {(DeliveryState.ACCEPTED, 201)}
    assert http2.answered == dict.fromkeys(http2.asked, 1)
    assert http2.answered.total() == 100
    assert http2.connections >= 100 // 7
    # libcurl itself asks another connection in most cases; where it does not, the delivery is retried.
    assert {*await first_reasons(desk, rows)} <= {BROKEN}


@pytest.mark.parametrize("code", [ErrorCodes.INTERNAL_ERROR, ErrorCodes.REFUSED_STREAM])
async def test_a_stream_that_is_reset_is_tried_again_on_its_own(
    desk: DeliveryDesk, http2: Http2Sink, code: ErrorCodes
) -> None:
    http2.resets, http2.code = 5, code
    rows = await finished(desk, await enrolled(desk, http2, 30))
    assert Counter(row.state for row in rows) == {DeliveryState.ACCEPTED: 30}
    assert http2.answered == dict.fromkeys(http2.asked, 1)
    assert http2.asked.total() == 35
    assert {*await first_reasons(desk, rows)} <= {BROKEN}
