"""Recipients: the devices there are, the keys, and how many of them an audience reaches."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.ui.compose.audience import Addressee, Reach, addressee, reach, reached

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription


class Recipients(QObject):
    """`changed` comes when something changed that decides who is meant, not with every receipt.

    `version` is another number then. `shaped`: some device has a payload shape of its own.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices: dict[str, Addressee] = {}
        self._rows: dict[str, Subscription] = {}
        self._key = ""
        self._held: frozenset[str] = frozenset()
        self.shaped = False
        self.version = 0

    @property
    def devices(self) -> Sequence[Addressee]:
        """All of them, in every state."""
        return tuple(self._devices.values())

    @property
    def key(self) -> str:
        """The current public VAPID key; empty before it is known."""
        return self._key

    @property
    def held_keys(self) -> frozenset[str]:
        """Every public key that the desk can sign with."""
        return self._held

    def rows(self, choices: Sequence[Choice]) -> list["Subscription"]:
        """The active devices that `choices` name."""
        return [self._rows[one.id] for one in reached(choices, self._devices.values())]

    def forget(self) -> None:
        """Another desk comes: nothing is known of it."""
        self._devices, self._rows = {}, {}

    def load(self, devices: Iterable["Subscription"]) -> None:
        """All devices as they were read; what changed while they were is newer, and stays."""
        read = {device.id: device for device in devices}
        self._rows = read | self._rows
        self._devices = {identifier: addressee(device) for identifier, device in self._rows.items()}
        self._changed()

    def take(self, devices: Iterable["Subscription"]) -> None:
        """Devices that changed."""
        rows = {device.id: device for device in devices}
        changed = {identifier: addressee(device) for identifier, device in rows.items()}
        other = any(self._differs(rows[identifier], changed[identifier]) for identifier in rows)
        self._rows |= rows
        if other:
            self._devices |= changed
            self._changed()

    def set_keys(self, current: str, held: Iterable[str]) -> None:
        """The current public VAPID key, and all of which there is the private part."""
        if (current, frozenset(held)) != (self._key, self._held):
            self._key, self._held = current, frozenset(held)
            self._changed()

    def reach(self, choices: Sequence[Choice]) -> Reach:
        """How many `choices` reach now."""
        return reach(choices, self._devices.values(), self._key)

    def _differs(self, row: "Subscription", device: Addressee) -> bool:
        """Whether the checks or the audience could see it otherwise than before."""
        known = self._rows.get(row.id)
        return (
            self._devices.get(row.id) != device
            or known is None
            or (known.device, known.attributes) != (row.device, row.attributes)
            or (known.shape, known.shape_template) != (row.shape, row.shape_template)
        )

    def _changed(self) -> None:
        self.shaped = any(row.shape for row in self._rows.values())
        self.version += 1
        self.changed.emit()
