"""What was looked at in a message: ✓, ✗ or a dot where it could not be judged, each with its words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pushdesk.services.lab.details import Check
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import clear, label
from pushdesk.ui.widgets.chips import ChipLabel

_MARKS = {True: ("✓", Role.OK), False: ("✗", Role.BAD), None: ("·", Role.NEUTRAL)}


class CheckList(QWidget):
    """One line a check."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Check, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def say(self, checks: Sequence[Check]) -> None:
        """Other checks; the same ones keep what is selected in them."""
        if tuple(checks) == self._shown:
            return
        self._shown = tuple(checks)
        clear(self._grid)
        names = {True: self.tr("Right"), False: self.tr("Wrong"), None: self.tr("Not judged")}
        for line, check in enumerate(checks):
            mark = ChipLabel(self._theme, *_MARKS[check.ok])
            mark.setAccessibleName(names[check.ok])
            words = label(check.words, wrap=True, selectable=True)
            words.setAccessibleName(f"{names[check.ok]}: {check.words}")
            self._grid.addWidget(mark, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, line, 1)

    @property
    def lines(self) -> list[str]:
        """What it says, for tests and copies."""
        return [f"{_MARKS[check.ok][0]} {check.words}" for check in self._shown]
