"""Which draft is being written: restored at the start, begun anew, brought back, saved as it is typed."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.model.errors import KnownError
from pushdesk.services.early_draft import EarlyDraft, TakenUp, take_up
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
_BACK = "Ctrl+K, “Bring the message before back” shows the one of last time."
QUICKER = f"This is a new message: {_BACK}"
LEFT_BEHIND = "This was typed the last time, before PushDesk was up."
# So many messages can be brought back.
MOST_FORMER = 20


class Written(Protocol):
    """What is kept of the screen."""

    @property
    def draft(self) -> DraftValue: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    def begin(self, value: DraftValue, choices: Sequence[Choice]) -> None:
        """Show another draft; nothing before it can be undone."""
        ...


_Message = tuple[DraftValue, tuple[Choice, ...]]


def _message(draft: "Draft") -> _Message:
    return from_stored(draft.form), stored_choices(draft.audience)


class DraftKeeper(QObject):
    """`changed` comes when `status` says something else; `begun` when somebody began another message."""

    changed = Signal()
    begun = Signal()

    def __init__(self, context: UiContext, written: Written, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._written = written
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._former = deque[_Message](maxlen=MOST_FORMER)
        self._early = EarlyDraft(context.settings.data_dir)
        self.restored = False
        self.status = UNTOUCHED
        self.autosave = Autosave(context.bridge, self._early, self._stored, lambda: self._say(SAVED), self)
        add = context.actions.add
        add("compose.new", "Start a new message", self._start_new)
        self._back = add("compose.back", "Bring the message before back", self._bring_back)
        self._back.setEnabled(False)

    @property
    def known(self) -> bool:
        """Whether there is a message to speak of: it was restored, or somebody was quicker and began one."""
        return self.restored or self.status != UNTOUCHED

    async def restore(self, engine: EngineLike, desk: DeskLike) -> bool:
        """Save into this desk from now on; the first time, show the draft that was saved last.

        True where the message stays that was there: another desk, or what was typed before there was any,
        which is a draft of its own.
        """
        self._services = engine, desk
        if self.restored:
            self.autosave.attach(engine, desk, None)
            return True
        taken = await self._take_up(engine, desk)
        recent = await engine.call(desk.drafts.recent, taken.made + 1)
        quicker, self.restored = self.known, True
        shown = None if quicker or not recent else recent.pop(0)
        self._former.extend(map(_message, recent))
        self._back.setEnabled(bool(self._former))
        if quicker:
            self.autosave.attach(engine, desk, self._early.id)
            self.autosave.touch()
            if self._former:
                self._context.notify(QUICKER)
            return True
        self.autosave.attach(engine, desk, shown.id if shown else None)
        self._written.begin(*_message(shown)) if shown else self._written.begin(EXAMPLE, [MINE])
        if taken.made:
            self._context.notify(f"{LEFT_BEHIND} {_BACK}" if self._former else LEFT_BEHIND)
        return False

    async def _take_up(self, engine: EngineLike, desk: DeskLike) -> TakenUp:
        """What windows before this one could not save: among the drafts then, or in its files as before."""
        try:
            taken = await engine.call(take_up, self._context.settings.data_dir, desk.drafts.add)
        except KnownError as problem:
            self._context.refuse(problem.sentence)
            return TakenUp()
        if taken.refused:
            self._context.refuse(" ".join(taken.refused))
        return taken

    async def leave(self) -> None:
        """Save the last keystrokes; what the desk was not there for is the next window's."""
        try:
            await self.autosave.flush()
        finally:
            self._early.leave()

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
        self._former.appendleft((self._written.draft, tuple(self._written.choices)))
        self._back.setEnabled(True)
        self.autosave.begin()
        self._written.begin(value, choices)
        self.touch()
        self.begun.emit()

    def _start_new(self) -> None:
        self._context.navigate("compose")
        self._context.bridge.spawn(self.begin(DraftValue(), [MINE]), "start a message")

    def _bring_back(self) -> None:
        if self._former:
            self._context.navigate("compose")
            self._context.bridge.spawn(self._go_back(), "bring a message back")

    async def _go_back(self) -> None:
        """To the message before; the one that was shown is the last of those that follow."""
        before = self._former[0]
        await self.begin(*before)
        rest = [one for one in self._former if one is not before]
        self._former = deque([*rest[1:], rest[0]], MOST_FORMER)

    def _stored(self) -> tuple[dict[str, object], list[str]]:
        return to_stored(self._written.draft), [str(choice) for choice in self._written.choices]

    def _say(self, status: str) -> None:
        self.status = status
        self.changed.emit()
