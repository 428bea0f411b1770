"""A real window in a process of its own, typed in before its desk is up, and told what to do then.

`python -m tests.journeys.early_window TITLE PORT` types TITLE at once, with the receiver on PORT. It says
`typed`, `kept` when the window has saved that, and `up` when the desk is there or `problem` where it cannot
come. It reads lines: `close` closes the window, `retry` presses *Try again*, `save` waits until all is saved.
"""

import asyncio
import sys
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from pushdesk.desk import open_desk
from pushdesk.services.engine import Engine
from pushdesk.settings import load_settings
from pushdesk.ui.application import live_window
from pushdesk.ui.compose.keeping import SAVED
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.window import MainWindow


def say(word: str) -> None:
    """To whoever started this."""
    print(word, flush=True)


async def saved(window: MainWindow) -> None:
    """Until the last change is saved."""
    compose, told = window.screens["compose"], asyncio.Event()
    assert isinstance(compose, ComposeScreen)
    compose.keeper.changed.connect(told.set)
    while compose.keeper.status != SAVED:
        await told.wait()
        told.clear()


async def come_up(window: MainWindow) -> None:
    """Until the desk is there, or cannot come."""
    await window.settled()
    say("problem" if window.problem else "up")


async def play(window: MainWindow, title: str) -> None:
    """Type, and do what is asked until the window is closed."""
    box = next(one for one in window.findChildren(QLineEdit) if one.accessibleName() == "Title")
    QTest.keyClicks(box, title)
    say("typed")
    keeping = asyncio.create_task(saved(window))
    keeping.add_done_callback(lambda done: None if done.cancelled() else say("kept"))
    coming = asyncio.create_task(come_up(window))
    while True:
        match (await asyncio.to_thread(sys.stdin.readline)).strip():
            case "close":
                window.close()
                say("closing")
                return
            case "save":
                await coming
                await window.idle()
                await saved(window)
                say("saved")
            case "retry":
                QTest.mouseClick(window.problem_page.retry_button, Qt.MouseButton.LeftButton)
                coming = asyncio.create_task(come_up(window))
            case _:
                return


def main(title: str, port: str) -> None:
    """In the data folder that the environment names; the other ports are free ones."""
    settings = load_settings(
        receiver_port=int(port), push_service_port=0, push_service_tls_port=0, push_service_mcs_port=0
    )
    opened = partial(open_desk, settings, own=True, devices=0)
    live_window(settings, lambda: Engine(opened), lambda window: play(window, title), stay=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
