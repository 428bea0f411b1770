"""A window of a test: shown, started, closed in order."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from pushdesk.settings import Settings
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeEngine


async def close(window: MainWindow) -> None:
    """Close as a person does, and wait for the end."""
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    window.close()
    await closed.wait()


async def start(window: MainWindow) -> None:
    """Start, and wait until everything is loaded."""
    window.start()
    await window.settled()
    await window.idle()


@asynccontextmanager
async def opened(
    theme: Theme, settings: Settings, engines: Iterable[FakeEngine]
) -> AsyncIterator[MainWindow]:
    """The window, shown, not started; it gets one of `engines` a start, and closes at the end."""
    waiting = iter(engines)
    made = MainWindow(settings, theme, lambda: next(waiting))
    made.show()
    yield made
    if made.isVisible():
        await close(made)
    made.deleteLater()
