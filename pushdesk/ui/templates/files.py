"""Templates as files: ask where, read or write them, say what came of it."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.outlet import write_text
from pushdesk.ui.templates.shelf import Shelf
from pushdesk.ui.widgets.humane import count, counted

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.services.templates import Imported

_MODES = QFileDialog.FileMode
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
        dialog = self._ask("Import a template", _MODES.ExistingFile)
        dialog.setNameFilter("Templates (*.yaml *.yml *.json)")
        dialog.fileSelected.connect(lambda path: self._spawn(self._import(Path(path)), "import templates"))
        dialog.open()

    def import_folder(self) -> None:
        """Ask for a folder and take in every template under it."""
        dialog = self._ask("Import a folder of templates", _MODES.Directory)
        dialog.fileSelected.connect(lambda path: self._spawn(self._import(Path(path)), "import templates"))
        dialog.open()

    def export_this(self) -> None:
        """Ask for a folder, and write the template in hand there."""
        self._export_to([self._shelf.in_hand().id])

    def export_all(self) -> None:
        """Ask for a folder, and write every template there."""
        self._export_to(None)

    def export_json(self) -> None:
        """Ask for a file, and write every template into it as one JSON document."""
        dialog = self._ask("Export all templates as one file", _MODES.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setNameFilter("JSON (*.json)")
        dialog.selectFile("templates.json")
        dialog.fileSelected.connect(
            lambda path: self._spawn(self._export_json(Path(path)), "export templates")
        )
        dialog.open()

    def _export_to(self, chosen: list[str] | None) -> None:
        dialog = self._ask("Export to a folder", _MODES.Directory)
        dialog.fileSelected.connect(
            lambda path: self._spawn(self._export(Path(path), chosen), "export templates")
        )
        dialog.open()

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

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._parent.window(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        return dialog

    def _closed(self) -> None:
        self.dialog = None

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._context.bridge.spawn(work, name)


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
