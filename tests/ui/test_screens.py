"""The screens of a window: made when somebody asks, or one by one once the desk is there."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pushdesk.model.errors import BugError
from pushdesk.settings import Settings
from pushdesk.ui.screens import Screens
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.rows import campaign
from tests.ui.windows import opened, start


@pytest_asyncio.fixture
async def window(theme: Theme, settings: Settings, engine: FakeEngine) -> AsyncIterator[MainWindow]:
    """The window, shown, not started."""
    async with opened(theme, settings, [engine]) as made:
        yield made


class Asked(QObject):
    """Hears which widgets open as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, thing: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(thing, QWidget) and thing.isWindow():
            self.windows.append(type(thing).__name__)
        return False


async def test_nothing_else_opens_while_the_screens_are_made(window: MainWindow, qapp: QApplication) -> None:
    asked = Asked()
    qapp.installEventFilter(asked)
    await start(window)
    qapp.removeEventFilter(asked)
    assert asked.windows == []


def made(window: MainWindow) -> list[str]:
    """The places whose screens there are."""
    return [name for name, _ in window.screens.made()]


async def test_a_screen_that_is_asked_for_before_its_turn_is_made_at_once(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, make_rest = asyncio.Event(), Screens.make_rest

    async def wait(screens: Screens) -> None:
        await turns.wait()
        await make_rest(screens)

    monkeypatch.setattr(Screens, "make_rest", wait)
    window.start()
    await until(lambda: window.actions_registry.ready)
    assert made(window) == ["compose"]
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert made(window) == ["compose", "lab"]
    assert window.screens["lab"].widget.isVisible()
    turns.set()
    await window.settled()
    assert made(window) == ["compose", "devices", "campaigns", "lab", "settings"]


async def test_once_all_is_there_the_desk_gets_ready_to_send(window: MainWindow, desk: FakeDesk) -> None:
    window.start()
    await until(lambda: window.actions_registry.ready)
    assert desk.sender.warmed == 0
    await window.settled()
    assert desk.sender.warmed == 1


async def test_what_is_asked_for_before_the_desk_is_there_comes_first_with_it(
    window: MainWindow, engine: FakeEngine, desk: FakeDesk
) -> None:
    desk.sender.campaigns = [campaign("c9")]
    engine.gate = asyncio.Event()
    window.start()
    window.navigate("campaigns", "c9")
    assert window.starting.isVisible()
    assert made(window) == ["compose"]
    engine.gate.set()
    await until(lambda: "campaigns" in made(window))
    assert made(window) == ["compose", "campaigns"]
    await window.settled()
    await window.idle()
    assert window.screens["campaigns"].header.title == "Your parcel is on its way"


async def test_a_screen_that_cannot_be_made_is_told_and_keeps_nobody_waiting(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[BaseException] = []

    async def fail(screens: Screens) -> None:
        raise BugError("a column has no name")

    monkeypatch.setattr(Screens, "make_rest", fail)
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: heard.append(error))
    window.start()
    async with asyncio.timeout(5):
        await window.settled()
    await until(lambda: heard)
    assert str(heard[0]) == "a column has no name"
