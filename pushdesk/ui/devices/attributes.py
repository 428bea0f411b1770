"""AttributesField: a device's attributes as JSON, for the variables of a message."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pushdesk.model.subscription import Subscription
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.entry import TextBox
from pushdesk.ui.widgets.basics import button, column, label, restyle, row
from pushdesk.ui.widgets.text import mono_font

_LINES = 5
_LONGEST = 20_000
_TIP = 'A message says {{ first_name }} where this says {"first_name": "Ada"}.'


class AttributesField(QWidget):
    """`saved(id, attributes)` comes with “Save”. What is no JSON object yet waits here for its device."""

    saved = Signal(str, object)  # a dict; Qt would make its own numbers and order of what it holds

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = ""
        self._shown: dict[str, Any] = {}
        self._unsaved: dict[str, str] = {}
        self.box = TextBox(self.tr("Attributes"), '{"first_name": "Ada"}', _LONGEST)
        self.box.setFont(mono_font(self.font()))
        self.box.setToolTip(_TIP)
        self.box.setUndoRedoEnabled(True)
        self.box.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 18)
        self.problem = label("", "problem", wrap=True)
        self.save_button = button(self.tr("Save attributes"), self.save)
        self.revert_button = button(self.tr("Revert"), self._revert, "link")
        self._foot = QWidget()
        self._foot.setLayout(row(self.save_button, self.revert_button, 1))
        self.setLayout(column(self.box, self.problem, self._foot, gap=6))
        self.box.typed.connect(self._follow)
        self.box.refused.connect(self._refuse)
        self._follow()

    def show_device(self, device: Subscription) -> None:
        """Another device, or the same one changed; what is being typed stays with its device."""
        if device.id == self._device and self.changed:
            return
        if self.changed:
            self._unsaved[self._device] = self.box.text()
        self._device, self._shown = device.id, dict(device.attributes)
        self.box.show_text(self._unsaved.pop(device.id, _written(self._shown)))
        self._follow()

    @property
    def changed(self) -> bool:
        """Whether something else stands there than the device has."""
        return self.box.text() != _written(self._shown)

    def save(self) -> None:
        """Tell what was typed, where it is a JSON object."""
        found = _read(self.box.text())
        if self.changed and not isinstance(found, str):
            self._shown = found
            self._revert()
            self.saved.emit(self._device, found)

    def _revert(self) -> None:
        self.box.show_text(_written(self._shown))
        self._follow()

    def _follow(self) -> None:
        found = _read(self.box.text())
        self._refuse(found if isinstance(found, str) else "")
        self._foot.setVisible(self.changed)
        self.save_button.setEnabled(not isinstance(found, str))

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        restyle(self.box, "problem", bool(sentence))


def _read(text: str) -> dict[str, Any] | str:
    """The attributes in `text`, or a sentence why it holds none."""
    if not text.strip():
        return {}
    found = json_text.read_value(text)
    if isinstance(found, json_text.Broken):
        return found.sentence
    if not isinstance(found.value, dict):
        return 'Attributes are a JSON object: write them like {"first_name": "Ada"}.'
    return found.value


def _written(attributes: dict[str, Any]) -> str:
    return json_text.written(attributes) if attributes else ""
