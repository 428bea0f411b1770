"""Templates as files: ask where, read or write them, say what came of it."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.outlet import write_text
from pushdesk.ui.templates.shelf import Shelf
from pushdesk.ui.widgets.file_dialogs import ask_file, ask_folder, ask_new_file
from pushdesk.ui.widgets.humane import count, counted

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.services.templates import Imported

# More would be a list, and the sentence is one that goes by itself.
_NAMED = 3


class TemplateFiles(QObject):
    """YAML, one file a template, or one JSON document for all; `dialog` is the one that is open."""

    def __init__(self, context: UiContext, shelf: Shelf, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf = shelf
        self._parent = parent
        self.dialog: QFileDialog | None = None

    def import_file(self) -> None:
        """Ask for a file and take it in."""
        kinds = ["Templates (*.yaml *.yml *.json)"]
        self._show(ask_file(self._window(), "Import a template", kinds, self._take))

    def import_folder(self) -> None:
        """Ask for a folder and take in every template under it."""
        self._show(ask_folder(self._window(), "Import a folder of templates", self._take))

    def export_this(self) -> None:
        """Ask for a folder, and write the template in hand there."""
        self._export_to([self._shelf.in_hand().id])

    def export_all(self) -> None:
        """Ask for a folder, and write every template there."""
        self._export_to(None)

    def export_json(self) -> None:
        """Ask for a file, and write every template into it as one JSON document."""
        title, name = "Export all templates as one file", "templates.json"
        self._show(ask_new_file(self._window(), title, name, "JSON (*.json)", self._write_json))

    def _export_to(self, chosen: list[str] | None) -> None:
        self._show(
            ask_folder(
                self._window(),
                "Export to a folder",
                lambda path: self._spawn(self._export(path, chosen), "export templates"),
            )
        )

    def _take(self, path: Path) -> None:
        self._spawn(self._import(path), "import templates")

    def _write_json(self, path: Path) -> None:
        self._spawn(self._export_json(path), "export templates")

    async def _import(self, path: Path) -> None:
        engine, templates = self._shelf.attached()
        found = await engine.call(templates.import_files, path)
        self._context.notify(said(found))
        self._shelf.hand.look_again()

    async def _export(self, folder: Path, chosen: list[str] | None) -> None:
        engine, templates = self._shelf.attached()
        paths = await engine.call(templates.export_files, folder, chosen)
        self._context.notify(f"{counted(len(paths), 'file', 'files')} written to {folder.name}.")

    async def _export_json(self, path: Path) -> None:
        engine, templates = self._shelf.attached()
        await asyncio.to_thread(write_text, path, await engine.call(templates.export_json))
        self._context.notify(f"All templates are in {path.name}.")

    def _window(self) -> QWidget:
        return self._parent.window()

    def _show(self, dialog: QFileDialog) -> None:
        dialog.finished.connect(self._closed)
        self.dialog = dialog

    def _closed(self) -> None:
        self.dialog = None

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._context.bridge.do(work, name)


def said(found: "Imported") -> str:
    """What came of an import, and what was passed by, in one sentence."""
    parts = [f"Imported {counted(found.created + found.updated + found.unchanged, 'template', 'templates')}"]
    if found.updated or found.unchanged:
        kinds = ((found.created, "new"), (found.updated, "updated"), (found.unchanged, "the same as before"))
        parts[0] += f": {', '.join(f'{count(number)} {word}' for number, word in kinds if number)}"
    if found.hidden:
        parts.append(_passed_by(found.hidden, "hidden file was", "hidden files were"))
    if found.others:
        parts.append(
            _passed_by(found.others, "file that is no template was", "files that are no templates were")
        )
    return f"{'; '.join(parts)}."


def _passed_by(names: tuple[str, ...], one: str, many: str) -> str:
    rest = f" and {count(len(names) - _NAMED)} more" if len(names) > _NAMED else ""
    return f"{counted(len(names), one, many)} passed by: {', '.join(names[:_NAMED])}{rest}"
