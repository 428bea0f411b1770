"""Readout: what the draft makes of the rest of Compose: previews, checks, meter, buttons, title, status."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject

from pushdesk.model.audience import Choice
from pushdesk.ui.compose.acquaintance import Acquaintance
from pushdesk.ui.compose.audience import MINE
from pushdesk.ui.compose.audience_field import AudienceField
from pushdesk.ui.compose.checks import Checks
from pushdesk.ui.compose.columns import Columns
from pushdesk.ui.compose.commands import Steps
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.judge import Judge
from pushdesk.ui.compose.keeping import DraftKeeper
from pushdesk.ui.compose.look import Look
from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.compose.sending import Sending
from pushdesk.ui.compose.summary import Summary
from pushdesk.ui.compose.views import MessageViews
from pushdesk.ui.preview.content import content_of
from pushdesk.ui.preview.wall import PreviewWall
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.templates.bar import TemplateBar

HONEST = "Best-effort delivery: “Accepted” is the push service’s word, “Shown” the device’s."


class Parts(Protocol):
    """The screen's parts that follow the draft, and those that say what is to be said of it."""

    header: ScreenHeader
    widget: Columns
    views: MessageViews
    preview: PreviewWall
    audience: AudienceField
    recipients: Recipients
    acquaintance: Acquaintance
    look: Look
    judge: Judge
    checks: Checks
    summary: Summary
    templates: TemplateBar
    sending: Sending
    steps: Steps
    keeper: DraftKeeper

    @property
    def draft(self) -> DraftValue: ...
    @property
    def choices(self) -> Sequence[Choice]: ...


class Readout(QObject):
    """`reading` is what can be said of the draft now; each method says again what may have changed."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.reading = Reading()

    def read(self) -> None:
        """The draft is another one."""
        parts, draft = self._parts, self._parts.draft
        parts.views.show_value(draft)
        parts.templates.follow()
        self._show_preview()
        parts.steps.follow(parts.widget.isVisible())
        if parts.keeper.restored:
            title = draft.document.get("title")
            named = title if isinstance(title, str) and title else "Untitled"
            parts.header.say(title=named, tail=" — draft")
        self.judge()

    def look_anew(self) -> None:
        """Another device is looked at, or a picture came."""
        self._show_preview()
        self.judge()

    def count(self) -> None:
        """The audience, or the devices there are, are others."""
        parts = self._parts
        parts.audience.set_devices(parts.recipients.devices)
        reach = parts.recipients.reach(parts.choices)
        if parts.recipients.version:
            parts.audience.show_reach(reach)
        parts.sending.say_number(reach.chosen)
        self.look_anew()

    def judge(self) -> None:
        """The checks, the sizes, and whether it may leave."""
        parts, draft, choices = self._parts, self._parts.draft, self._parts.choices
        self.reading = parts.judge.read(draft, choices).with_notes(parts.look.checks())
        # Nobody is blamed for the empty form that waits for the draft.
        known = parts.keeper.known
        parts.checks.show_reading(self.reading)
        parts.checks.setVisible(known)
        parts.summary.show_reading(self.reading, known=known)
        shown = parts.look.value
        size = self.reading.size if shown == draft else parts.judge.size(shown)
        parts.summary.meter.set_bytes(size)
        told = self.reading if known else replace(self.reading, checks=(), touching=(), errors=())
        parts.views.show_reading(draft, told, size, parts.recipients.key)
        errors = self.reading.errors
        mine = errors if choices == (MINE,) or not errors else parts.judge.errors(draft, [MINE])
        parts.sending.block(test=mine, send=errors)
        self.say_status()

    def say_status(self) -> None:
        """Whether it is saved, and whether it can be sent."""
        parts, errors = self._parts, self.reading.errors
        blocked = errors and parts.keeper.restored
        rest = f"Cannot be sent. {errors[0].message}" if blocked else HONEST
        parts.header.say(status=f"{parts.keeper.status} · {rest}")

    def _show_preview(self) -> None:
        parts = self._parts
        shown = parts.look.at(parts.draft, parts.choices)
        receiver, images = parts.acquaintance.receiver, parts.look.images
        content = content_of(shown.document, receiver, images, shown.shape, shown.template)
        parts.preview.show_content(content)
