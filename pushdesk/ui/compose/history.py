"""Undo and redo: every change of the draft, in whichever view it was made, on one stack of values."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from pushdesk.ui.compose.draft import JSON_FIELD, DraftValue

# Keystrokes in one box are one step for so long: undo takes back a second of typing, not all of it.
MERGE_SECONDS = 1.0
MOST_STEPS = 500
REPLACED = "The JSON that could not be read was replaced by the form’s value; Undo brings it back."
_TYPING = 1
_SINGLE = -1


class _Change(QUndoCommand):
    """From one value to another. `typing` names the box where keystrokes go together; empty: never."""

    def __init__(
        self, show: Callable[["_Change", DraftValue], None], before: DraftValue, after: DraftValue
    ) -> None:
        super().__init__()
        self._show = show
        self.before, self.after = before, after
        self.field = ""
        self.typing = ""
        self.moment = 0.0

    def undo(self) -> None:
        self._show(self, self.before)

    def redo(self) -> None:
        self._show(self, self.after)

    def id(self) -> int:
        return _TYPING if self.typing else _SINGLE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other.typing != self.typing:
            return False
        if other.moment - self.moment > MERGE_SECONDS:
            return False
        self.after = other.after
        self.setObsolete(self.before == self.after)
        return True


class History(QObject):
    """`changed` comes after each new value, `returned(field)` after undo and redo, too: where it was.

    `replaced(sentence)` comes when a change made elsewhere dropped a JSON text that could not be read.
    """

    changed = Signal()
    returned = Signal(str)
    replaced = Signal(str)

    def __init__(
        self, value: DraftValue, parent: QObject | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._value = value
        self._now = now
        self._field = ""
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_STEPS)

    @property
    def value(self) -> DraftValue:
        """The draft now."""
        return self._value

    def begin(self, value: DraftValue) -> None:
        """Another draft: nothing before it can be undone."""
        self.stack.clear()
        self._value = value

    def edit(self, value: DraftValue, field: str, words: str, *, typing: str = "") -> None:
        """A new value, changed in `field`; `words` name the step. Where nothing changed there is none."""
        if value == self._value:
            return
        lost = self._value.broken is not None and value.json is None and field != JSON_FIELD
        change = _Change(self._take, self._value, value)
        change.setText(words)
        change.field, change.typing, change.moment = field, typing, self._now()
        self.stack.push(change)
        self.changed.emit()
        if lost:
            self.replaced.emit(REPLACED)

    def adopt(self, origin: str, template_id: str) -> None:
        """Every value that came of the template `origin` (empty: of none) comes of `template_id` now.

        That is no step: a message saved under another name is the same message, and undo goes on before it.
        """

        def adopted(value: DraftValue) -> DraftValue:
            return replace(value, origin=template_id) if value.origin == origin else value

        for change in map(self.stack.command, range(self.stack.count())):
            assert isinstance(change, _Change)  # no other kind is pushed
            change.before, change.after = adopted(change.before), adopted(change.after)
        self._value, former = adopted(self._value), self._value
        if self._value != former:
            self.changed.emit()

    def undo(self) -> None:
        """The value before."""
        self._go(self.stack.canUndo(), self.stack.undo)

    def redo(self) -> None:
        """The value that was undone."""
        self._go(self.stack.canRedo(), self.stack.redo)

    def _go(self, can: bool, step: Callable[[], None]) -> None:
        if can:
            step()
            self.changed.emit()
            self.returned.emit(self._field)

    def _take(self, change: _Change, value: DraftValue) -> None:
        self._value, self._field = value, change.field
