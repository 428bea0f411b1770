"""Which draft is being written: restored at the start, begun anew, brought back, saved as it is typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.ui.compose.audience import MINE, stored_choices
from pushdesk.ui.compose.autosave import Autosave
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.stored import from_stored, to_stored
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.draft import Draft

SAVED, UNSAVED, UNTOUCHED = "Saved just now", "Not saved yet", "Nothing to save"
QUICKER = "This is a new message: Ctrl+K, “Bring the message before back” shows the one of last time."


class Written(Protocol):
    """What is kept of the screen."""

    @property
    def draft(self) -> DraftValue: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    def begin(self, value: DraftValue, choices: Sequence[Choice]) -> None:
        """Show another draft; nothing before it can be undone."""
        ...


class DraftKeeper(QObject):
    """`changed` comes when `status` says something else; `begun` when somebody began another message."""

    changed = Signal()
    begun = Signal()

    def __init__(self, context: UiContext, written: Written, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._written = written
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._former: tuple[DraftValue, tuple[Choice, ...]] | None = None
        self.restored = False
        self.status = UNTOUCHED
        self.autosave = Autosave(context.bridge, self._stored, lambda: self._say(SAVED), self)
        add = context.actions.add
        add("compose.new", "Start a new message", self._start_new)
        self._back = add("compose.back", "Bring the message before back", self._bring_back)
        self._back.setEnabled(False)

    @property
    def known(self) -> bool:
        """Whether there is a message to speak of: it was restored, or somebody was quicker and began one."""
        return self.restored or self.status == UNSAVED

    async def restore(self, engine: EngineLike, desk: DeskLike) -> bool:
        """Save into this desk from now on; the first time, show the draft that was saved last.

        True where the message stays that was there: another desk, or what was typed before there was any,
        which is a draft of its own.
        """
        self._services = engine, desk
        if self.restored:
            self.autosave.attach(engine, desk, None)
            return True
        draft = await engine.call(desk.drafts.latest)
        quicker, self.restored = self.known, True
        self.autosave.attach(engine, desk, draft.id if draft and not quicker else None)
        if quicker:
            self._keep_typed(draft)
            return True
        if draft is None:
            self._written.begin(EXAMPLE, [MINE])
        else:
            self._written.begin(from_stored(draft.form), stored_choices(draft.audience))
        return False

    def _keep_typed(self, draft: "Draft | None") -> None:
        self.autosave.touch()
        if draft is not None:
            self._former = from_stored(draft.form), stored_choices(draft.audience)
            self._back.setEnabled(True)
            self._context.notify(QUICKER)

    def touch(self) -> None:
        """The draft or its audience changed."""
        self._say(UNSAVED)
        self.autosave.touch()

    async def duplicate(self, campaign_id: str) -> None:
        """Compose a campaign's message again."""
        assert self._services is not None  # the window opens nothing before attach()
        engine, desk = self._services
        campaign = await engine.call(desk.sender.get, campaign_id)
        value = DraftValue(campaign.message)
        await self.begin(value, stored_choices(campaign.audience))

    async def begin(self, value: DraftValue, choices: Sequence[Choice]) -> None:
        """Another message as a draft of its own; the one before is saved, and can be brought back."""
        await self.autosave.flush()
        self._former = self._written.draft, tuple(self._written.choices)
        self._back.setEnabled(True)
        self.autosave.begin()
        self._written.begin(value, choices)
        self.touch()
        self.begun.emit()

    def _start_new(self) -> None:
        self._context.navigate("compose")
        self._context.bridge.spawn(self.begin(DraftValue(), [MINE]), "start a message")

    def _bring_back(self) -> None:
        if self._former is not None:
            self._context.navigate("compose")
            self._context.bridge.spawn(self.begin(*self._former), "bring a message back")

    def _stored(self) -> tuple[dict[str, object], list[str]]:
        return to_stored(self._written.draft), [str(choice) for choice in self._written.choices]

    def _say(self, status: str) -> None:
        self.status = status
        self.changed.emit()
