"""Opens the window: one QApplication, Qt's event loop as asyncio's, the engine beside it, an orderly end."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import qasync
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pushdesk import __version__
from pushdesk.model.errors import Conflict
from pushdesk.services import folder, garbage
from pushdesk.services.engine import Engine
from pushdesk.settings import Settings
from pushdesk.ui import qt_messages, turns
from pushdesk.ui.crash import CrashReporter
from pushdesk.ui.seam import EngineLike
from pushdesk.ui.snapshot import window_picture
from pushdesk.ui.theme.brand import app_icon
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow

if TYPE_CHECKING:
    # The services are imported by whoever opens them, once the window is on the screen.
    from pushdesk.services.parts import Desk

# What a start that could not succeed ends with, as on the command line.
CANNOT_START = 2

OpenServices = Callable[[], AbstractAsyncContextManager["Desk"]]
T = TypeVar("T")


def run_window(settings: Settings, open_services: OpenServices, screenshot: Path | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    With `screenshot` it takes a picture as soon as everything is up, and closes by itself. Raises
    FolderOwned, without a window, while another PushDesk owns the data folder: it has one already.
    """
    folder.refuse_if_owned(settings.data_dir)

    async def play(window: MainWindow) -> None:
        if screenshot is None:
            return
        await window.settled()
        if window.problem is None:
            await window.idle()
            await window_picture(window, screenshot)

    qt_messages.to_log()
    window = live_window(settings, lambda: Engine(open_services), play, stay=screenshot is None)[0]
    if window.problem is None:
        return 0
    print(window.problem.sentence, file=sys.stderr)
    return CANNOT_START


def live_window(
    settings: Settings,
    make_engine: Callable[[], EngineLike],
    play: Callable[[MainWindow], Coroutine[Any, Any, T]],
    *,
    stay: bool,
) -> tuple[MainWindow, T]:
    """Show a window, await `play(window)` on its loop, and end it in order; with `stay`, once it is closed.

    Returns the window, closed, and what `play` came to; raises what that raised, and Conflict where the
    window was closed before.
    """
    application = make_application()
    with garbage.paused():
        theme = Theme(application, settings.theme, bare=True)
        window = MainWindow(settings, theme, make_engine)
        theme.dress()
        window.show()
        # Painted before the engine's thread takes its share of the interpreter.
        application.processEvents()
    reporter = CrashReporter(window, window.show_error)
    try:
        loop = asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application))
        with turns.short(), loop as runner:
            return window, runner.run(_live(window, play, stay))
    finally:
        reporter.restore()


def make_application() -> QApplication:
    """The QApplication with its name and icon; the one there is, where there is one."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("PushDesk")
    application.setApplicationDisplayName("PushDesk")
    application.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("pushdesk")
    application.setWindowIcon(app_icon())
    # The loop ends when the window says that everything is closed, not when it disappears.
    application.setQuitOnLastWindowClosed(False)
    return application


async def _live(window: MainWindow, play: Callable[[MainWindow], Coroutine[Any, Any, T]], stay: bool) -> T:
    ended = asyncio.Event()
    window.closed.connect(ended.set)
    with suppress(NotImplementedError):  # Windows: there Qt hears of the console's end by itself
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, window.close)
    window.start()
    settling = asyncio.create_task(_settle(window), name="settle")
    playing = asyncio.create_task(play(window), name="play")
    closing = asyncio.create_task(ended.wait(), name="closed")
    try:
        await asyncio.wait({playing, closing}, return_when=asyncio.FIRST_COMPLETED)
        if not playing.done():
            playing.cancel()
            raise Conflict("The window was closed before everything in it was done.")
        if not stay:
            window.close()
        await closing
        return playing.result()
    finally:
        settling.cancel()
        garbage.unsettle()


async def _settle(window: MainWindow) -> None:
    # Services are imported and screens made meanwhile.
    with garbage.paused():
        await window.settled()
    garbage.settle_process()
