"""Export of the wall as one picture: asks where to, draws it here, writes it in another thread."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from pushdesk.ui.context import UiContext
from pushdesk.ui.preview.wall import PreviewWall, write_png
from pushdesk.ui.widgets.file_dialogs import ask_new_file


class WallExport(QObject):
    """The command “Export the preview wall…”."""

    def __init__(self, context: UiContext, wall: PreviewWall) -> None:
        super().__init__(wall)
        self._context, self._wall = context, wall
        self.action = context.actions.add(
            "compose.export-previews", self.tr("Export the preview wall…"), self.ask
        )
        wall.export_asked.connect(self.action.trigger)

    def ask(self) -> QFileDialog:
        """Let the user name the file; the window goes on meanwhile."""
        title, kind = self.tr("Export the preview wall"), self.tr("Picture (*.png)")
        return ask_new_file(self._wall, title, "previews.png", kind, self.write)

    def write(self, path: Path) -> None:
        """Write the wall as it is now to `path`."""
        self._context.bridge.do(self._write(path), "export the preview wall")

    async def _write(self, path: Path) -> None:
        image = self._wall.contact_sheet()
        # Packing some ten million pixels takes longer than a frame.
        await asyncio.to_thread(write_png, image, path)
        self._context.notify(self.tr("The preview wall is in {}.").format(path.name))
