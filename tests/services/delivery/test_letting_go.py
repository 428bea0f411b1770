"""Whoever is stopped between taking a campaign and its start holds it no longer."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.store import campaigns, leases
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, message, states
from tests.services.delivery.push_sink import ACCEPTED, PushSink, Reply

pytestmark = pytest.mark.allow_log("no keyring answers")
S = DeliveryState


async def stopped(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, work: Callable[[], Awaitable[Any]]
) -> None:
    """Cancel `work` while `module.name` holds up the writer's thread."""
    loop, write = asyncio.get_running_loop(), getattr(module, name)
    begun, gate = asyncio.Event(), threading.Event()

    def held_up(*arguments: Any) -> Any:
        loop.call_soon_threadsafe(begun.set)
        gate.wait()
        return write(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(module, name, held_up)
        running = asyncio.ensure_future(work())
        await begun.wait()
        running.cancel()
        loop.call_soon(gate.set)
        with pytest.raises(asyncio.CancelledError):
            await running


async def paused(desk: DeliveryDesk, sender: Sender, sink: PushSink, campaign_id: str) -> None:
    """It is held by nobody and goes on at once where somebody else resumes it."""
    # Behind all that was to be written.
    await desk.database.write(lambda _session: None)
    found = await desk.campaign(campaign_id)
    assert (found.state, found.runner, found.lease_until) == (CampaignState.PAUSED, None, None)
    sink.answer = lambda _: ACCEPTED
    await sender.resume(campaign_id)
    assert (await sender.wait(campaign_id)).counts.accepted == 2


async def test_one_that_is_stopped_while_it_sends_leaves_it_paused(
    desk: DeliveryDesk, sink: PushSink, other: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.browsers(2)
    sender = await desk.sender()
    await stopped(monkeypatch, campaigns, "create", lambda: sender.send(message(), ALL))
    (row,) = await sender.every()
    assert sink.arrivals == []
    await paused(desk, other, sink, row.id)


async def test_one_that_is_stopped_while_it_resumes_leaves_it_paused(
    desk: DeliveryDesk, sink: PushSink, other: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.browsers(2)
    campaign_id = await desk.created()
    await desk.database.write(leases.release, campaign_id, "the runner under test", CampaignState.PAUSED)
    sender = await desk.sender()
    await stopped(monkeypatch, leases, "take", lambda: sender.resume(campaign_id))
    assert sink.arrivals == []
    await paused(desk, other, sink, campaign_id)


async def test_one_that_is_stopped_while_it_retries_leaves_it_paused_with_what_is_to_be_sent_again(
    desk: DeliveryDesk, sink: PushSink, other: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.browsers(2)
    sink.answer = lambda _: Reply(403)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sender.wait(campaign_id)
    await stopped(monkeypatch, leases, "take_for_retry", lambda: sender.retry_failed(campaign_id))
    assert states(await desk.rows(campaign_id)) == [S.RETRYING, S.RETRYING]
    await paused(desk, other, sink, campaign_id)


async def test_one_that_is_stopped_while_it_is_refused_leaves_it_to_who_has_it(
    desk: DeliveryDesk, other: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.browsers(1)
    campaign_id = await desk.created()
    await stopped(monkeypatch, leases, "take", lambda: other.resume(campaign_id))
    found = await desk.campaign(campaign_id)
    assert (found.state, found.runner) == (CampaignState.SENDING, "the runner under test")
