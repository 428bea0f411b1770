"""What stays in view however low the window is: how many checks there are, and the payload's bytes."""

from PySide6.QtWidgets import QFrame, QWidget

from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import column, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.humane import counted
from pushdesk.ui.widgets.meter import ByteMeter


class Summary(QFrame):
    """Follows a reading; the meter is set by whom knows the value that is looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "top")
        self.meter = ByteMeter()
        self._chips = {role: ChipLabel(theme) for role in (Role.OK, Role.BAD, Role.WARN, Role.NEUTRAL)}
        numbers = row(*self._chips.values(), 1, gap=6)
        self.setLayout(column(numbers, self.meter, gap=7, margins=(18, 9, 18, 11)))
        self.show_reading(Reading())

    @property
    def words(self) -> list[str]:
        """What the chips say now."""
        return [chip.chip.text for chip in self._chips.values() if not chip.isHidden()]

    def show_reading(self, reading: Reading, *, known: bool = True) -> None:
        """Errors, warnings that touch a chosen device, and whatever else there is; none where not `known`."""
        errors, warnings = len(reading.errors), len(reading.touching)
        others = len(reading.checks) - errors - warnings
        words = ("more", "more") if errors or warnings else ("note", "notes")
        said = {
            Role.OK: "" if errors else "Ready",
            Role.BAD: counted(errors, "error", "errors") if errors else "",
            Role.WARN: counted(warnings, "warning", "warnings") if warnings else "",
            Role.NEUTRAL: counted(others, *words) if others else "",
        }
        for role, chip in self._chips.items():
            chip.say(said[role], role)
            chip.setVisible(known and bool(said[role]))
