"""The audience: chips that are taken away by pressing them, and a picker that adds one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from pushdesk.model.audience import Choice, Selector
from pushdesk.ui.compose.audience import EVERYONE, MINE, Addressee, Reach, reached, said
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import button, clear, column, label
from pushdesk.ui.widgets.chips import ChipButton
from pushdesk.ui.widgets.flow import FlowLayout
from pushdesk.ui.widgets.humane import counted
from pushdesk.ui.widgets.picker import Entry, Picker
from pushdesk.ui.widgets.tab_order import put_before


def offers(devices: Sequence[Addressee], chosen: Sequence[Choice]) -> list[Entry]:
    """What can still be added: everyone, me, each tag, each active device; with how many that reaches."""
    active = [device for device in devices if device.active]
    tags = sorted({tag for device in active for tag in device.tags})
    groups = [EVERYONE, MINE, *(Choice(Selector.TAG, tag) for tag in tags)]
    entries = [
        Entry(said(choice, ()), counted(len(reached([choice], active)), "device", "devices"), choice)
        for choice in groups
        if choice not in chosen
    ]
    single = [
        Entry(device.name or device.id, device.push_service, Choice(Selector.ID, device.id))
        for device in active
    ]
    return entries + [entry for entry in single if entry.value not in chosen]


class AudienceField(QWidget):
    """Shows the choices; `changed` comes after a person added or removed one."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: tuple[Choice, ...] = ()
        self._devices: tuple[Addressee, ...] = ()
        self.chips: list[ChipButton] = []
        self._frame = QFrame()
        self._frame.setProperty("surface", "field")
        self._flow = FlowLayout(self._frame, gap=4, margin=5)
        self.numbers = label(kind="muted", wrap=True, selectable=True)
        self.add_button = button("Add…", self.pick, "link", "Add to the audience")
        self._flow.addWidget(self.add_button)
        self.picker = Picker(theme, "Add to the audience", "All, mine, a tag, a device…", self)
        self.picker.chosen.connect(self._add)
        self.setLayout(column(self._frame, self.numbers, gap=7))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Who is meant."""
        return self._choices

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other choices; says nothing."""
        self._choices = tuple(dict.fromkeys(choices))
        self._rebuild()

    def set_devices(self, devices: Sequence[Addressee]) -> None:
        """The devices there are now: for the picker, and for the names on the chips."""
        names = self._names()
        self._devices = tuple(devices)
        if names != self._names():
            self._rebuild()

    def show_reach(self, reach: Reach) -> None:
        """How many that is."""
        self.numbers.setText(reach.sentence())

    def pick(self) -> None:
        """Ask whom to add."""
        self.picker.ask(offers(self._devices, self._choices))

    def _names(self) -> list[str]:
        return [said(choice, self._devices) for choice in self._choices]

    def _add(self, choice: object) -> None:
        if isinstance(choice, Choice):
            # Everyone is all there is: a tag beside it would only look like a limit.
            self.set_choices([EVERYONE] if choice == EVERYONE else [*self._without_everyone(), choice])
            self.changed.emit()

    def _without_everyone(self) -> list[Choice]:
        return [choice for choice in self._choices if choice != EVERYONE]

    def _remove(self, choice: Choice, _checked: bool = False) -> None:
        self.set_choices([kept for kept in self._choices if kept != choice])
        self.add_button.setFocus()
        self.changed.emit()

    def _rebuild(self) -> None:
        self._flow.removeWidget(self.add_button)
        clear(self._flow)
        self.chips = []
        for choice, name in zip(self._choices, self._names(), strict=True):
            chip = ChipButton(self._theme, name, Role.INFO, removable=True)
            chip.clicked.connect(partial(self._remove, choice))
            self._flow.addWidget(chip)
            self.chips.append(chip)
            put_before(self.add_button, chip)
        self._flow.addWidget(self.add_button)
        self._frame.updateGeometry()
