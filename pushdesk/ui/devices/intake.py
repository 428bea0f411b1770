"""Ways in for subscriptions: a file dialog, the clipboard, drag and drop. Each ends in one import."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from pushdesk.model.errors import BadInput
from pushdesk.services.exchange import decode
from pushdesk.services.importing import ImportRefused, Wishes
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.import_result import ImportResult
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets.file_dialogs import ask_file

# A million subscriptions are some 400 MB; what is larger was not meant.
LARGEST_BYTES = 512 * 1024 * 1024


class Intake(QObject):
    """Imports what it is given and shows what came of it; a refused import can be repeated for the good."""

    def __init__(self, context: UiContext, result: ImportResult, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._result = result
        self._window = parent
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._text = ""
        self.running = False
        result.again.connect(lambda: self.take_text(self._text, skip_invalid=True))

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Where imports go."""
        self._engine, self._desk = engine, desk

    def ask_for_file(self) -> QFileDialog:
        """Let the user choose a file; the window goes on meanwhile."""
        return ask_file(
            self._window,
            self.tr("Import subscriptions"),
            [self.tr("Subscriptions (*.json *.jsonl *.ndjson *.csv *.txt)"), self.tr("All files (*)")],
            self.take_file,
        )

    def take_clipboard(self) -> None:
        """Import what was copied: text, or files."""
        # An empty clipboard has no data at all on some platforms; PySide6's annotations do not say so.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is None or not self.take_mime(mime):
            self._context.refuse(
                self.tr("There is no text in the clipboard: copy a subscription’s JSON first.")
            )

    @staticmethod
    def takes(mime: QMimeData) -> bool:
        """Whether there may be subscriptions in it."""
        return any(url.isLocalFile() for url in mime.urls()) or bool(mime.text().strip())

    def take_mime(self, mime: QMimeData) -> bool:
        """Import what was dropped or pasted; False where there is nothing to import."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0])
            if len(files) > 1:
                self._context.refuse(self.tr("One file at a time: only “{}” was read.").format(files[0].name))
            return True
        if mime.text().strip():
            self.take_text(mime.text())
            return True
        return False

    def take_file(self, path: Path) -> None:
        """Import a file."""
        self._context.bridge.do(self._read(path), "read subscriptions")

    def take_text(self, text: str, *, skip_invalid: bool = False) -> None:
        """Import text."""
        self._context.bridge.do(self._import(text, skip_invalid), "import subscriptions")

    async def _read(self, path: Path) -> None:
        await self._import(await asyncio.to_thread(read_text, path), skip_invalid=False)

    async def _import(self, text: str, skip_invalid: bool) -> None:
        if self._engine is None or self._desk is None:
            return
        self._text, self.running = text, True
        try:
            report = await self._engine.call(self._desk.importer.run, text, Wishes(skip_invalid=skip_invalid))
        except ImportRefused as refused:
            self._result.show_refusal(refused, refused.total - len(refused.refusals))
        else:
            self._text = ""
            self._result.show_report(report)
        finally:
            self.running = False


def read_text(path: Path) -> str:
    """A file's text; raises BadInput with what is wrong with the file."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadInput(f"“{path.name}” is larger than 512 MB: divide it.")
        return decode(path.read_bytes())
    except OSError as problem:
        raise BadInput(f"“{path.name}” cannot be read: {problem.strerror}.") from None
