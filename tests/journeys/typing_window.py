"""A real window in a process of its own, in which somebody types; says so, and then waits to be killed.

`python -m tests.journeys.typing_window TITLE JSON`: TITLE replaces the title; JSON, unless it is empty, goes
into the JSON view.
"""

import asyncio
import sys
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from pushdesk.desk import open_desk
from pushdesk.services.engine import Engine
from pushdesk.settings import FREE_PORTS, load_settings
from pushdesk.ui.application import live_window
from pushdesk.ui.window import MainWindow

SAVED = "Saved just now"


def find(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    """The visible widget with that accessible name."""
    found = [one for one in window.findChildren(kind) if one.isVisible() and one.accessibleName() == name]
    assert found, f"nobody sees “{name}”"
    return found[0]


async def saved(window: MainWindow) -> None:
    """Until the window says that it saved."""
    header, told = window.screens["compose"].header, asyncio.Event()
    header.changed.connect(told.set)
    while not header.status.startswith(SAVED):
        await told.wait()
        told.clear()


async def play(window: MainWindow, title: str, json: str) -> None:
    """Type, wait for the saving, say so, and stay."""
    await window.settled()
    assert window.problem is None, window.problem
    await window.idle()
    box = find(window, QLineEdit, "Title")
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, title)
    if json:
        QTest.mouseClick(find(window, QPushButton, "JSON"), Qt.MouseButton.LeftButton)
        editor = find(window, QPlainTextEdit, "The message as JSON")
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, json)
    await saved(window)
    print("saved", flush=True)
    await asyncio.Event().wait()


def main(title: str, json: str) -> None:
    """On free ports, in the data folder that the environment names."""
    settings = load_settings(**FREE_PORTS)
    engine = Engine(partial(open_desk, settings, own=True, devices=0))
    live_window(settings, lambda: engine, lambda window: play(window, title, json), stay=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
