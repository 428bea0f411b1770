"""The bar over a screen: its title, its chips, its buttons."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from pushdesk.ui.actions import ActionButton
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import clear, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel

HEIGHT = 52


class HeaderBar(QFrame):
    """Follows a ScreenHeader; the buttons come once there is something they can work on."""

    def __init__(
        self,
        theme: Theme,
        header: ScreenHeader,
        actions: Sequence[QAction],
        open_palette: Callable[[], None],
        widgets: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._header = header
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setFixedHeight(max(HEIGHT, self.fontMetrics().height() * 3))
        self._title = ElidedLabel(kind="title")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self._shown_chips: list[ChipLabel] = []
        self._note = ElidedLabel(kind="muted")
        for part in (self._title, self._note):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons = [ActionButton(action) for action in actions]
        keys = QToolButton()
        keys.setText("Ctrl K")
        keys.setProperty("kind", "keys")
        keys.setAccessibleName("Open the command palette")
        keys.setToolTip("Every command by name (Ctrl+K)")
        keys.clicked.connect(open_palette)
        self._widgets = tuple(widgets)
        left = row(self._title, self._chips, row(*self._widgets, gap=6), self._note, gap=12)
        self.setLayout(row(left, 1, keys, *self._buttons, gap=10, margins=(18, 0, 18, 0)))
        header.changed.connect(self._follow)
        self._follow()
        self.set_ready(False)

    def set_ready(self, ready: bool) -> None:
        """Show the buttons and the like, or hide them while there is no desk."""
        for widget in self._widgets:
            widget.setVisible(ready)
        for button in self._buttons:
            button.set_present(ready)

    def _follow(self) -> None:
        self._title.setText(self._header.title)
        self._note.setText(self._header.note)
        self._note.setVisible(bool(self._header.note))
        chips = self._header.chips
        if len(self._shown_chips) != len(chips):
            clear(self._chips)
            self._shown_chips = [ChipLabel(self._theme) for _ in chips]
            for shown in self._shown_chips:
                self._chips.addWidget(shown)
        for shown, chip in zip(self._shown_chips, chips, strict=True):
            shown.say(*chip)
