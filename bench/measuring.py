"""What the benchmarks share: CPU seconds with children, senders as processes, ratios round by round.

A sender is a process of its own that is warm before anything is measured, sends one round for each line it
is told, and answers with what it cost. The rounds of all senders alternate, and each ratio is taken inside
one round, so that whatever else this computer does meanwhile meets all of them alike.
"""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Self

import psutil

HERE = Path(__file__).parent
ROUNDS = 5
_START_SECONDS = 60


@dataclass(frozen=True)
class Cost:
    """What one round of `messages` took, in seconds: user and system time, and time by the clock."""

    messages: int
    cpu: float
    wall: float

    @property
    def cpu_each(self) -> float:
        """Microseconds of CPU a message."""
        return 1e6 * self.cpu / self.messages

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.wall


def cpu_seconds() -> float:
    """User and system time of this process, its living children and those it has waited for."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = ended.ru_utime + ended.ru_stime + own.ru_utime + own.ru_stime
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


async def serve_rounds(messages: int, once: Callable[[], Awaitable[None]]) -> None:
    """A sender's side: await `once` for each line on standard input, answer with its Cost.

    The loop goes on between two rounds, as in a program that has other things to do.
    """
    print(json.dumps("ready"), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        cpu, wall = cpu_seconds(), perf_counter()
        await once()
        wall = perf_counter() - wall
        print(json.dumps({"messages": messages, "cpu": cpu_seconds() - cpu, "wall": wall}), flush=True)


class SenderProcess:
    """A child that serves rounds; it ends with its standard input, or by its id."""

    def __init__(
        self, command: Sequence[str], errand: Mapping[str, Any], environment: Mapping[str, str]
    ) -> None:
        self._command = list(command)
        self._errand = errand
        self._environment = {**os.environ, **environment}
        self._child: subprocess.Popen[str]

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment,
        )
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(self._errand) + "\n")
        self._child.stdin.flush()
        if self._answer() != "ready":
            raise SystemExit(f"{self._command} did not get ready")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        try:
            self._child.wait(_START_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @property
    def pid(self) -> int:
        """Whose child it is can be looked at from outside."""
        return self._child.pid

    def round(self) -> Cost:
        """Send one round."""
        assert self._child.stdin is not None
        self._child.stdin.write("go\n")
        self._child.stdin.flush()
        return Cost(**self._answer())

    def _answer(self) -> Any:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit(f"{self._command} broke off; its reason stands above")
        return json.loads(line)


class FreshSender(SenderProcess):
    """A sender that is started anew for each round: what a script that has just begun costs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing runs between two rounds."""

    def round(self) -> Cost:
        """Start, send one round, end."""
        with SenderProcess(self._command, self._errand, self._environment) as process:
            return process.round()


def python_sender(script: str, *arguments: str) -> list[str]:
    """The command of a sender that is a script in this folder."""
    return [sys.executable, str(HERE / script), *arguments]


def alternate(
    senders: Mapping[str, SenderProcess], rounds: int, after: Callable[[str, Cost], None] = lambda *_: None
) -> dict[str, list[Cost]]:
    """`rounds` rounds of each, in turn, each time beginning with another; `after` hears of each."""
    found: dict[str, list[Cost]] = {name: [] for name in senders}
    names = list(senders)
    with ExitStack() as stack:
        open_ones = {name: stack.enter_context(sender) for name, sender in senders.items()}
        for number in range(rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                cost = open_ones[name].round()
                found[name].append(cost)
                after(name, cost)
    return found


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios round by round."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def print_costs(found: Mapping[str, Sequence[Cost]], base: str) -> None:
    """A line for each sender: how many times the CPU and the time of `base` it takes; absolute beside it."""
    one = found[base]
    print(f"{'':44} CPU ratio  time ratio   CPU µs/message   messages/s")
    for name, costs in found.items():
        cpu = median_ratio([cost.cpu for cost in costs], [cost.cpu for cost in one])
        wall = median_ratio([cost.wall for cost in costs], [cost.wall for cost in one])
        each = statistics.median(cost.cpu_each for cost in costs)
        rate = statistics.median(cost.rate for cost in costs)
        print(f"{name:44} {cpu:8.2f}×  {wall:9.2f}×   {each:14.0f}   {rate:10.0f}", flush=True)
