"""Ways out for subscriptions: a JSON file that can be imported again."""

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from pushdesk.model.errors import BadInput
from pushdesk.ui.context import UiContext
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.file_dialogs import ask_new_file

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription


class Outlet(QObject):
    """Asks where to, writes, and says so."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def ask(self, rows: Sequence["Subscription"]) -> QFileDialog:
        """Let the user name a file for `rows`; the window goes on meanwhile."""
        return ask_new_file(
            self._window,
            self.tr("Export subscriptions"),
            "subscriptions.json",
            self.tr("JSON (*.json)"),
            partial(self.write, rows),
        )

    def write(self, rows: Sequence["Subscription"], path: Path) -> None:
        """Write `rows` to `path`."""
        self._context.bridge.do(self._write(rows, path), "export subscriptions")

    async def _write(self, rows: Sequence["Subscription"], path: Path) -> None:
        from pushdesk.services.exchange import export  # the same

        text = json.dumps(export(rows), ensure_ascii=False, indent=2)
        await asyncio.to_thread(write_text, path, text)
        number = humane.counted(len(rows), self.tr("device"), self.tr("devices"))
        self._context.notify(
            self.tr("{} exported to {}. The file holds their keys: share it with care.").format(
                number, path.name
            )
        )


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file; raises BadInput with what is wrong with the place."""
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise BadInput(f"“{path.name}” cannot be written: {problem.strerror}.") from None
