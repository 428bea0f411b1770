"""A picture of the window, for the demo and the README."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pushdesk.model.errors import FolderError


async def window_picture(window: QWidget, path: Path) -> None:
    """Save what `window` shows now as PNG; raises FolderError where the file cannot be written.

    Waits for what is still to be laid out and painted: two rounds of the loop.
    """
    for _ in range(2):
        window.update()
        await asyncio.sleep(0.05)
    if not window.grab().save(str(path), "PNG"):
        raise FolderError(f"The picture {path} cannot be written: choose another place for it.")
