"""How evenly the window ticks while devices receive: `python bench/window_ticks.py [DEVICES] [MESSAGES]`.

A timer of 16 ms runs in the window's thread, first while nothing happens, then while a campaign goes to all
devices with its live table in front, then while MESSAGES (10,000) of a sender in another process are caught
with the Lab in front, a message looked at. Prints the gaps between ticks in milliseconds; asserts nothing.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from pushdesk.desk import open_desk
from pushdesk.model.audience import parse_choice
from pushdesk.model.endpoint import origin
from pushdesk.model.message import parse_message
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.services.engine import Engine
from pushdesk.services.parts import Desk
from pushdesk.settings import FREE_PORTS, load_settings
from pushdesk.ui.application import live_window
from pushdesk.ui.window import MainWindow

TICK_MS = 16
IDLE_SECONDS = 3.0
PATIENCE_SECONDS = 300.0
SENDER = Path(__file__).with_name("sender.py")


async def ticks_during(work: Awaitable[object]) -> list[float]:
    """Sorted gaps between ticks, in ms, while `work` is awaited."""
    moments: list[float] = []
    timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: moments.append(time.perf_counter()))
    timer.start()
    await work
    timer.stop()
    return sorted((after - before) * 1000 for before, after in pairwise(moments))


def report(name: str, gaps: list[float]) -> None:
    """One line of figures."""
    median, p99 = gaps[len(gaps) // 2], gaps[int(len(gaps) * 0.99)]
    figures = f"median {median:5.1f}  p99 {p99:6.1f}  longest {gaps[-1]:6.1f} ms"
    print(f"{name:28} ticks {len(gaps):5}  {figures}")


async def all_shown(window: MainWindow, campaign_id: str, devices: int) -> None:
    """Until the campaign has been shown by every device."""
    done = asyncio.Event()

    def hear(changes: object) -> None:
        rows = getattr(changes, "campaigns", ())
        if any(row.id == campaign_id and row.counts.shown >= devices for row in rows):
            done.set()

    window.bridge.changed.connect(hear)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await done.wait()


async def all_caught(window: MainWindow, work: Awaitable[object], messages: int) -> None:
    """Until the Lab's table has so many more rows, all with the device's word."""
    done = asyncio.Event()
    table = window.screens["lab"].page.model.view  # type: ignore[attr-defined]
    before = table.counts["shown"]

    def hear(changes: object) -> None:
        if table.counts["shown"] >= before + messages:
            done.set()

    window.bridge.changed.connect(hear)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await work
        await done.wait()


async def send_many(desk: Desk, messages: int) -> None:
    """On the engine's loop: start another process that sends, to devices in turn."""
    assert desk.lab is not None
    devices = [device for device in await desk.lab.devices.every() if device.endpoint][:100]
    key = (await desk.keys.current()).public_key
    asked = {
        "authorization": await desk.tokens.authorization(
            key, origin(devices[0].endpoint or ""), PLACEHOLDER_CONTACT
        ),
        "subscriptions": [
            {"endpoint": device.endpoint, "keys": device.keys.subscription_keys()} for device in devices
        ],
        "messages": messages,
    }
    sender = await asyncio.create_subprocess_exec(sys.executable, SENDER, stdin=asyncio.subprocess.PIPE)
    await sender.communicate(json.dumps(asked).encode())
    assert sender.returncode == 0


def main(devices: int, messages: int) -> None:
    """Run it in a temporary data folder, with a window where there is a display."""
    if not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in {"win32", "darwin"}
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder), **FREE_PORTS)
        engine: Engine[Desk] = Engine(partial(open_desk, settings, own=True, devices=devices))

        async def play(window: MainWindow) -> None:
            await window.settled()
            window.navigate("campaigns")
            await window.bridge.idle()
            report("nothing happens", await ticks_during(asyncio.sleep(IDLE_SECONDS)))
            desk = await engine.ready()
            start = time.perf_counter()
            campaign = await engine.call(
                desk.sender.send, parse_message({"title": "Tick", "body": "tock"}), [parse_choice("all")]
            )
            window.navigate("campaigns", campaign)
            gaps = await ticks_during(all_shown(window, campaign, devices))
            report(f"{devices} devices receive", gaps)
            print(f"all shown after {time.perf_counter() - start:.1f} s")
            window.navigate("lab")
            await window.bridge.idle()
            page = window.screens["lab"].page  # type: ignore[attr-defined]
            page.table.look_at(page.model.id_at(0))
            start = time.perf_counter()
            sending = engine.call(send_many, desk, messages)
            report(f"{messages} caught, Lab open", await ticks_during(all_caught(window, sending, messages)))
            print(
                f"all caught and shown after {time.perf_counter() - start:.1f} s; rows {len(page.model.view)}"
            )

        live_window(settings, lambda: engine, play, stay=False)


if __name__ == "__main__":
    main(*(int(text) for text in (sys.argv[1:] + ["1000", "10000"][len(sys.argv) - 1 :])))
