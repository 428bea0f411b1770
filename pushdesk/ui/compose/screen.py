"""ComposeScreen: three views of one draft, and around them previews, audience, checks and the last test."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pushdesk.model.audience import Choice, Selector
from pushdesk.services.preview.checks import Check
from pushdesk.ui.compose.acquaintance import Acquaintance
from pushdesk.ui.compose.audience import MINE
from pushdesk.ui.compose.audience_field import AudienceField
from pushdesk.ui.compose.boxes import LABELS
from pushdesk.ui.compose.checks import Checks
from pushdesk.ui.compose.columns import EDGES, Columns, side_of
from pushdesk.ui.compose.commands import add_presets, add_steps, add_views
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.history import History
from pushdesk.ui.compose.judge import Judge
from pushdesk.ui.compose.keeping import DraftKeeper
from pushdesk.ui.compose.last_test import LastTest
from pushdesk.ui.compose.look import Look
from pushdesk.ui.compose.presets import Preset
from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.compose.readout import HONEST, Readout
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.compose.sending import Sending
from pushdesk.ui.compose.summary import Summary
from pushdesk.ui.compose.views import MessageViews, View
from pushdesk.ui.context import UiContext
from pushdesk.ui.local_notification import ShowHere
from pushdesk.ui.preview.export import WallExport
from pushdesk.ui.preview.wall import PreviewWall
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.templates.bar import TemplateBar
from pushdesk.ui.widgets.basics import column

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.views import Changes

_DEVICE = "device:"


class ComposeScreen(QObject):
    """Every change makes one DraftValue; the views, previews, checks and the meter show that value only."""

    title = "Compose"

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.header = ScreenHeader(self.title, HONEST)
        self.history = History(DraftValue(), self)
        self.views = MessageViews(context.theme, add_presets(context.actions, self._try))
        self.preview = PreviewWall(context.theme)
        self.export = WallExport(context, self.preview)
        self.audience = AudienceField(context.theme)
        self.recipients = Recipients(self)
        self.look = Look(context.bridge, self.recipients, self)
        self.views.form.use_pictures(self.look.gallery, context.bridge)
        self.judge = Judge(context.bridge, self.recipients, self)
        self.acquaintance = Acquaintance(context.bridge, self.recipients, self.judge)
        self.checks = Checks(context.theme)
        self.summary = Summary(context.theme)
        self.meter = self.summary.meter
        self.last_test = LastTest(context.theme)
        self.widget = self._arrange()
        self.templates = TemplateBar(context, self, self)
        self.here = ShowHere(context, self, self.look.gallery)
        self.sending = Sending(context, self)
        self.steps = add_steps(context.actions, self.history)
        self.views.add_undo([self.steps.undo, self.steps.redo])
        add_views(context.actions, self._show)
        context.actions.add("compose.audience", "Add to the audience…", self.audience.pick)
        self.keeper = DraftKeeper(context, self, self)
        self.readout = Readout(self, self)
        self._connect()
        self.begin(DraftValue(), [MINE])

    @property
    def draft(self) -> DraftValue:
        """The draft now."""
        return self.history.value

    @property
    def reading(self) -> Reading:
        """What can be said of the draft now."""
        return self.readout.reading

    @property
    def shown_document(self) -> Mapping[str, Any]:
        """The message as the previews show it: with the values of the device that is looked at."""
        return self.look.value.document

    @property
    def choices(self) -> Sequence[Choice]:
        """Who is meant."""
        return self.audience.choices

    # -- what the window asks

    def header_actions(self) -> Sequence[QAction]:
        """Show here, test, then send, later or now."""
        sending = self.sending
        return (self.here.action, sending.test_action, sending.later_action, sending.send_action)

    def header_widgets(self) -> Sequence[QWidget]:
        """The template and the shape of the payload."""
        return self.templates.widgets

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Restore the draft (once), learn the devices."""
        for part in (self.acquaintance, self.look, self.templates, self.here, self.sending):
            part.attach(engine, desk)
        self._context.bridge.spawn(self._load(engine, desk), "load the draft")

    def apply(self, changes: "Changes") -> None:
        """Devices for the audience, results for the last test."""
        self.recipients.take(changes.subscriptions)
        self.last_test.apply(changes.campaigns, changes.deliveries)

    def open_item(self, identifier: str) -> None:
        """A campaign's id: compose its message again. `device:ID`: address that device."""
        if identifier.startswith(_DEVICE):
            self.audience.set_choices([Choice(Selector.ID, identifier.removeprefix(_DEVICE))])
            self._readdressed()
        else:
            self._context.bridge.do(self.keeper.duplicate(identifier), "duplicate a campaign")

    async def detach(self) -> None:
        """Save the last keystrokes."""
        self.look.detach()
        await self.keeper.leave()

    # -- changes of the draft

    def edit(self, value: DraftValue, field: str, words: str = "", typing: str = "") -> None:
        """Another value, as one step to undo: every change of the draft comes through here."""
        self.history.edit(value, field, words or LABELS.get(field, field), typing=typing)

    def adopt(self, origin: str, template_id: str) -> None:
        """The message that came of the template `origin` is kept as another one now."""
        self.history.adopt(origin, template_id)

    def put_document(self, document: Mapping[str, Any], words: str) -> None:
        """Another message in place of this one, such as a template; `words` name the step to undo."""
        self.edit(self.draft.with_document(document).without_json(), "title", words)

    def begin(self, value: DraftValue, choices: Sequence[Choice]) -> None:
        """Another draft; nothing before it can be undone."""
        self.audience.set_choices(choices)
        self.history.begin(value)
        self.readout.read()
        self.readout.count()

    def go_to(self, field: str) -> None:
        """The place where `field` is edited."""
        if field == "contact":
            self._context.navigate("settings")
        elif field == "audience":
            self.widget.show_side()
            self.audience.add_button.setFocus()
        else:
            self.views.focus(field)

    def _try(self, preset: Preset) -> None:
        self._context.navigate("compose")
        self.put_document(preset.fill(self.draft.document), preset.title)

    def _show(self, view: View) -> None:
        self._context.navigate("compose")
        self.views.go_to(view)

    def _mend(self, one: Check) -> None:
        self.edit(self.draft.mended(one), one.field, one.fix.title if one.fix else "")
        if not self.views.return_to(one.field):
            self.checks.go_on()

    def _changed(self) -> None:
        self.keeper.touch()
        self.readout.read()

    def _readdressed(self) -> None:
        self.readout.count()
        self.keeper.touch()

    # -- the parts

    async def _load(self, engine: EngineLike, desk: DeskLike) -> None:
        await self.acquaintance.load(engine, desk)
        if await self.keeper.restore(engine, desk):
            self.readout.read()
        elif self.widget.isVisible():
            self.views.form.start()

    def _look_again(self) -> None:
        if not self.keeper.known:
            self.views.form.focus("title")
        self.steps.follow(visible=True)
        self.acquaintance.look_again()

    def _connect(self) -> None:
        navigate = self._context.navigate
        self.views.edited.connect(lambda value, field, typing: self.edit(value, field, "", typing))
        self.views.refused.connect(self._context.refuse)
        self.history.changed.connect(self._changed)
        self.history.returned.connect(self.views.return_to)
        self.history.replaced.connect(self._context.notify)
        self.keeper.changed.connect(self.readout.say_status)
        self.keeper.begun.connect(lambda: self.views.focus("title"))
        self.audience.changed.connect(self._readdressed)
        self.recipients.changed.connect(self.readout.count)
        self.judge.changed.connect(self.readout.judge)
        self.look.changed.connect(self.readout.look_anew)
        self.widget.shown.connect(self._look_again)
        self.widget.hidden.connect(lambda: self.steps.follow(visible=False))
        self.checks.go_to.connect(self.go_to)
        self.checks.fix.connect(self._mend)
        self.last_test.opened.connect(lambda identifier: navigate("campaigns", identifier))

    def _arrange(self) -> Columns:
        side = side_of(
            ("Audience", self.audience),
            ("Checks", self.checks),
            ("Last test", self.last_test),
        )
        preview = column(self.look.stepper, self.preview, gap=10, margins=EDGES)
        return Columns(self.views, preview, side, self.summary)
