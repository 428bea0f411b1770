"""Autosave: what is typed is on the disk a third of a second later, and never two saves at once."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from pushdesk.services.early_draft import EarlyDraft
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.seam import DeskLike, EngineLike

PAUSE_MS = 300


class Autosave(QObject):
    """`read()` gives what to save, the form's JSON and the audience's words; `saved()` is called after it.

    Saved is into the desk's drafts, and into `early` until there is a desk.
    """

    def __init__(
        self,
        bridge: Bridge,
        early: EarlyDraft,
        read: Callable[[], tuple[dict[str, Any], list[str]]],
        saved: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._early = early
        self._read = read
        self._saved = saved
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._draft_id: str | None = None
        self._changes = self._saved_changes = 0
        self._lock = asyncio.Lock()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._start)

    def attach(self, engine: EngineLike, desk: DeskLike, draft_id: str | None) -> None:
        """Save into this desk from now on, into that draft (None: the one there was, or a new one)."""
        self._services = engine, desk
        self._draft_id = draft_id or self._draft_id

    def begin(self) -> None:
        """What is typed from now on is a draft of its own; the one before stays as it was saved."""
        self._draft_id = None

    def touch(self) -> None:
        """Something changed: it is saved a moment later, also while somebody types on."""
        self._changes += 1
        if not self._pause.isActive():
            self._pause.start()

    def _start(self) -> None:
        self._bridge.spawn(self.flush(), "save the draft")

    async def flush(self) -> None:
        """Save what is not saved yet; what changes meanwhile is saved, too.

        Raises FolderError where that cannot be: the next change, and the end, try again.
        """
        self._pause.stop()
        async with self._lock:
            while self._saved_changes != self._changes:
                changes = self._changes
                await self._save(*self._read())
                self._saved_changes = changes
                self._saved()

    async def _save(self, form: dict[str, Any], audience: list[str]) -> None:
        if self._services is None:
            await asyncio.to_thread(self._early.keep, form, audience)
            return
        engine, desk = self._services
        self._draft_id = await engine.call(desk.drafts.save, self._draft_id, form, audience)
        if self._early.kept:
            await asyncio.to_thread(self._early.drop)
