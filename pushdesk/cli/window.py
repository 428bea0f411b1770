"""`pushdesk`: opens the window, or says in a sentence that there is nowhere to open it."""

import os
import sys
from functools import partial

import typer

from pushdesk.cli import journal
from pushdesk.cli.invocation import settings_for
from pushdesk.model.errors import KnownError

LOG_FILE = "window.log"


class NoDisplay(KnownError):
    """There is no screen to draw on."""

    code = "no_display"


def open_window(context: typer.Context) -> int:
    """Run the window until it is closed; returns its exit status. Raises NoDisplay, BadInput, FolderError."""
    require_display()
    settings = settings_for(context)
    journal.to_file(settings.data_dir, LOG_FILE)
    from pushdesk.desk import open_desk
    from pushdesk.ui.application import run_window

    return run_window(settings, partial(open_desk, settings, own=True))


def require_display() -> None:
    """Raise NoDisplay where Qt would abort the process for want of one (X11 and Wayland name theirs)."""
    if sys.platform in {"win32", "darwin"}:
        return
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise NoDisplay(
            "There is no display here for the window: `pushdesk demo --headless` shows what PushDesk does "
            "without one, and `pushdesk lab` runs its push service."
        )
