"""`pushdesk`: opens the window, or says in a sentence that there is nowhere to open it."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import typer

from pushdesk.cli import journal
from pushdesk.cli.invocation import settings_for
from pushdesk.model.errors import KnownError

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.settings import Settings

LOG_FILE = "window.log"


class NoDisplay(KnownError):
    """There is no screen to draw on."""

    code = "no_display"


def open_window(context: typer.Context) -> int:
    """Run the window until it is closed; returns its exit status. Raises NoDisplay, BadInput, FolderError."""
    require_display()
    settings = settings_for(context)
    journal.to_file(settings.data_dir, LOG_FILE)
    from pushdesk.services import garbage

    with garbage.paused():
        from pushdesk.ui.application import run_window

    return run_window(settings, partial(open_own_desk, settings))


@asynccontextmanager
async def open_own_desk(settings: "Settings") -> AsyncIterator["Desk"]:
    """The desk that owns the data folder; its services are imported while the window is there already."""
    from pushdesk.desk import open_desk

    async with open_desk(settings, own=True) as desk:
        yield desk


def require_display() -> None:
    """Raise NoDisplay where Qt would abort the process for want of one (X11 and Wayland name theirs)."""
    if sys.platform in {"win32", "darwin"}:
        return
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise NoDisplay(
            "There is no display here for the window: `pushdesk demo --headless` shows what PushDesk does "
            "without one, and `pushdesk lab` runs its push service."
        )
