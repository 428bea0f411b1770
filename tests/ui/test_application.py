"""Opening the window: a play in it, its result, and an orderly end whatever happens."""

import asyncio
import gc
import sys

import pytest
from PySide6.QtCore import QEvent, QObject

from pushdesk.model.errors import BugError, Conflict
from pushdesk.services import garbage
from pushdesk.settings import Settings
from pushdesk.ui.application import live_window, make_application
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeDesk, FakeEngine


def test_what_is_played_gives_the_result_and_the_window_closes(
    settings: Settings, engine: FakeEngine
) -> None:
    async def play(window: MainWindow) -> bool:
        await window.settled()
        return window.screens["compose"].widget.isVisible()

    assert live_window(settings, lambda: engine, play, stay=False)[1] is True
    assert engine.stopped


class Paints(QObject):
    """Hears whether a main window was painted."""

    seen = False

    def eventFilter(self, thing: QObject, event: QEvent) -> bool:
        self.seen = self.seen or (event.type() == QEvent.Type.Paint and isinstance(thing, MainWindow))
        return False


def test_the_window_is_painted_before_its_engine_starts(settings: Settings, engine: FakeEngine) -> None:
    paints, at_the_start = Paints(), []
    make_application().installEventFilter(paints)

    def make_engine() -> FakeEngine:
        at_the_start.append(paints.seen)
        return engine

    live_window(settings, make_engine, MainWindow.settled, stay=False)
    make_application().removeEventFilter(paints)
    assert at_the_start == [True]


def test_while_a_window_is_open_collections_leave_alone_what_lives_to_the_end(
    settings: Settings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, settle, settled = gc.get_threshold(), garbage.settle_process, asyncio.Event()

    def tell() -> None:
        settle()
        settled.set()

    monkeypatch.setattr(garbage, "settle_process", tell)

    async def play(window: MainWindow) -> None:
        async with asyncio.timeout(10):
            await settled.wait()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > usual[0]

    live_window(settings, lambda: engine, play, stay=False)
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, usual)


def test_while_a_window_is_open_no_thread_keeps_it_waiting_for_long(
    settings: Settings, engine: FakeEngine
) -> None:
    usual = sys.getswitchinterval()

    async def play(window: MainWindow) -> float:
        return sys.getswitchinterval()

    _, meanwhile = live_window(settings, lambda: engine, play, stay=False)
    assert meanwhile < usual / 5
    assert sys.getswitchinterval() == usual


def test_what_fails_in_it_is_raised_after_the_end(settings: Settings, engine: FakeEngine) -> None:
    async def play(window: MainWindow) -> None:
        raise BugError("the play broke")

    with pytest.raises(BugError, match="the play broke"):
        live_window(settings, lambda: engine, play, stay=False)
    assert engine.stopped


def test_with_stay_the_window_remains_until_somebody_closes_it(
    settings: Settings, engine: FakeEngine
) -> None:
    seen: list[bool] = []

    async def play(window: MainWindow) -> str:
        await window.settled()

        def close() -> None:
            seen.append(window.isVisible())
            window.close()

        asyncio.get_running_loop().call_later(0.05, close)
        return "played"

    assert live_window(settings, lambda: engine, play, stay=True)[1] == "played"
    assert seen == [True]


def test_closing_before_the_play_ended_is_a_sentence(settings: Settings, engine: FakeEngine) -> None:
    async def play(window: MainWindow) -> None:
        window.close()
        await asyncio.Event().wait()

    with pytest.raises(Conflict, match="closed before"):
        live_window(settings, lambda: engine, play, stay=False)
    assert engine.stopped


def test_a_window_closed_while_the_engine_starts_ends_in_order(settings: Settings, desk: FakeDesk) -> None:
    engine = FakeEngine(desk)
    engine.gate = asyncio.Event()

    async def play(window: MainWindow) -> None:
        window.close()
        await asyncio.Event().wait()

    with pytest.raises(Conflict):
        live_window(settings, lambda: engine, play, stay=True)
    assert engine.stopped


def test_the_application_has_name_and_icon() -> None:
    application = make_application()
    assert application.applicationName() == "PushDesk"
    assert not application.windowIcon().isNull()
    assert make_application() is application
