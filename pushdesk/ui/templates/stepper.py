"""DeviceStepper: `‹ 2 of 40 devices ›`, the message as one device of the audience gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from pushdesk.model.errors import BadInput
from pushdesk.services.variables import MissingValue, Variables
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.widgets.basics import column, label, row
from pushdesk.ui.widgets.humane import count, counted
from pushdesk.ui.widgets.text import ElidedLabel

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription


class DeviceStepper(QWidget):
    """Hidden while all devices get the same: no variables, no shapes of their own.

    `stepped` comes when another device is looked at.
    """

    stepped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Subscription] = ()
        self._place = 0
        self._shaped = False
        self.back = self._arrow("‹", self.tr("The device before"), -1)
        self.on = self._arrow("›", self.tr("The next device"), 1)
        self.words = label("", "strong")
        self.device = ElidedLabel("", "muted")
        self.problem = label("", "caution", wrap=True, selectable=True)
        line = row(self.back, self.words, self.on, self.device, gap=4)
        line.setStretch(3, 1)
        self.setLayout(column(line, self.problem, gap=2))
        self.setAccessibleName(self.tr("Look at the message as one device gets it"))
        self.hide()

    def show_devices(self, rows: Sequence["Subscription"]) -> None:
        """The devices of the audience; the one that is looked at stays."""
        current = self.current.id if self.current else None
        self._rows = sorted(rows, key=lambda device: (device.name.casefold(), device.id))
        self._shaped = any(device.shape for device in self._rows)
        places = {device.id: place for place, device in enumerate(self._rows)}
        self._place = places.get(current or "", min(self._place, max(len(self._rows) - 1, 0)))

    @property
    def current(self) -> "Subscription | None":
        """The device that is looked at; None where the audience is empty."""
        return self._rows[self._place] if self._place < len(self._rows) else None

    @property
    def shaped(self) -> bool:
        """Whether a device that can be stepped to has a payload shape of its own."""
        return self._shaped

    def value_for_device(self, value: DraftValue) -> DraftValue:
        """`value` as that device gets it, in its own shape; a text that lacks a value stays as it is written.

        Shows itself, and what is missing, where devices get the message in different ways.
        """
        if not (value.has_variables or self._shaped):
            self.hide()
            return value
        device = self.current
        self._say(device)
        self.show()
        if device is None:
            self._say_problem(self.tr("No active device is in the audience: add some to see its values."))
            return value
        document = self._document_for(device, value)
        if device.shape is None:
            return replace(value, document=document)
        return replace(value, document=document, shape=device.shape, template=device.shape_template)

    def step(self, steps: int) -> None:
        """Look at another one; after the last comes the first."""
        if self._rows:
            self._place = (self._place + steps) % len(self._rows)
            self.stepped.emit()

    def _document_for(self, device: "Subscription", value: DraftValue) -> Mapping[str, Any]:
        """The message with the device's values; says which it lacks, and what cannot be read."""
        self._say_problem("")
        if not value.has_variables:
            return value.document
        try:
            document, absent = rendered(value.document, device.variables)
        except BadInput as problem:
            self._say_problem(problem.sentence)
            return value.document
        if absent:
            names = ", ".join(f"“{name}”" for name in sorted(absent))
            words = self.tr("This device has no value for {}: set an attribute, or write a default.")
            self._say_problem(words.format(names))
        return document

    def _say(self, device: "Subscription | None") -> None:
        number = len(self._rows)
        place = count(self._place + 1 if device else 0)
        self.words.setText(self.tr("{} of {}").format(place, counted(number, "device", "devices")))
        self.device.setText((device.name or device.id) if device else "")
        for arrow in (self.back, self.on):
            arrow.setEnabled(number > 1)

    def _say_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _arrow(self, text: str, name: str, steps: int) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self.step(steps))
        return made


def rendered(document: Mapping[str, Any], attributes: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The message with the values, option by option, and the variables for which there is none.

    An option that lacks a value stays as it is written. Raises BadInput where a text cannot be read.
    """
    made: dict[str, Any] = {}
    absent: set[str] = set()
    for name, value in document.items():
        variables = Variables(value)
        try:
            made[name] = variables.render(attributes)
        except MissingValue:
            absent |= variables.missing(attributes)
            made[name] = value
    return made, absent
