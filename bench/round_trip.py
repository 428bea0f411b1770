"""What distance costs: `python bench/round_trip.py [MESSAGES] [ROUNDS]`.

The same desk code sends campaigns of MESSAGES (10,000) to an nginx on loopback (HTTP/2) and to the same
nginx behind a relay that holds every byte back for 25 ms in each direction, so that a round trip takes 50
ms; ROUNDS (5) that alternate. Prints the rates side by side and their ratio inside one round; asserts
nothing.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

import devices
from desk_rounds import fill
from measuring import ROUNDS, SenderProcess, alternate, print_costs, python_sender
from peers import desk_environment
from sinks import DelayRelay, Sink

ROUND_TRIP = 0.050
NEAR, FAR = "loopback", f"{1000 * ROUND_TRIP:.0f} ms of round trip"


def main(messages: int, rounds: int) -> None:
    """Measure and print."""
    with (
        Sink() as sink,
        DelayRelay(sink.http2, ROUND_TRIP / 2) as relay,
        tempfile.TemporaryDirectory() as top,
    ):
        os.environ.update(desk_environment(sink))
        campaign = {"messages": messages, "warm": min(devices.WARM, messages), "audience": "all"}
        senders = {}
        for name, port in ((NEAR, sink.http2), (FAR, relay.port)):
            folder = Path(top) / str(port)
            asyncio.run(fill(folder, devices.subscriptions(messages, port)))
            senders[name] = SenderProcess(python_sender("desk_rounds.py", str(folder)), campaign, {})
        print(f"PushDesk, {messages:,} messages a round, median of {rounds} rounds")
        found = alternate(senders, rounds)
    print_costs(found, NEAR)
    shares = [100 * far.rate / near.rate for near, far in zip(found[NEAR], found[FAR], strict=True)]
    print(f"with {FAR} the rate is {statistics.median(shares):.0f} % of the one on loopback")


if __name__ == "__main__":
    main(*(int(text) for text in (sys.argv[1:] + ["10000", str(ROUNDS)][len(sys.argv) - 1 :])))
