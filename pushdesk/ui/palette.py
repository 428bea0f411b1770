"""The command palette (Ctrl+K): every command by name."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from pushdesk.ui.actions import Actions
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.picker import Entry, Picker


class CommandPalette(Picker):
    """Lists the commands that can be given now, with their keys."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(theme, "Commands", "What do you want to do?", parent)
        self._actions = actions
        self.chosen.connect(self._run)

    def show_commands(self, opens_me: QAction) -> None:
        """Open with what can be done now, but for the command that opened it."""
        self.ask([_entry(action) for action in self._actions.available() if action is not opens_me])

    def _run(self, action: object) -> None:
        if isinstance(action, QAction):
            action.trigger()


def _entry(action: QAction) -> Entry:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Entry(action.statusTip() or action.text().replace("&", ""), keys, action)
