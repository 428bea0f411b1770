"""The demonstration in the window: it is shown while it happens, and a picture is taken at the end."""

from pathlib import Path

from pushdesk.services.demonstration import Performance, perform
from pushdesk.services.engine import Engine
from pushdesk.settings import Settings
from pushdesk.ui import qt_messages
from pushdesk.ui.application import OpenServices, live_window
from pushdesk.ui.snapshot import window_picture
from pushdesk.ui.window import MainWindow


def run_demo(settings: Settings, open_services: OpenServices, picture: Path, *, stay: bool) -> Performance:
    """Perform in a window and save its picture; with `stay` the window remains until it is closed.

    Raises the KnownError that stopped the desk from starting, and FolderError where the picture
    cannot be written.
    """
    qt_messages.to_log()
    engine = Engine(open_services)

    async def play(window: MainWindow) -> Performance:
        await window.settled()
        if window.problem is not None:
            raise window.problem
        window.navigate("campaigns")
        performance = await engine.call(perform, await engine.ready())
        window.navigate("campaigns", performance.campaign.id)
        await window.bridge.idle()
        await window_picture(window, picture)
        return performance

    return live_window(settings, lambda: engine, play, stay=stay)[1]
