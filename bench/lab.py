"""What the lab costs: `python bench/lab.py [DEVICES] [MESSAGES]` (1,000 and 10,000).

Opens a desk in a temporary folder with so many connected virtual devices, then sends: first one message at a
time, then fifty at once, to devices in turn, and waits until the last is put up. Prints memory, the time from
a POST's arrival to the notification, the rate, and what reading the catch and the overview takes. Messages
are encrypted beforehand; the sender's requests are made in the same process and are part of the figures.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import psutil
from sender import Sender

from pushdesk.desk import open_desk
from pushdesk.model.endpoint import origin
from pushdesk.model.lab import CaughtState
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.model.views import Changes
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Desk
from pushdesk.settings import FREE_PORTS, load_settings

_ONE_BY_ONE, _KEPT = 100, 20_000


def memory() -> float:
    """Resident memory of this process in MiB."""
    return float(psutil.Process().memory_info().rss) / 2**20


def spread(values: Sequence[float]) -> str:
    """Median, 95th percentile and maximum."""
    ordered = sorted(values)
    median, high = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    return f"median {median:.0f}, p95 {high:.0f}, max {ordered[-1]:.0f}"


class Shown:
    """Counts what the feed says was put up."""

    def __init__(self, desk: Desk) -> None:
        self._numbers: set[int] = set()
        self._heard = asyncio.Event()
        desk.feed.listen(self._hear)

    def _hear(self, changes: Changes) -> None:
        self._numbers |= {row.number for row in changes.caught if row.state is CaughtState.SHOWN}
        self._heard.set()

    async def until(self, count: int) -> None:
        """Wait until so many were put up."""
        while len(self._numbers) < count:
            self._heard.clear()
            await self._heard.wait()


async def measure(desk: Desk, lab: Lab, messages: int) -> None:
    """Send and print."""
    devices = await lab.devices.every()
    key = (await desk.keys.current()).public_key
    signed = await desk.tokens.authorization(key, origin(devices[0].endpoint or ""), PLACEHOLDER_CONTACT)
    async with aiohttp.ClientSession() as session:
        subscriptions = [
            {"endpoint": device.endpoint, "keys": device.keys.subscription_keys()} for device in devices
        ]
        sender, shown = Sender(session, subscriptions, signed), Shown(desk)
        for number in range(_ONE_BY_ONE):
            await sender.send(iter((number,)))
            await shown.until(number + 1)
        alone = [row.push_ms for row in await lab.catch.rows() if row.push_ms is not None]
        print(f"one at a time: arrival to put up, ms: {spread(alone)}")
        await lab.catch.clear()
        started = time.perf_counter()
        await sender.send_all(messages)
        accepted = time.perf_counter() - started
        await shown.until(_ONE_BY_ONE + messages)
        took = time.perf_counter() - started
    print(f"{messages} messages: accepted {messages / accepted:.0f}/s, put up {messages / took:.0f}/s")
    started = time.perf_counter()
    rows = await lab.catch.rows(limit=_KEPT)
    read = time.perf_counter() - started
    print(f"arrival to put up under load, ms: {spread([row.push_ms or 0 for row in rows])}")
    started = time.perf_counter()
    overview = await lab.overview()
    print(
        f"caught {overview.caught}; all rows read in {read * 1000:.0f} ms, "
        f"the overview of {len(overview.devices)} devices in {(time.perf_counter() - started) * 1000:.0f} ms"
    )


async def main(count: int, messages: int) -> None:
    """Open the desk, measure, close it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder), **FREE_PORTS)
        async with open_desk(settings, own=True, devices=0) as desk:
            assert desk.lab is not None
            before, started = memory(), time.perf_counter()
            await desk.lab.ensure_devices(count)
            took, after = time.perf_counter() - started, memory()
            print(
                f"{count} devices subscribed in {took:.1f} s; memory {before:.0f} → {after:.0f} MiB "
                f"({(after - before) / count * 1024:.1f} KiB a device)"
            )
            await measure(desk, desk.lab, messages)
            print(f"memory at the end {memory():.0f} MiB")


if __name__ == "__main__":
    asyncio.run(main(*(int(text) for text in (sys.argv[1:] + ["1000", "10000"][len(sys.argv) - 1 :]))))
