"""Autosave: what is typed is in the database a third of a second later, and never two saves at once."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from pushdesk.ui.bridge import Bridge
from pushdesk.ui.seam import DeskLike, EngineLike

PAUSE_MS = 300


class Autosave(QObject):
    """`read()` gives what to save, the form's JSON and the audience's words; `saved()` is called after it."""

    def __init__(
        self,
        bridge: Bridge,
        read: Callable[[], tuple[dict[str, Any], list[str]]],
        saved: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._read = read
        self._saved = saved
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._draft_id: str | None = None
        self._dirty = False
        self._lock = asyncio.Lock()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._start)

    def attach(self, engine: EngineLike, desk: DeskLike, draft_id: str | None) -> None:
        """Save into this desk from now on, into the draft that was restored (None: a new one)."""
        self._engine, self._desk = engine, desk
        self._draft_id = draft_id or self._draft_id

    def begin(self) -> None:
        """What is typed from now on is a draft of its own; the one before stays as it was saved."""
        self._draft_id = None

    def touch(self) -> None:
        """Something changed: it is saved a moment later, also while somebody types on."""
        self._dirty = True
        if not self._pause.isActive():
            self._pause.start()

    def _start(self) -> None:
        if self._desk is not None:
            self._bridge.spawn(self.flush(), "save the draft")

    async def flush(self) -> None:
        """Save what is not saved yet; what changes meanwhile is saved, too."""
        self._pause.stop()
        if self._engine is None or self._desk is None:
            return
        async with self._lock:
            while self._dirty:
                self._dirty = False
                form, audience = self._read()
                save = self._desk.drafts.save
                self._draft_id = await self._engine.call(save, self._draft_id, form, audience)
                self._saved()
