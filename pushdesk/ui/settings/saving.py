"""One way to save a setting: through the desk, with its refusal beside the field."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from pushdesk.model.errors import KnownError
from pushdesk.settings import Settings
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.settings.section import Line


class Saver(QObject):
    """Saves what a line holds. Until there is a desk nothing can be saved."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Where settings are kept."""
        self._engine, self._desk = engine, desk

    def save(
        self, line: Line, done: str, then: Callable[[Settings], object] | None = None, **changed: Any
    ) -> None:
        """Save `changed`; `done` is what the window says then, empty for nothing."""
        self._context.bridge.do(self._save(line, done, then, changed), "save settings")

    async def _save(
        self, line: Line, done: str, then: Callable[[Settings], object] | None, changed: dict[str, Any]
    ) -> None:
        if self._engine is None or self._desk is None:
            return
        try:
            settings = await self._engine.call(self._desk.apply, **changed)
        except KnownError as problem:
            line.refuse(problem.sentence)
            return
        line.accept()
        if then is not None:
            then(settings)
        if done:
            self._context.notify(done)
