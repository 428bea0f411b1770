"""Compose's commands, for buttons, menus, keys and the palette."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from pushdesk.ui.actions import Actions
from pushdesk.ui.compose.entry import REDO_KEYS, UNDO_KEYS
from pushdesk.ui.compose.history import History
from pushdesk.ui.compose.presets import PRESETS, Preset
from pushdesk.ui.compose.views import View

_VIEWS = {
    View.FORM: "Go to the form",
    View.JSON: "Go to the JSON",
    View.HEADERS: "Go to the headers",
}


@dataclass(frozen=True)
class Steps:
    """Undo and redo; they act while Compose is in front, and where there is something to take back."""

    undo: QAction
    redo: QAction
    history: History

    def follow(self, visible: bool) -> None:
        """Whether they can be used now."""
        self.undo.setEnabled(visible and self.history.stack.canUndo())
        self.redo.setEnabled(visible and self.history.stack.canRedo())
        for action, words, step in (
            (self.undo, "Undo", self.history.stack.undoText()),
            (self.redo, "Redo", self.history.stack.redoText()),
        ):
            action.setText(f"{words}: {step}" if step else words)


def add_steps(actions: Actions, history: History) -> Steps:
    """The two commands."""
    undo = actions.add("compose.undo", "Undo", history.undo, tip="Take the last change of the message back")
    redo = actions.add("compose.redo", "Redo", history.redo, tip="Make the change again")
    for action, keys in ((undo, UNDO_KEYS), (redo, REDO_KEYS)):
        action.setShortcuts([QKeySequence(text) for text in keys])
        action.setStatusTip("")
    steps = Steps(undo, redo, history)
    steps.follow(visible=False)
    return steps


def add_views(actions: Actions, show: Callable[[View], None]) -> None:
    """A command for each tab."""
    for view, words in _VIEWS.items():
        actions.add(f"compose.view.{view.name.lower()}", words, partial(show, view))


def add_presets(actions: Actions, fill: Callable[[Preset], None]) -> list[QAction]:
    """A command for each torture preset."""
    return [
        actions.add(
            f"compose.try.{one.name}", one.title, partial(fill, one), tip=f"Try a torture preset: {one.title}"
        )
        for one in PRESETS
    ]
