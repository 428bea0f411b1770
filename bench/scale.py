"""Whether a large audience costs more a message: `python bench/scale.py [ROUNDS] [SIZE …]`.

One data folder holds the largest SIZE (1,000, 10,000 and 100,000) of devices; a desk is started anew, on a
copy of it, for each campaign, gets warm, and sends to the first SIZE of them at an nginx (HTTP/2). Prints
CPU and time a message and the highest resident memory of the desk and of the processes it started, read 20
times a second; ratios are to the smallest size, inside one of ROUNDS (5). Asserts nothing.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import devices
import psutil
from desk_rounds import fill
from measuring import ROUNDS, Cost, SenderProcess, median_ratio, python_sender
from peers import desk_environment
from sinks import Sink

SIZES = (1_000, 10_000, 100_000)
_LOOK_SECONDS = 0.05


@dataclass
class Memory:
    """The highest seen, in bytes: of the desk's process and of all its children together."""

    desk: int = 0
    children: int = 0

    @property
    def total(self) -> int:
        """Both; each was highest at a moment of its own, so this is never less than the truth."""
        return self.desk + self.children


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Look at the process `pid` and its children while the block runs."""
    memory, over, desk = Memory(), threading.Event(), psutil.Process(pid)

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            memory.desk = max(memory.desk, desk.memory_info().rss)
            found = 0
            for child in desk.children(recursive=True):
                try:
                    found += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            memory.children = max(memory.children, found)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()


def send_to(size: int, template: Path) -> tuple[Cost, Memory]:
    """One campaign of a new desk on a copy of `template`."""
    with tempfile.TemporaryDirectory() as top:
        folder = shutil.copytree(template, Path(top) / "desk")
        errand = {"messages": size, "warm": devices.WARM, "audience": f"tag:first-{size}"}
        with (
            SenderProcess(python_sender("desk_rounds.py", str(folder)), errand, {}) as desk,
            watched(desk.pid) as memory,
        ):
            return desk.round(), memory


def main(rounds: int, sizes: list[int]) -> None:
    """Measure and print."""
    found: dict[int, list[tuple[Cost, Memory]]] = {size: [] for size in sizes}
    with Sink() as sink, tempfile.TemporaryDirectory() as top:
        os.environ.update(desk_environment(sink))
        template = Path(top) / "template"
        asyncio.run(fill(template, devices.subscriptions(max(sizes), sink.http2, tuple(sizes))))
        for number in range(rounds):
            first = number % len(sizes)
            for size in sizes[first:] + sizes[:first]:
                found[size].append(send_to(size, template))
    base = found[sizes[0]]
    print(f"PushDesk, a new process for each campaign, median of {rounds} rounds")
    print("   messages  CPU ratio  memory ratio   CPU µs/message  messages/s   desk MiB  its processes MiB")
    for size, results in found.items():
        cpu = median_ratio([cost.cpu_each for cost, _ in results], [cost.cpu_each for cost, _ in base])
        memory = median_ratio([seen.total for _, seen in results], [seen.total for _, seen in base])
        each = statistics.median(cost.cpu_each for cost, _ in results)
        rate = statistics.median(cost.rate for cost, _ in results)
        desk = statistics.median(seen.desk for _, seen in results) / 2**20
        children = statistics.median(seen.children for _, seen in results) / 2**20
        print(
            f"{size:11,} {cpu:9.2f}× {memory:12.2f}× {each:16.0f} {rate:11.0f} {desk:10.0f} {children:18.0f}"
        )


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else ROUNDS, sorted(given[1:]) or list(SIZES))
