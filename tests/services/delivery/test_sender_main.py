"""The sender process itself, started as the desk does: it sends, outlives Ctrl+C, and ends with its desk."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import psutil
import pytest

from pushdesk.model import clock
from pushdesk.model.campaign import DeliveryState
from pushdesk.model.endpoint import origin
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Begin, Limits, Page, framed
from pushdesk.services.delivery.sender_process import MODULE, ProcessLink
from pushdesk.services.store.claims import Result
from tests.services.delivery.delivery_desk import RECEIVER, message
from tests.services.delivery.orders import AUTHORIZATION, KEY, claim_to
from tests.services.delivery.push_sink import PushSink, hanging

LIMITS = Limits(timeout=20, attempts=3, retry_base=1, ceiling=8)
# Starts the sender process like a desk, says its id, and waits to be killed.
_DESK = """
import asyncio, pickle, sys
from pushdesk.services.delivery.sender_process import ProcessLink

async def main():
    limits, *orders = pickle.load(sys.stdin.buffer)
    link = await ProcessLink.start(limits)
    for order in orders:
        link.send(order)
    print(link.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def link() -> AsyncIterator[ProcessLink]:
    """A sender process, ended with the test."""
    started = await ProcessLink.start(LIMITS)
    yield started
    await started.close()


def _errand() -> Errand:
    return Errand(message(), RECEIVER, clock.now() + timedelta(days=1))


def _page(sink: PushSink, number: int) -> Page:
    claims = tuple(claim_to(sink) for _ in range(number))
    return Page("a run", claims, {(KEY, origin(claim.endpoint)): AUTHORIZATION for claim in claims}, None)


async def test_a_page_is_sent_and_told_of_and_ctrl_c_is_the_desks_affair(
    link: ProcessLink, sink: PushSink
) -> None:
    release = hanging(sink)
    page = _page(sink, 20)
    link.send(Begin("a run", _errand()))
    link.send(page)
    await sink.until(arrived=8)
    psutil.Process(link.pid).send_signal(signal.SIGINT)
    release.set()
    results: list[Result] = []
    while len(results) < 20:
        reports = await link.receive()
        assert reports is not None
        results += [result for report in reports for result in report.results]
    assert {result.delivery_id for result in results} == {claim.delivery_id for claim in page.claims}
    assert {result.state for result in results} == {DeliveryState.ACCEPTED}
    assert {result.attempt.status for result in results if result.attempt} == {201}
    assert sink.most_inside == 8


async def test_the_end_of_its_orders_ends_it_at_once_though_a_push_service_hangs(sink: PushSink) -> None:
    hanging(sink)
    link = await ProcessLink.start(LIMITS)
    link.send(Begin("a run", _errand()))
    link.send(_page(sink, 20))
    await sink.until(arrived=8)
    process = psutil.Process(link.pid)
    async with asyncio.timeout(2):
        await link.close()
        assert await link.receive() is None
    assert not process.is_running()


@pytest.mark.parametrize("told", ["nothing", "half an order", "no reader"])
async def test_a_desk_that_is_gone_at_any_moment_ends_it_in_silence(sink: PushSink, told: str) -> None:
    desk_reads, reports = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", MODULE), stdin=subprocess.PIPE, stdout=reports, stderr=subprocess.PIPE
    )
    os.close(reports)
    assert process.stdin is not None
    orders = [framed(LIMITS), framed(Begin("a run", _errand())), framed(_page(sink, 20))]
    if told != "nothing":
        process.stdin.writelines(orders)
    if told == "half an order":
        process.stdin.write(orders[-1][:-100])
    if told == "no reader":
        os.close(desk_reads)
    else:
        process.stdin.close()
    assert process.stderr is not None
    async with asyncio.timeout(10):
        assert (await process.stderr.read(), await process.wait()) == (b"", 0)
    if told != "no reader":
        os.close(desk_reads)


@pytest.mark.skipif(sys.platform == "win32", reason="a process has no SIGKILL there")
async def test_a_killed_desk_takes_its_sender_process_along_and_nothing_more_is_sent(sink: PushSink) -> None:
    release = hanging(sink)
    orders = [LIMITS, Begin("a run", _errand()), _page(sink, 20)]
    desk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _DESK), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert desk.stdin is not None
    assert desk.stdout is not None
    desk.stdin.write(pickle.dumps(orders))
    desk.stdin.close()
    sending = psutil.Process(int(await desk.stdout.readline()))
    await sink.until(arrived=8)
    desk.kill()
    await desk.wait()
    await asyncio.to_thread(psutil.wait_procs, [sending], 5)
    assert not sending.is_running()
    release.set()
    assert len(sink.arrivals) == 8
