"""ComposeScreen: form, preview, audience, checks, byte meter and last test around one immutable draft."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import Changes
from pushdesk.ui.compose.audience import MINE, Reach, reach, stored_choices
from pushdesk.ui.compose.audience_field import AudienceField
from pushdesk.ui.compose.autosave import Autosave
from pushdesk.ui.compose.checks import Checks
from pushdesk.ui.compose.columns import Columns
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue, Form, form_from_json, form_from_message, read
from pushdesk.ui.compose.form import MessageForm
from pushdesk.ui.compose.last_test import LastTest
from pushdesk.ui.compose.preview import PreviewCard, content_of, shown_chip
from pushdesk.ui.compose.sending import Sending
from pushdesk.ui.context import UiContext
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets.basics import SectionLabel, column, label, row
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.meter import ByteMeter

HONEST = "Best-effort delivery: “Accepted” is the push service’s word, “Shown” the device’s."
# Until the receiver says where it listens; as long as the usual address.
_RECEIVER = "http://localhost:8765"
_DEVICE = "device:"


class ComposeScreen(QObject):
    """Every keystroke makes one DraftValue; preview, checks and meter show that value and nothing else."""

    title = "Compose"

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._receiver = _RECEIVER
        self._devices: dict[str, Subscription] = {}
        self._key = ""
        self._restored = False
        self.header = ScreenHeader(self.title, HONEST)
        self.form = MessageForm()
        self.preview = PreviewCard(context.theme)
        self.shown = ChipLabel(context.theme)
        self.audience = AudienceField(context.theme)
        self.checks = Checks(context.theme)
        self.meter = ByteMeter()
        self.last_test = LastTest(context.theme)
        self.autosave = Autosave(context.bridge, self._stored, self._say_saved, self)
        self.widget = self._arrange()
        self.sending = Sending(context, self)
        context.actions.add("compose.audience", "Add to the audience…", self.audience.pick)
        context.actions.add("compose.new", "Start a new message", self._start_new)
        self.form.edited.connect(self._edited)
        self.audience.changed.connect(self._edited)
        self.checks.go_to.connect(self.form.focus)
        self.last_test.opened.connect(lambda identifier: context.navigate("campaigns", identifier))
        self.audience.set_choices([MINE])
        self._show(Form())

    @property
    def draft(self) -> DraftValue:
        """The form's value now."""
        return self._draft

    @property
    def reach(self) -> Reach:
        """Whom the audience reaches now."""
        return self.reach_of(self.audience.choices)

    def reach_of(self, choices: Sequence[Choice]) -> Reach:
        """Whom `choices` reach now."""
        return reach(choices, self._devices.values(), self._key)

    # -- what the window asks

    def header_actions(self) -> Sequence[QAction]:
        """Test, then send."""
        return (self.sending.test_action, self.sending.send_action)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Restore the draft (once), learn the devices."""
        self._services = engine, desk
        self.sending.attach(engine, desk)
        self._receiver = desk.addresses.receiver or _RECEIVER
        self._context.bridge.spawn(self._load(engine, desk), "load the draft")

    def apply(self, changes: Changes) -> None:
        """Devices for the audience, results for the last test."""
        if changes.subscriptions:
            self._devices |= {device.id: device for device in changes.subscriptions}
            self._show_audience()
        self.last_test.apply(changes.campaigns, changes.deliveries)

    def open_item(self, identifier: str) -> None:
        """A campaign's id: compose its message again. `device:ID`: address that device."""
        if identifier.startswith(_DEVICE):
            self.audience.set_choices([Choice(Selector.ID, identifier.removeprefix(_DEVICE))])
            self._edited()
        else:
            self._context.bridge.spawn(self._duplicate(identifier), "duplicate a campaign")

    async def detach(self) -> None:
        """Save the last keystrokes."""
        await self.autosave.flush()

    # -- the draft

    async def _load(self, engine: EngineLike, desk: DeskLike) -> None:
        self._devices = {device.id: device for device in await engine.call(desk.devices.every)}
        self._key = (await engine.call(desk.keys.current)).public_key
        if not self._restored:
            self._restored = True
            draft = await engine.call(desk.drafts.latest)
            self.autosave.attach(engine, desk, draft.id if draft else None)
            self.audience.set_choices(stored_choices(draft.audience) if draft else [MINE])
            self._show(form_from_json(draft.form) if draft else EXAMPLE)
            if self.widget.isVisible():
                self.form.focus("title")
        else:
            self.autosave.attach(engine, desk, None)
            self._show(self._draft.form)

    async def _duplicate(self, campaign_id: str) -> None:
        assert self._services is not None  # the window opens nothing before attach()
        engine, desk = self._services
        campaign = await engine.call(desk.sender.get, campaign_id)
        self.audience.set_choices(stored_choices(campaign.audience))
        self._show(form_from_message(campaign.message))
        self.autosave.touch()

    def _show(self, form: Form) -> None:
        self.form.fill(form)
        self._read()

    def _edited(self) -> None:
        self._read()
        self.header.say(status=f"Not saved yet · {HONEST}")
        self.autosave.touch()

    def _read(self) -> None:
        self._draft = read(self.form.value(), self._receiver)
        form = self._draft.form
        self.preview.show_content(content_of(form, self._receiver))
        self.shown.say(*shown_chip(form))
        self.checks.show_problems(self._draft.problems)
        self.form.mark(self._draft.problems)
        self.meter.set_bytes(self._draft.size)
        if self._restored:
            self.header.say(title=f"{form.text('title') or 'Untitled'} — draft")
        self._show_audience()

    def _show_audience(self) -> None:
        self.audience.set_devices(list(self._devices.values()))
        reached = self.reach
        self.audience.show_reach(reached)
        self.sending.say_number(reached.chosen)

    def _stored(self) -> tuple[dict[str, object], list[str]]:
        return self._draft.form.as_json(), [str(choice) for choice in self.audience.choices]

    def _say_saved(self) -> None:
        self.header.say(status=f"Saved just now · {HONEST}")

    # -- the parts

    def _start_new(self) -> None:
        self._context.navigate("compose")
        self._show(Form())
        self._edited()
        self.form.focus("title")

    def _arrange(self) -> QWidget:
        caption = row(label("Windows 11 · Chrome", "small"), 1, self.shown)
        preview = column(SectionLabel("Preview"), caption, self.preview, 1, gap=6, margins=(18, 16, 18, 16))
        parts = [
            (SectionLabel("Audience"), self.audience),
            (SectionLabel("Checks"), self.checks),
            (SectionLabel("Payload"), self.meter),
            (SectionLabel("Last test"), self.last_test),
        ]
        groups = [column(heading, part, gap=8) for heading, part in parts]
        side = column(*groups, 1, gap=16, margins=(18, 16, 18, 16))
        return Columns(self.form, preview, side)
