"""How evenly the window ticks while a fast push service answers: `python bench/window_sending.py [MESSAGES]
[ROUNDS]`.

A timer of 16 ms runs in the window's thread while nothing happens, and then while a campaign of MESSAGES
(10,000) goes out to an nginx on loopback (HTTP/2) with its live table in front; ROUNDS (5) of both. The
campaign is sent by the window's own engine. Prints the gaps between ticks in milliseconds, side by side;
asserts nothing.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import devices
from desk_rounds import MESSAGE, fill, settings_in
from measuring import ROUNDS
from peers import desk_environment
from sinks import Sink
from window_ticks import IDLE_SECONDS, PATIENCE_SECONDS, report, ticks_during

from pushdesk.desk import open_desk
from pushdesk.model.audience import parse_choice
from pushdesk.model.campaign import CampaignState
from pushdesk.model.message import parse_message
from pushdesk.services.engine import Engine
from pushdesk.services.parts import Desk
from pushdesk.ui.application import live_window
from pushdesk.ui.window import MainWindow


async def all_told(window: MainWindow, campaign: str, messages: int) -> None:
    """Until the window was told that the campaign ended. Raises RuntimeError where not all were accepted."""
    done = asyncio.Event()
    accepted = 0

    def hear(changes: object) -> None:
        nonlocal accepted
        for row in getattr(changes, "campaigns", ()):
            if row.id == campaign and row.state is CampaignState.FINISHED:
                accepted = row.counts.accepted
                done.set()

    window.bridge.changed.connect(hear)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await done.wait()
        await window.bridge.idle()
    window.bridge.changed.disconnect(hear)
    if accepted != messages:
        raise RuntimeError(f"{accepted} of {messages} accepted")


async def play(window: MainWindow, engine: Engine[Desk], messages: int, rounds: int) -> None:
    """Both measurements in turn, then the medians."""
    await window.settled()
    desk = await engine.ready()
    idle, sending = [], []
    for number in range(rounds):
        await window.bridge.idle()
        idle.append(await ticks_during(asyncio.sleep(IDLE_SECONDS)))
        report(f"round {number + 1}, nothing happens", idle[-1])
        start = time.perf_counter()
        message, choices = parse_message(MESSAGE), [parse_choice("all")]
        campaign = await engine.call(desk.sender.send, message, choices)
        window.navigate("campaigns", campaign)
        sending.append(await ticks_during(all_told(window, campaign, messages)))
        report(f"round {number + 1}, {messages:,} go out", sending[-1])
        print(f"    told after {time.perf_counter() - start:.1f} s", flush=True)
    for name, rows in (("nothing happens", idle), (f"{messages:,} go out", sending)):
        p99 = statistics.median(gaps[int(len(gaps) * 0.99)] for gaps in rows)
        longest = statistics.median(gaps[-1] for gaps in rows)
        print(f"median of {rounds} rounds, {name:18} p99 {p99:6.1f}  longest {longest:6.1f} ms")


def show(folder: Path, messages: int, rounds: int) -> None:
    """The window's process."""
    ports = ("push_service_port", "push_service_tls_port", "push_service_mcs_port")
    settings = settings_in(folder).model_copy(update=dict.fromkeys(ports, 0))
    engine: Engine[Desk] = Engine(partial(open_desk, settings, own=True, devices=0))
    live_window(settings, lambda: engine, lambda window: play(window, engine, messages, rounds), stay=False)


def main(messages: int, rounds: int) -> None:
    """Start the sink, then the window in a process that trusts it from its first import on."""
    with Sink() as sink, tempfile.TemporaryDirectory() as folder:
        os.environ.update(desk_environment(sink))
        asyncio.run(fill(Path(folder), devices.subscriptions(messages, sink.http2)))
        if sys.platform not in {"win32", "darwin"} and not (
            os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        ):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, __file__, "window", folder, str(messages), str(rounds)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["window"]:
        show(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        main(*(int(text) for text in (sys.argv[1:] + ["10000", str(ROUNDS)][len(sys.argv) - 1 :])))
