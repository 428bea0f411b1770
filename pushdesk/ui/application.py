"""Opens the window: one QApplication, Qt's event loop as asyncio's, the engine beside it, an orderly end."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import qasync
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pushdesk import __version__
from pushdesk.desk import open_desk
from pushdesk.model.errors import Conflict
from pushdesk.services.engine import Engine
from pushdesk.settings import Settings
from pushdesk.ui.crash import CrashReporter
from pushdesk.ui.seam import EngineLike
from pushdesk.ui.snapshot import window_picture
from pushdesk.ui.theme.brand import app_icon
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow

T = TypeVar("T")
Play = Callable[[MainWindow], Coroutine[Any, Any, T]]

# What a start that could not succeed ends with, as on the command line.
CANNOT_START = 2


def run_window(settings: Settings, screenshot: Path | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    With `screenshot` it takes a picture as soon as everything is up and closes by itself; it raises
    the KnownError of a start that failed, and FolderError where the picture cannot be written.
    """

    async def play(window: MainWindow) -> MainWindow:
        await window.settled()
        if screenshot is not None:
            if window.problem is not None:
                raise window.problem
            await window.idle()
            await window_picture(window, screenshot)
        return window

    make_engine = partial(Engine, partial(open_desk, settings, own=True))
    window = live_window(settings, make_engine, play, stay=screenshot is None)
    return CANNOT_START if window.problem is not None else 0


def live_window(settings: Settings, make_engine: Callable[[], EngineLike], play: Play[T], *, stay: bool) -> T:
    """Open the window, run `play` in it, and close it in order; with `stay` only when somebody closes it.

    Returns or raises what `play` did; raises Conflict where the window was closed before it ended.
    """
    application = make_application()
    window = MainWindow(settings, Theme(application, settings.theme), make_engine)
    reporter = CrashReporter(window, window.show_error)
    try:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(_live(window, play, stay))
    finally:
        reporter.restore()
        window.deleteLater()


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


async def _live(window: MainWindow, play: Play[T], stay: bool) -> T:
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    with suppress(NotImplementedError):  # Windows: there the console's end reaches Qt by itself
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, window.close)
    window.show()
    window.start()
    playing = asyncio.create_task(play(window), name="play")
    closing = asyncio.create_task(closed.wait(), name="closed")
    await asyncio.wait({playing, closing}, return_when=asyncio.FIRST_COMPLETED)
    if not playing.done():
        playing.cancel()
        raise Conflict("The window was closed before everything in it was done.")
    if not stay or playing.exception() is not None:
        window.close()
    await closing
    return playing.result()
