"""Look: the draft as it is looked at: with one device’s values and shape, and with its pictures."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from pushdesk.model.audience import Choice
from pushdesk.services.preview.verdict import Check
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.pictures.checks import picture_checks, urls
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.templates.stepper import DeviceStepper


class Look(QObject):
    """`changed` comes with another device or another picture: the draft is to be looked at again."""

    changed = Signal()

    def __init__(self, bridge: Bridge, recipients: Recipients, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipients = recipients
        self._stepped_through: tuple[int, tuple[Choice, ...]] | None = None
        self.gallery = Gallery(bridge, self)
        self.stepper = DeviceStepper()
        self.value = DraftValue()
        self.gallery.changed.connect(self.changed)
        self.stepper.stepped.connect(self.changed)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Fetch pictures through this desk from now on."""
        self.gallery.attach(engine, desk)

    def detach(self) -> None:
        """Fetch nothing more."""
        self.gallery.detach()

    def at(self, draft: DraftValue, choices: Sequence[Choice]) -> DraftValue:
        """The draft as one device of the audience gets it; it is `value` until the next call."""
        # Where the last shape was taken off a device, the stepper is the one that does not know yet.
        if draft.has_variables or self._recipients.shaped or self.stepper.shaped:
            audience = self._recipients.version, tuple(choices)
            # Sorting ten thousand devices is nothing to do with every keystroke.
            if audience != self._stepped_through:
                self._stepped_through = audience
                self.stepper.show_devices(self._recipients.rows(choices))
        self.value = self.stepper.value_for_device(draft)
        self.gallery.want(urls(self.value.document).values())
        return self.value

    @property
    def images(self) -> Mapping[str, QImage]:
        """The pictures by URL."""
        return self.gallery.images

    def checks(self) -> tuple[Check, ...]:
        """What is to be noted of the pictures that are sent."""
        return picture_checks(self.value.document, self.gallery, self.value.shape, self.value.template)
