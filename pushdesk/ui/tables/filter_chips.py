"""Filter chips over a table: all, or one group, each with its number."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.chips import ChipButton
from pushdesk.ui.widgets.flow import FlowLayout

ALL = ""


class Choice(NamedTuple):
    """One chip: the group's key (ALL for every row), its word, its colour."""

    key: str
    text: str
    role: Role


class FilterChips(QWidget):
    """One chip is chosen at any time. Groups with nothing in them are not shown, the chosen one always is."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = FlowLayout(self, gap=2)
        # One line of chips stands in the middle of a field beside it.
        layout.setContentsMargins(0, 3, 0, 1)
        for number, choice in enumerate(self._choices):
            chip = ChipButton(theme, choice.text, choice.role, checkable=True)
            chip.setToolTip(self.tr("Show only: {}").format(choice.text) if choice.key else choice.text)
            self._group.addButton(chip, number)
            layout.addWidget(chip)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._choices[number].key))
        self.count({}, 0)

    @property
    def current(self) -> str:
        """The key of the chosen group."""
        return self._choices[self._group.checkedId()].key

    def choose(self, key: str) -> None:
        """Choose a group as if its chip were clicked."""
        number = next(number for number, choice in enumerate(self._choices) if choice.key == key)
        chip = self._group.button(number)
        if not chip.isChecked():
            chip.setChecked(True)
            chip.show()
            self.chosen.emit(key)

    def count(self, numbers: Mapping[str, int], total: int) -> None:
        """Show how many rows each group has, and all have."""
        for number, choice in enumerate(self._choices):
            chip = self._group.button(number)
            assert isinstance(chip, ChipButton)
            rows = total if choice.key == ALL else numbers.get(choice.key, 0)
            chip.say(f"{choice.text} {humane.count(rows)}" if rows else choice.text)
            chip.setVisible(choice.key == ALL or rows > 0 or chip.isChecked())
