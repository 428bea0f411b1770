"""Several devices at once: tag them, take a tag away, retire them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.devices.device_words import parse_tags
from pushdesk.ui.devices.query import name_of
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row

_NAMED = 5


class SelectionPanel(QFrame):
    """`tag_asked(tags)` and `untag_asked(tags)` mean every selected device."""

    tag_asked = Signal(list)
    untag_asked = Signal(list)
    retire_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.title = label("", "title")
        self._names = label("", "muted", wrap=True, selectable=True)
        self._tags = label("", "muted", wrap=True, selectable=True)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Tags for the selected devices"))
        self.field.setPlaceholderText("qa, design")
        self.field.returnPressed.connect(self._add)
        self.add = button(self.tr("Add tags"), self._add)
        self.remove = button(self.tr("Remove tags"), self._remove)
        self.retire = button(self.tr("Retire…"), self.retire_asked.emit, "danger")
        self.setLayout(
            column(
                self.title,
                self._names,
                SectionLabel(self.tr("Tags")),
                self._tags,
                self.field,
                row(self.add, self.remove, 1),
                SectionLabel(self.tr("Retire")),
                label(self.tr("A retired device keeps its history and is never sent to again."), wrap=True),
                row(self.retire, 1),
                1,
                gap=10,
                margins=(16, 14, 16, 14),
            )
        )

    def show_devices(self, rows: Sequence[Subscription]) -> None:
        """Show what the selected devices are and have."""
        self.title.setText(
            self.tr("{} chosen").format(humane.counted(len(rows), self.tr("device"), self.tr("devices")))
        )
        names = [name_of(device) for device in rows[:_NAMED]]
        more = len(rows) - len(names)
        self._names.setText(", ".join(names) + (self.tr(" and {} more").format(more) if more > 0 else ""))
        tags = sorted({tag for device in rows for tag in device.tags})
        self._tags.setText(self.tr("They have: {}").format(", ".join(tags)) if tags else self.tr("None yet."))
        self.remove.setEnabled(bool(tags))
        self.retire.setEnabled(any(device.state is SubscriptionState.ACTIVE for device in rows))

    def _add(self) -> None:
        if tags := parse_tags(self.field.text()):
            self.field.clear()
            self.tag_asked.emit(tags)

    def _remove(self) -> None:
        if tags := parse_tags(self.field.text()):
            self.field.clear()
            self.untag_asked.emit(tags)
