"""The application server keys: the current one, older ones, making and importing."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QWidget

from pushdesk.model.errors import BadInput, KnownError
from pushdesk.model.vapid import KeyStorage, VapidKey
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.settings.section import Line, Section
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import SectionLabel, button, clear, column, label, row
from pushdesk.ui.widgets.confirm import confirm
from pushdesk.ui.widgets.file_dialogs import ask_file
from pushdesk.ui.widgets.text import mono_font

# PEM, DER and JWK of one P-256 key are a few hundred bytes.
LARGEST_KEY_FILE = 64 * 1024


_PLACES = {
    KeyStorage.KEYRING: "The private part is in the operating system’s keyring.",
    KeyStorage.FILE: "The private part is in a file in the data folder that only you can read: no keyring "
    "answers here.",
}


class KeysSection(Section):
    """Older keys stay: devices that subscribed with one go on being sent to with it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            self.tr("VAPID keys"),
            self.tr("Browsers subscribe with the current public key; its private part signs every message."),
        )
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self.current = _mono("")
        self.line = Line(self.tr("Current public key"), self.current, " ")
        self.copy = button(self.tr("Copy key"), lambda: self._copy(self.current.text()))
        self.make = button(self.tr("Make a new key…"), self._ask_make)
        self.bring = button(self.tr("Import…"), self.ask_for_file, name=self.tr("Import a key"))
        self._older_box = QWidget()
        self._older = QGridLayout()
        self._older.setContentsMargins(0, 0, 0, 0)
        self._older.setHorizontalSpacing(16)
        self._older.setColumnStretch(1, 1)
        self._older_box.setLayout(column(SectionLabel(self.tr("Older keys")), self._older, gap=6))
        self.fill(self.line, row(self.copy, self.make, self.bring, 1), self._older_box)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Read the keys."""
        self._engine, self._desk = engine, desk
        self.read()

    def read(self) -> None:
        """Read the keys again: the command line can make one, too."""
        if self._engine is not None:
            self._context.bridge.spawn(self._read(), "read the keys")

    async def _read(self) -> None:
        if self._engine is None or self._desk is None:
            return
        self._show(await self._engine.call(self._desk.keys.every))

    def _show(self, keys: list[VapidKey]) -> None:
        current = next((key for key in keys if key.current), None)
        self.current.setText(current.public_key if current else "")
        self.line.say(
            f"{_PLACES[current.storage]} {self.tr('Made {}.').format(humane.ago(current.created_at))}"
            if current
            else self.tr("There is no key yet.")
        )
        self.copy.setEnabled(current is not None)
        older = [key for key in reversed(keys) if not key.current]
        clear(self._older)
        for number, key in enumerate(older):
            self._add_older(number, key)
        self._older_box.setVisible(bool(older))

    def _add_older(self, number: int, key: VapidKey) -> None:
        words = _mono(humane.elided(key.public_key, 16, 6))
        words.setWordWrap(False)
        words.setToolTip(key.public_key)
        made = label(self.tr("made {}").format(humane.ago(key.created_at)), "muted", selectable=True)
        made.setToolTip(humane.exact(key.created_at))
        copy = button(self.tr("Copy"), lambda: self._copy(key.public_key), "link")
        copy.setAccessibleName(self.tr("Copy older key {}").format(key.public_key[:8]))
        for place, part in enumerate((words, made, copy)):
            self._older.addWidget(part, number, place)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.notify(self.tr("The public key was copied."))

    def _ask_make(self) -> None:
        confirm(
            self,
            self.tr("Make a new key?"),
            self.tr(
                "Devices that subscribe from now on use it. Devices captured with an older key keep working "
                "with theirs; a page that is opened again moves to the new one by itself."
            ),
            self.tr("Make a new key"),
            lambda: self._do(self._make()),
        )

    async def _make(self) -> None:
        if self._engine is not None and self._desk is not None:
            await self._adopted(self._engine.call(self._desk.keys.create))

    def ask_for_file(self) -> QFileDialog:
        """Let the user choose a private key; the window goes on meanwhile."""
        return ask_file(
            self,
            self.tr("Import a private key"),
            [self.tr("Keys (*.pem *.der *.jwk *.json *.key *.txt)"), self.tr("All files (*)")],
            self.take_file,
        )

    def take_file(self, path: Path) -> None:
        """Import the private key in a file and make it current."""
        self._do(self._take(path))

    async def _take(self, path: Path) -> None:
        if self._engine is None or self._desk is None:
            return
        try:
            raw = await asyncio.to_thread(read_key_file, path)
        except BadInput as problem:
            self.line.refuse(problem.sentence)
            return
        await self._adopted(self._engine.call(self._desk.keys.adopt, raw))

    async def _adopted(self, work: Coroutine[Any, Any, VapidKey]) -> None:
        try:
            key = await work
        except KnownError as problem:
            self.line.refuse(problem.sentence)
            return
        self.line.accept()
        await self._read()
        self._context.notify(self.tr("New devices subscribe with {}… now.").format(key.public_key[:8]))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._context.bridge.do(work, "keys")


def _mono(text: str) -> QLabel:
    made = label(text, wrap=True, selectable=True)
    made.setFont(mono_font(made.font()))
    return made


def read_key_file(path: Path) -> bytes:
    """A key file's bytes; raises BadInput with what is wrong with the file."""
    try:
        if path.stat().st_size > LARGEST_KEY_FILE:
            raise BadInput(f"“{path.name}” is too large to be a key: choose a PEM, DER or JWK file.")
        return path.read_bytes()
    except OSError as problem:
        raise BadInput(f"“{path.name}” cannot be read: {problem.strerror}.") from None
