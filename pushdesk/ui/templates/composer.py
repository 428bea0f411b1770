"""Composer: what templates, shapes and the system's notification need of the screen they stand in."""

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from pushdesk.ui.compose.draft import DraftValue


class Composer(Protocol):
    """The screen, its draft, and the one way to change that."""

    @property
    def widget(self) -> QWidget: ...
    @property
    def draft(self) -> DraftValue: ...
    @property
    def shown_document(self) -> Mapping[str, Any]:
        """The message as the previews show it: with the values of the device that is looked at."""
        ...

    def edit(self, value: DraftValue, field: str, words: str = "", typing: str = "") -> None:
        """Another value, as one step to undo."""
        ...

    def adopt(self, origin: str, template_id: str) -> None:
        """What came of the template `origin` (empty: of none) comes of `template_id` now; no step to undo."""
        ...
