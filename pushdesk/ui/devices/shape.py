"""ShapeField: the payload shape of one device, where it is not the campaign's; saved as soon as chosen."""

import asyncio
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from pushdesk.model.payload import PayloadShape, confirms
from pushdesk.model.subscription import Subscription
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.templates.shape_dialog import CustomShape, Result, result
from pushdesk.ui.templates.shapes import UNCONFIRMED, WORDS, explained, tip
from pushdesk.ui.widgets.basics import button, column, label, restyle, row

CHOICES: tuple[PayloadShape | None, ...] = (None, *WORDS)
AS_CAMPAIGN = "As the campaign says"
_AS_CAMPAIGN_LINE = "Each message comes in the shape chosen in Compose."
_DEPENDS = "Whether showing can be confirmed depends on the message."
# Every option that a template of one's own would most often read.
SAMPLE = DraftValue(
    {
        "title": "Your parcel is on its way",
        "body": "It arrives today.",
        "icon": "https://example.com/icon.png",
        "tag": "parcel-7",
        "navigate": "https://example.com/parcels/7",
        "data": {"parcel": 7},
    }
)
_OPENING = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class ShapeBox(QComboBox):
    """A list that must be open to choose from: what is passed on the way would be saved, too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        for shape in CHOICES:
            self.addItem(_entry(shape))
            words = explained(shape) if shape else _AS_CAMPAIGN_LINE
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.AccessibleDescriptionRole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter and letters open the list; the keys of commands go their way."""
        typed = bool(event.text()) and event.text().isprintable() and not event.modifiers() & _COMMANDS
        if event.key() in _OPENING or typed:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the panel changes nothing in it."""
        event.ignore()


class ShapeField(QWidget):
    """`chosen(id, PayloadShape or None, template)` comes at once, for a custom shape from its dialog."""

    chosen = Signal(str, object, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.receiver = "http://localhost"
        self.custom: CustomShape | None = None
        self._bridge = bridge
        self._device = ""
        self._shape: PayloadShape | None = None
        self._template = ""
        # Templates that are not stored: refused ones, and those of devices that got another shape.
        self._unstored: dict[str, str] = {}
        self.box = ShapeBox(self.tr("Payload shape"))
        self.words = label("", "muted", wrap=True, selectable=True)
        self.edit_button = button(self.tr("Edit template…"), self._write_custom)
        self._foot = QWidget()
        self._foot.setLayout(row(self.edit_button, 1))
        self.setLayout(column(self.box, self.words, self._foot, gap=6))
        self.box.activated.connect(self._choose)
        self._show()

    def show_device(self, device: Subscription) -> None:
        """Another device, or the same one changed."""
        before = (self._device, self._shape, self._template)
        self._device, self._shape, self._template = device.id, device.shape, device.shape_template
        if before == (self._device, self._shape, self._template):
            return
        if before[0] == device.id and self._template:
            self._unstored.pop(device.id, None)
        self._show()

    def refuse(self, identifier: str, template: str) -> None:
        """The choice could not be stored: show what holds; a template waits to be mended."""
        if template:
            self._unstored[identifier] = template
        self._show()

    def _show(self) -> None:
        shape = self._shape
        self.box.setCurrentIndex(CHOICES.index(shape))
        self._foot.setVisible(shape is PayloadShape.CUSTOM)
        self._say(tip(shape) if shape else _AS_CAMPAIGN_LINE, caution=_silent(shape))
        if shape is PayloadShape.CUSTOM:
            self._bridge.spawn(self._weigh(self._device, self._template), "weigh a payload template")

    def _say(self, words: str, *, caution: bool) -> None:
        self.words.setText(words)
        self.box.setAccessibleDescription(words)
        restyle(self.words, "kind", "caution" if caution else "muted")

    async def _weigh(self, identifier: str, template: str) -> None:
        """Say whether a payload of the template lets the device report back."""
        found = await asyncio.to_thread(result, template, SAMPLE, self.receiver)
        if (identifier, PayloadShape.CUSTOM, template) == (self._device, self._shape, self._template):
            more = _verdict(found)
            self._say(f"{tip(PayloadShape.CUSTOM)} {more}".rstrip(), caution=bool(more))

    def _choose(self, place: int) -> None:
        shape = CHOICES[place]
        if shape is PayloadShape.CUSTOM:
            self._show()  # until the template is used, what holds stays chosen
            self._write_custom()
        elif shape is not self._shape:
            if self._template:
                self._unstored[self._device] = self._template
            self.chosen.emit(self._device, shape, "")

    def _write_custom(self) -> None:
        template = self._unstored.get(self._device, self._template)
        draft = replace(SAMPLE, template=template)
        payload_of = self.tr("Payload of a sample message")
        self.custom = CustomShape(self._bridge, draft, self.receiver, self.window(), payload_of)
        self.custom.chosen.connect(partial(self.chosen.emit, self._device, PayloadShape.CUSTOM))
        self.custom.finished.connect(self._custom_closed)
        self.custom.open()

    def _custom_closed(self) -> None:
        if self.custom is not None:
            self.custom.deleteLater()
            self.custom = None
            self.box.setFocus()


def _silent(shape: PayloadShape | None) -> bool:
    """Whether no payload in this shape says which delivery it is; a template's is not known yet."""
    return shape is not None and shape is not PayloadShape.CUSTOM and not confirms(shape)


def _entry(shape: PayloadShape | None) -> str:
    """In the list; what cannot report back says so before it is chosen."""
    if shape is None:
        return AS_CAMPAIGN
    name = WORDS[shape].name
    if shape is PayloadShape.CUSTOM:
        return f"{name}…"
    return f"{name} · showing cannot be confirmed" if _silent(shape) else name


def _verdict(found: Result) -> str:
    """What to add about a custom template; nothing where it confirms."""
    if found.problem:
        return _DEPENDS
    return "" if found.confirms else UNCONFIRMED
