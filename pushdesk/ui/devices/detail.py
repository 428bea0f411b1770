"""One device in detail: its name and tags to edit, its address, its state, what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from pushdesk.model.subscription import LAB_PUSH_SERVICE, Subscription, SubscriptionState
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices import device_words
from pushdesk.ui.devices.attributes import AttributesField
from pushdesk.ui.devices.query import name_of
from pushdesk.ui.devices.shape import ShapeField
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row, surface
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel, MonoText


class DeviceDetail(QScrollArea):
    """Edits are told, not made: `renamed(id, name)`, `tagged(id, tags)`, `marked(id, mine)`."""

    renamed = Signal(str, str)
    tagged = Signal(str, list)
    marked = Signal(str, bool)
    send_asked = Signal()
    retire_asked = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.row: Subscription | None = None
        self.title = ElidedLabel("", "title")
        self.chip = ChipLabel(context.theme)
        self._subtitle = label(wrap=True, selectable=True)
        self._life = label("", "muted", wrap=True, selectable=True)
        self.reason = label(wrap=True, selectable=True)
        self._reason_box = surface("warn")
        self._reason_box.setLayout(column(self.reason, margins=(13, 9, 13, 9)))
        self.name = self._field(self.tr("Device name"), self._save_name)
        self.tags = self._field(self.tr("Tags, separated by commas"), self._save_tags)
        self.tags.setPlaceholderText("qa, design")
        self.mine = QCheckBox(self.tr("This device is mine: “Send test to me” reaches it"))
        self.mine.clicked.connect(self._save_mine)
        self.attributes = AttributesField()
        self.shape = ShapeField(context.bridge)
        self.address = MonoText(name=self.tr("Endpoint and keys"), lines=6)
        self._copy = button(self.tr("Copy endpoint"), self._copy_endpoint)
        self.in_lab = button(self.tr("Show in the Lab"), self._show_in_lab)
        self.own_words = MonoText(name=self.tr("What the device says of itself"), lines=9)
        self._own_heading = SectionLabel(self.tr("The device says"))
        self.send = button(self.tr("Send test…"), self.send_asked.emit)
        self.retire = button(self.tr("Retire…"), self.retire_asked.emit, "danger")
        self._identifier = label("", "small", selectable=True)
        self.setWidget(self._pane())
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _field(self, name: str, save: object) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.editingFinished.connect(save)
        return made

    def _pane(self) -> QWidget:
        pane = surface("panel")
        title = row(self.title, self.chip, gap=10)
        title.setStretch(0, 1)
        layout = column(
            title,
            column(self._subtitle, self._life, gap=3),
            self._reason_box,
            row(self.send, self.retire, 1),
            SectionLabel(self.tr("Name and tags")),
            self.name,
            self.tags,
            self.mine,
            SectionLabel(self.tr("Attributes")),
            self.attributes,
            SectionLabel(self.tr("Payload shape")),
            self.shape,
            SectionLabel(self.tr("Endpoint")),
            self.address,
            row(self._copy, self.in_lab, 1),
            self._own_heading,
            self.own_words,
            self._identifier,
            1,
            gap=8,
            margins=(16, 14, 16, 14),
        )
        self._air(layout)
        pane.setLayout(layout)
        return pane

    @staticmethod
    def _air(layout: QVBoxLayout) -> None:
        """A little more room over each section's heading."""
        for place in range(layout.count() - 1, 0, -1):
            item = layout.itemAt(place)
            if item is not None and isinstance(item.widget(), SectionLabel):
                layout.insertSpacing(place, 6)

    def show_device(self, device: Subscription, current_key: str) -> None:
        """Show `device`; what is being typed for the same one stays, for another one it is saved first."""
        if self.row is not None and self.row.id != device.id:
            self.save()
        same = self.row is not None and self.row.id == device.id
        self.row = device
        self.title.setText(name_of(device))
        self.chip.say(*chip_for(device.state))
        self._subtitle.setText(device_words.subtitle(device))
        self._life.setText(device_words.life(device))
        self._life.setToolTip(device_words.life_exactly(device))
        self.reason.setText(device_words.state_reason(device))
        self._reason_box.setVisible(bool(self.reason.text()))
        for field, text in ((self.name, device.name), (self.tags, ", ".join(device.tags))):
            if not (same and field.isModified()):
                field.setText(text)
                field.setModified(False)
        self.name.setPlaceholderText(device.id)
        self.mine.setChecked(device.mine)
        self.attributes.show_device(device)
        self.shape.show_device(device)
        self.address.say(device_words.address(device, current_key))
        self.address.setToolTip(device.endpoint)
        self.in_lab.setVisible(device.push_service == LAB_PUSH_SERVICE)
        said = device_words.own_words(device)
        self.own_words.say(said)
        self.own_words.setVisible(bool(said))
        self._own_heading.setVisible(bool(said))
        active = device.state is SubscriptionState.ACTIVE
        self.send.setEnabled(active)
        self.retire.setEnabled(active)
        self._identifier.setText(self.tr("Device {}").format(device.id))

    def save(self) -> None:
        """Tell what was typed and not told yet."""
        self._save_name()
        self._save_tags()
        self.attributes.save()

    def _save_name(self) -> None:
        if self.row is not None and self.name.isModified():
            self.name.setModified(False)
            if (name := self.name.text().strip()) != self.row.name:
                self.renamed.emit(self.row.id, name)

    def _save_tags(self) -> None:
        if self.row is not None and self.tags.isModified():
            self.tags.setModified(False)
            tags = device_words.parse_tags(self.tags.text())
            if sorted(tags) != self.row.tags:
                self.tagged.emit(self.row.id, tags)

    def _save_mine(self) -> None:
        if self.row is not None:
            self.marked.emit(self.row.id, self.mine.isChecked())

    def _show_in_lab(self) -> None:
        if self.row is not None:
            self._context.navigate("lab", self.row.endpoint)

    def _copy_endpoint(self) -> None:
        if self.row is not None:
            QGuiApplication.clipboard().setText(self.row.endpoint)
            self._context.notify(self.tr("The endpoint was copied, byte for byte."))
