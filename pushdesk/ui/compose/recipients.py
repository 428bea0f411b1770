"""Recipients: the devices there are, the current key, and how many of them an audience reaches."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.model.subscription import Subscription
from pushdesk.ui.compose.audience import Addressee, Reach, addressee, reach


class Recipients(QObject):
    """`changed` comes when something changed that decides who is meant, not with every receipt."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices: dict[str, Addressee] = {}
        self._key = ""

    @property
    def devices(self) -> Sequence[Addressee]:
        """All of them, in every state."""
        return tuple(self._devices.values())

    def forget(self) -> None:
        """Another desk comes: nothing is known of it."""
        self._devices = {}

    def load(self, devices: Iterable[Subscription]) -> None:
        """All devices as they were read; what changed while they were is newer, and stays."""
        early, self._devices = self._devices, {device.id: addressee(device) for device in devices}
        self._devices |= early
        self.changed.emit()

    def take(self, devices: Iterable[Subscription]) -> None:
        """Devices that changed."""
        changed = {device.id: addressee(device) for device in devices}
        if any(self._devices.get(identifier) != device for identifier, device in changed.items()):
            self._devices |= changed
            self.changed.emit()

    def set_key(self, key: str) -> None:
        """The current public VAPID key."""
        if key != self._key:
            self._key = key
            self.changed.emit()

    def reach(self, choices: Sequence[Choice]) -> Reach:
        """How many `choices` reach now."""
        return reach(choices, self._devices.values(), self._key)
