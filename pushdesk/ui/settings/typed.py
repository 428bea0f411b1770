"""TypedSetting: a setting that is typed. Checked with every letter, saved at Enter or when it is left."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QLineEdit

from pushdesk.model.errors import BadInput
from pushdesk.ui.settings.section import Line

T = TypeVar("T")


class TypedSetting(Generic[T]):
    """`parse` reads the text or raises BadInput, whose sentence stands at the line; `save` gets what it read.

    Nothing is saved while the text is wrong, and nothing that nobody typed.
    """

    def __init__(
        self, field: QLineEdit, line: Line, parse: Callable[[str], T], save: Callable[[T], None]
    ) -> None:
        self._field = field
        self._line = line
        self._parse = parse
        self._save_value = save
        field.textEdited.connect(self._check)
        field.editingFinished.connect(self._save)

    def show_text(self, text: str) -> None:
        """Show what is saved; what is being typed stays."""
        if not self._field.isModified():
            self._field.setText(text)

    def _check(self) -> bool:
        try:
            self._parse(self._field.text())
        except BadInput as problem:
            self._line.refuse(problem.sentence)
            return False
        self._line.accept()
        return True

    def _save(self) -> None:
        if self._field.isModified() and self._check():
            self._field.setModified(False)
            self._save_value(self._parse(self._field.text()))
