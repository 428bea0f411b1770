"""How near PushDesk is to what no sender can do without: `python bench/floor.py [MESSAGES] [ROUNDS]`.

The floor is encryption alone plus the cheapest HTTP there is (libcurl's multi interface, HTTP/2, one
constant body), each measured in a process of its own beside PushDesk end to end, in ROUNDS (5) that
alternate. The share is taken inside each round, against encryption in direct calls of cryptography and as
pywebpush does it. Beside them: pywebpush's encoder with libcurl, that is a sender without campaign,
database and progress. Needs pycurl; asserts nothing.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import devices
from desk_rounds import fill
from measuring import ROUNDS, Cost, SenderProcess, alternate, print_costs, python_sender
from peers import DESK, desk_environment
from sinks import Sink

PARTS = {
    "encryption, direct cryptography": "cryptography",
    "encryption, pywebpush": "pywebpush",
    "libcurl HTTP/2, constant body": "post",
    "pywebpush's encoder with libcurl": "both",
}


def share(floor: Sequence[Sequence[Cost]], whole: Sequence[Cost]) -> float:
    """The median, round by round, of what the parts of the floor take together in per cent of the whole."""
    return statistics.median(
        100 * sum(cost.cpu for cost in parts) / one.cpu for *parts, one in zip(*floor, whole, strict=True)
    )


def main(messages: int, rounds: int) -> None:
    """Measure and print."""
    with Sink() as sink, tempfile.TemporaryDirectory() as folder:
        os.environ.update(desk_environment(sink))
        everybody = devices.subscriptions(messages, sink.http2)
        asyncio.run(fill(Path(folder) / "desk", everybody))
        campaign = {"messages": messages, "warm": min(devices.WARM, messages), "audience": "all"}
        errand = {
            "subscriptions": everybody,
            "payload": devices.PAYLOAD,
            "concurrency": devices.CONCURRENCY,
            "warm": devices.WARM,
        }
        command = python_sender("desk_rounds.py", str(Path(folder) / "desk"))
        senders = {DESK: SenderProcess(command, campaign, {})} | {
            name: SenderProcess(python_sender("curl_rounds.py", part), errand, {})
            for name, part in PARTS.items()
        }
        print(f"{messages:,} messages a round, median of {rounds} rounds")
        found = alternate(senders, rounds)
    print_costs(found, DESK)
    post = found["libcurl HTTP/2, constant body"]
    for words, encryption in (
        ("direct cryptography", "direct cryptography"),
        ("pywebpush's encoder", "pywebpush"),
    ):
        of_floor = share([found[f"encryption, {encryption}"], post], found[DESK])
        print(f"PushDesk reaches {of_floor:.0f} % of the floor of {words} with libcurl")


if __name__ == "__main__":
    main(*(int(text) for text in (sys.argv[1:] + ["2000", str(ROUNDS)][len(sys.argv) - 1 :])))
