"""The sender process: a real one, what it loads, and what its death does to a campaign."""

import asyncio
import subprocess
import sys

import psutil
import pytest

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState
from pushdesk.model.errors import SenderEnded
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Begin, Limits, Order, Page, Report
from pushdesk.services.delivery.sender_process import MODULE, ProcessLink, SenderProcess
from tests.services.delivery.delivery_desk import ALL, RECEIVER, DeliveryDesk, delivery_of, message
from tests.services.delivery.push_sink import ACCEPTED, PushSink, hanging
from tests.services.delivery.thread_link import ThreadLink

pytestmark = pytest.mark.allow_log("no keyring answers")
_KILLED = "the sender process ended; what was in the air is sent again"


class DeadLink:
    """A process that ends at its first order."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self._ended = asyncio.Event()

    def send(self, order: Order) -> None:
        """It ends."""
        self.orders.append(order)
        self._ended.set()

    async def receive(self) -> list[Report] | None:
        """Nothing but the end."""
        await self._ended.wait()
        return None

    async def close(self) -> None:
        """It has ended."""
        self._ended.set()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[DeadLink]:
    """Every sender process of the test is a DeadLink; those that were started."""
    links: list[DeadLink] = []

    async def start(_limits: Limits) -> DeadLink:
        links.append(DeadLink())
        return links[-1]

    monkeypatch.setattr(SenderProcess, "start", staticmethod(start))
    return links


@pytest.mark.real_sender
@pytest.mark.allow_log(_KILLED)
async def test_a_killed_sender_process_is_replaced_and_what_was_in_the_air_goes_out_again(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[ProcessLink] = []

    async def start(limits: Limits) -> ProcessLink:
        started.append(await ProcessLink.start(limits))
        return started[-1]

    monkeypatch.setattr(SenderProcess, "start", staticmethod(start))
    hanging(sink)
    browsers = await desk.browsers(30)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    await sink.until(arrived=8)
    sink.answer = lambda _arrival: ACCEPTED
    psutil.Process(started[0].pid).kill()
    row = await sender.wait(campaign_id)
    assert (row.state, row.counts.accepted) == (CampaignState.FINISHED, 30)
    assert len(started) == 2
    # Only what had left can have arrived twice; what waited in the process did so once.
    assert len(sink.arrivals) == 30 + 8
    assert 8 <= row.resent <= 30
    for line, browser in zip(await desk.rows(campaign_id), browsers, strict=True):
        assert {delivery_of(browser.decrypt(arrival.body)) for arrival in sink.to(browser)} == {line.id}


@pytest.mark.allow_log(_KILLED, "stopped: The process that sends ended again and again")
async def test_a_sender_process_that_always_ends_stops_the_campaign_with_a_sentence_and_it_can_be_resumed(
    desk: DeliveryDesk, sink: PushSink, started: list[DeadLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.browsers(3)
    sender = await desk.sender()
    campaign_id = await sender.send(message(), ALL)
    with pytest.raises(SenderEnded, match="Resume the campaign"):
        await sender.wait(campaign_id)
    assert len(started) == 3
    assert not sink.arrivals
    monkeypatch.setattr(SenderProcess, "start", staticmethod(ThreadLink.start))
    await sender.resume(campaign_id)
    assert (await sender.wait(campaign_id)).counts.accepted == len(sink.arrivals) == 3


@pytest.mark.allow_log(_KILLED)
async def test_nothing_leaves_by_a_lane_until_what_a_dead_process_had_is_taken_back(
    desk: DeliveryDesk, started: list[DeadLink]
) -> None:
    process = await desk.process()
    lane = process.lane(Errand(message(), RECEIVER, clock.now()))
    page = Page(lane.name, (), {}, None)
    await process.submit(lane, page)
    assert await lane.reports.get() is None
    await process.submit(lane, page)
    assert [len(link.orders) for link in started] == [2, 0]
    lane.mourning = False
    await process.submit(lane, page)
    assert [type(order) for order in started[1].orders] == [Begin, Page]


@pytest.mark.allow_log(_KILLED)
async def test_it_is_started_ahead_and_no_second_one_for_what_comes_then(
    desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[DeadLink] = []
    there = asyncio.Event()

    async def start(_limits: Limits) -> DeadLink:
        started.append(DeadLink())
        there.set()
        return started[-1]

    monkeypatch.setattr(SenderProcess, "start", staticmethod(start))
    process = await desk.process()
    process.warm()
    await there.wait()
    assert started[0].orders == []
    lane = process.lane(Errand(message(), RECEIVER, clock.now()))
    await process.submit(lane, Page(lane.name, (), {}, None))
    process.warm()
    assert [len(link.orders) for link in started] == [2]


async def test_one_that_cannot_be_started_ahead_is_no_trouble_before_something_is_sent(
    desk: DeliveryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def start(_limits: Limits) -> DeadLink:
        asked.set()
        raise OSError("no more processes")

    monkeypatch.setattr(SenderProcess, "start", staticmethod(start))
    process = await desk.process()
    process.warm()
    await asked.wait()
    lane = process.lane(Errand(message(), RECEIVER, clock.now()))
    with pytest.raises(OSError, match="no more processes"):
        await process.submit(lane, Page(lane.name, (), {}, None))


def test_the_sender_process_loads_no_window_no_second_http_client_and_no_database() -> None:
    script = f"import sys, {MODULE}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert "pycurl" in names
    assert names.isdisjoint({"PySide6", "aiohttp", "keyring", "qasync", "sqlalchemy", "trustme", "typer"})
