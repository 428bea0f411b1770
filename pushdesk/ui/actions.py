"""Actions: each command once, for buttons, menus, keys and the command palette."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from pushdesk.model.errors import BugError
from pushdesk.ui.widgets.basics import restyle

_PRIMARY = "primary"
_ANYTIME = "anytime"
_SHORT = "short"


class Actions(QObject):
    """The registry. A name is `place.command`; the text is what a person reads, “…” where more is asked."""

    added = Signal(QAction)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self.ready = False

    def add(
        self,
        name: str,
        text: str,
        run: Callable[[], object],
        *,
        keys: str = "",
        primary: bool = False,
        tip: str = "",
        short: str = "",
        anytime: bool = False,
    ) -> QAction:
        """Register a command; raises BugError where the name is taken. `keys` works in the whole window.

        `short` is what its button says where there is no room for `text`, which is its name still.

        Before the desk is ready only an `anytime` one does anything. The palette shows `tip`
        as its name where there is one: “Retire” on a button is “Retire the chosen device” there.
        """
        if name in self._actions:
            raise BugError(f"two commands are named {name}")
        action = QAction(text, self)
        action.setObjectName(name)
        action.setProperty(_PRIMARY, primary)
        action.setProperty(_SHORT, short)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(f"{tip or text} ({keys})" if keys else tip or text)
        action.setStatusTip(tip)
        action.setProperty(_ANYTIME, anytime)
        action.triggered.connect(lambda: run() if anytime or self.ready else None)
        self._actions[name] = action
        self.added.emit(action)
        return action

    def get(self, name: str) -> QAction:
        """The command; raises BugError where there is none."""
        if name not in self._actions:
            raise BugError(f"no command is named {name}")
        return self._actions[name]

    def every(self) -> list[QAction]:
        """All commands, in the order they were added."""
        return list(self._actions.values())

    def available(self) -> list[QAction]:
        """The commands that would do something now, but not those that only open a menu."""
        return [
            action
            for action in self._actions.values()
            if action.isEnabled()
            and action.isVisible()
            and not action.menu()
            and (self.ready or action.property(_ANYTIME))
        ]


class ActionButton(QPushButton):
    """A button that is an action: its text, whether it can be pressed, its menu.

    `brief`: it says the action's short text, where there is one.
    """

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._present = True
        self._brief = False
        self.setAutoDefault(False)
        if action.property(_PRIMARY):
            self.setProperty("kind", "primary")
        menu: object = action.menu()
        if isinstance(menu, QMenu):
            self.setMenu(menu)
            self.setProperty("menu", "true")
        else:
            self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def set_present(self, present: bool) -> None:
        """Show it, or hide it whatever its action says."""
        self._present = present
        self._follow()

    @property
    def saved(self) -> int:
        """How many pixels narrower it is while it is brief; 0 where it has one text only."""
        short = self._action.property(_SHORT)
        return self._wide(self._action.text()) - self._wide(short) if short else 0

    @property
    def full_width(self) -> int:
        """How wide it is while it is not brief."""
        return self.sizeHint().width() + (self.saved if self._brief else 0)

    def be_brief(self, brief: bool) -> None:
        """Say the short text, or the whole one again."""
        if brief is not self._brief:
            self._brief = brief
            self._follow()

    def _wide(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def _follow(self) -> None:
        text = self._action.text()
        self.setText(self._action.property(_SHORT) or text if self._brief else text)
        self.setAccessibleName(text.replace("&", ""))
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
        self.setVisible(self._present and self._action.isVisible())
        restyle(self, "kind", "primary" if self._action.property(_PRIMARY) else None)
