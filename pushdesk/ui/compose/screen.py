"""ComposeScreen: form, preview, audience, checks, byte meter and last test around one immutable draft."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.views import Changes
from pushdesk.ui.compose.audience import MINE, stored_choices
from pushdesk.ui.compose.audience_field import AudienceField
from pushdesk.ui.compose.autosave import Autosave
from pushdesk.ui.compose.card_content import content_of, shown_chip
from pushdesk.ui.compose.checks import Checks
from pushdesk.ui.compose.columns import Columns
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue, Form, form_from_json, form_from_message, read
from pushdesk.ui.compose.form import MessageForm
from pushdesk.ui.compose.last_test import LastTest
from pushdesk.ui.compose.preview import PreviewCard
from pushdesk.ui.compose.recipients import Recipients
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
        self._restored = False
        self._former: tuple[Form, tuple[Choice, ...]] | None = None
        self.header = ScreenHeader(self.title, HONEST)
        self.form = MessageForm()
        self.preview = PreviewCard(context.theme)
        self.shown = ChipLabel(context.theme)
        self.audience = AudienceField(context.theme)
        self.recipients = Recipients(self)
        self.checks = Checks(context.theme)
        self.meter = ByteMeter()
        self.last_test = LastTest(context.theme)
        self.autosave = Autosave(context.bridge, self._stored, self._say_saved, self)
        self.widget = self._arrange()
        self.sending = Sending(context, self)
        self._add_commands()
        self._connect()
        self._show(Form(), [MINE])

    @property
    def draft(self) -> DraftValue:
        """The form's value now."""
        return self._draft

    # -- what the window asks

    def header_actions(self) -> Sequence[QAction]:
        """Test, then send."""
        return (self.sending.test_action, self.sending.send_action)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Restore the draft (once), learn the devices."""
        self._services = engine, desk
        self._receiver = desk.addresses.receiver or _RECEIVER
        self.recipients.forget()
        self.sending.attach(engine, desk)
        self._context.bridge.spawn(self._load(engine, desk), "load the draft")

    def apply(self, changes: Changes) -> None:
        """Devices for the audience, results for the last test."""
        self.recipients.take(changes.subscriptions)
        self.last_test.apply(changes.campaigns, changes.deliveries)

    def open_item(self, identifier: str) -> None:
        """A campaign's id: compose its message again. `device:ID`: address that device."""
        if identifier.startswith(_DEVICE):
            self.audience.set_choices([Choice(Selector.ID, identifier.removeprefix(_DEVICE))])
            self._readdressed()
        else:
            self._context.bridge.spawn(self._duplicate(identifier), "duplicate a campaign")

    async def detach(self) -> None:
        """Save the last keystrokes."""
        await self.autosave.flush()

    # -- the draft

    async def _load(self, engine: EngineLike, desk: DeskLike) -> None:
        self.recipients.set_key((await engine.call(desk.keys.current)).public_key)
        self.recipients.load(await engine.call(desk.devices.every))
        if self._restored:
            self.autosave.attach(engine, desk, None)
            self._read()
            return
        draft = await engine.call(desk.drafts.latest)
        self._restored = True
        self.autosave.attach(engine, desk, draft.id if draft else None)
        form = form_from_json(draft.form) if draft else EXAMPLE
        self._show(form, stored_choices(draft.audience) if draft else [MINE])
        if self.widget.isVisible():
            self.form.focus("title")

    async def _duplicate(self, campaign_id: str) -> None:
        assert self._services is not None  # the window opens nothing before attach()
        engine, desk = self._services
        campaign = await engine.call(desk.sender.get, campaign_id)
        await self._begin(form_from_message(campaign.message), stored_choices(campaign.audience))

    async def _begin(self, form: Form, choices: Sequence[Choice]) -> None:
        """Another message as a draft of its own; the one before is saved, and can be brought back."""
        await self.autosave.flush()
        self._former = self._draft.form, self.audience.choices
        self._back.setEnabled(True)
        self.autosave.begin()
        self._show(form, choices)
        self._touch()
        self.form.focus("title")

    def _show(self, form: Form, choices: Sequence[Choice]) -> None:
        self.audience.set_choices(choices)
        self.form.fill(form)
        self._read()
        self._count()

    def _edited(self) -> None:
        self._read()
        self._touch()

    def _readdressed(self) -> None:
        self._count()
        self._touch()

    def _touch(self) -> None:
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

    def _count(self) -> None:
        self.audience.set_devices(self.recipients.devices)
        reach = self.recipients.reach(self.audience.choices)
        self.audience.show_reach(reach)
        self.sending.say_number(reach.chosen)

    def _look_again(self) -> None:
        """The current key may be another one since the screen was last seen."""
        if self._services is not None:
            self._context.bridge.spawn(self._read_key(*self._services), "read the current key")

    async def _read_key(self, engine: EngineLike, desk: DeskLike) -> None:
        self.recipients.set_key((await engine.call(desk.keys.current)).public_key)

    def _stored(self) -> tuple[dict[str, object], list[str]]:
        return self._draft.form.as_json(), [str(choice) for choice in self.audience.choices]

    def _say_saved(self) -> None:
        self.header.say(status=f"Saved just now · {HONEST}")

    # -- the parts

    def _add_commands(self) -> None:
        add = self._context.actions.add
        add("compose.audience", "Add to the audience…", self.audience.pick)
        add("compose.new", "Start a new message", self._start_new)
        self._back = add("compose.back", "Bring the message before back", self._bring_back)
        self._back.setEnabled(False)

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.audience.changed.connect(self._readdressed)
        self.recipients.changed.connect(self._count)
        self.widget.shown.connect(self._look_again)
        self.checks.go_to.connect(self.form.focus)
        navigate = self._context.navigate
        self.last_test.opened.connect(lambda identifier: navigate("campaigns", identifier))

    def _start_new(self) -> None:
        self._context.navigate("compose")
        self._context.bridge.spawn(self._begin(Form(), [MINE]), "start a message")

    def _bring_back(self) -> None:
        if self._former is not None:
            self._context.navigate("compose")
            self._context.bridge.spawn(self._begin(*self._former), "bring a message back")

    def _arrange(self) -> Columns:
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
