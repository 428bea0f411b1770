"""Sending: the test to oneself, the audience now or later, the one question before it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.message import Message, parse_message
from pushdesk.model.schedule import local
from pushdesk.services.preview.checks import Check
from pushdesk.ui.compose.audience import MINE
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.judge import Judge
from pushdesk.ui.compose.last_test import MOST_ROWS, LastTest
from pushdesk.ui.compose.question import Question, question_of
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.context import UiContext
from pushdesk.ui.later.dialog import TimeDialog, ask_time
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets.confirm import confirm
from pushdesk.ui.widgets.humane import counted


class Composer(Protocol):
    """What sending needs of the screen."""

    judge: Judge
    recipients: Recipients
    last_test: LastTest

    @property
    def widget(self) -> QWidget: ...
    @property
    def draft(self) -> DraftValue: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    def go_to(self, field: str) -> None: ...


class Sending(QObject):
    """The commands of the header that send; results go to the screen's last test."""

    def __init__(self, context: UiContext, composer: Composer) -> None:
        super().__init__()
        self._context = context
        self._composer = composer
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._busy = False
        self._blocked: tuple[str, str] = ("", "")
        self._confirmed: set[tuple[str, ...]] = set()
        self.question: QMessageBox | None = None
        self.asking: TimeDialog | None = None
        add = context.actions.add
        self.test_action = add(
            "compose.send_test", "Send test to me", self.send_test, keys="Ctrl+Return", short="Send test"
        )
        self.test_action.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.later_action = add(
            "compose.send_later", "Send later…", self.send_later, tip=_LATER_TIP, short="Later…"
        )
        self.send_action = add("compose.send", "Send…", self.send, primary=True, tip=_SEND_TIP)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Send through this desk from now on."""
        self._services = engine, desk

    def say_number(self, number: int) -> None:
        """How many devices the audience has now."""
        self.send_action.setText(f"Send to {counted(number, 'device', 'devices')}…")

    def block(self, test: Sequence[Check], send: Sequence[Check]) -> None:
        """What keeps the test, and the message to its audience, from being sent; none: nothing does."""
        first, second = (checks[0].message if checks else "" for checks in (test, send))
        self._blocked = first, second
        self._follow()

    def send_test(self) -> None:
        """To the devices marked as mine, without a question."""
        if not self._composer.recipients.reach([MINE]).chosen:
            self._context.refuse("No device is marked as yours: choose one in Devices and mark it as mine.")
        elif (message := self._message([MINE])) is not None:
            self._start(message, [MINE])

    def send(self) -> None:
        """To the audience; asks first where many real devices are in it, or where a check warns of them."""
        if (message := self._ready()) is not None:
            self._go(message, tuple(self._composer.choices), None)

    def send_later(self) -> None:
        """To the audience of this moment at another time; asks for that, then what `send` asks."""
        if self._ready() is None:
            return
        chosen = self._composer.recipients.reach(self._composer.choices).chosen
        title = f"Send to {counted(chosen, 'device', 'devices')} later"
        self.asking = ask_time(self._composer.widget.window(), title, "Schedule", self._at)
        self.asking.finished.connect(self._timed)

    def _timed(self) -> None:
        self.asking = None

    def _at(self, at: datetime) -> None:
        # Again: what was right when the dialog came may have changed meanwhile, such as a device that went.
        if (message := self._ready()) is not None:
            self._go(message, tuple(self._composer.choices), at)

    def _ready(self) -> Message | None:
        """The message for the audience; None where it cannot be sent, which was said then."""
        choices = tuple(self._composer.choices)
        reach = self._composer.recipients.reach(choices)
        if not reach.chosen:
            self._context.refuse("No active device is in this audience: add a tag, a device or all of them.")
            return None
        return self._message(choices)

    def _go(self, message: Message, choices: Sequence[Choice], at: datetime | None) -> None:
        draft, reach = self._composer.draft, self._composer.recipients.reach(choices)
        warnings = self._composer.judge.read_exactly(draft, choices).touching
        question = question_of(draft, choices, reach, warnings, local(at) if at else "")
        if question is None or (not question.many and question.key in self._confirmed):
            self._start(message, choices, at)
        else:
            self._ask(question, message, choices, at)

    def _ask(
        self, question: Question, message: Message, choices: Sequence[Choice], at: datetime | None
    ) -> None:
        def answered_yes() -> None:
            self._confirmed.add(question.key)
            self._start(message, choices, at)

        window = self._composer.widget.window()
        self.question = confirm(window, question.title, question.sentence, question.do_text, answered_yes)
        self.question.finished.connect(self._answered)

    def _answered(self) -> None:
        self.question = None

    def _message(self, choices: Sequence[Choice]) -> Message | None:
        """The message; where it cannot be sent to `choices`, says why and goes to the place."""
        draft = self._composer.draft
        for one in self._composer.judge.errors(draft, choices):
            self._context.navigate("compose")
            self._context.refuse(one.message)
            self._composer.go_to(one.field)
            return None
        try:
            return parse_message(dict(draft.document))
        except BadInput as problem:
            self._context.refuse(problem.sentence)
            return None

    def _start(self, message: Message, choices: Sequence[Choice], at: datetime | None = None) -> None:
        # One press, one campaign: until it is written, a second press does nothing.
        self._busy = True
        self._follow()
        work = self._send(message, choices) if at is None else self._schedule(message, choices, at)
        task = self._context.bridge.do(work, "send")
        task.add_done_callback(lambda done: self._ended())

    def _ended(self) -> None:
        self._busy = False
        self._follow()

    def _follow(self) -> None:
        test, send = self._blocked
        for action, why, tip in (
            (self.test_action, test, "Send test to me (Ctrl+Return)"),
            (self.later_action, send, _LATER_TIP),
            (self.send_action, send, _SEND_TIP),
        ):
            action.setEnabled(not self._busy and not why)
            action.setToolTip(f"Cannot be sent. {why}" if why else tip)

    async def _send(self, message: Message, choices: Sequence[Choice]) -> None:
        assert self._services is not None  # no command runs before attach()
        engine, desk = self._services
        draft = self._composer.draft
        campaign_id = await engine.call(desk.sender.send, message, list(choices), draft.shape, draft.template)
        self._composer.last_test.follow(campaign_id)
        deliveries = await engine.call(desk.sender.deliveries, campaign_id, limit=MOST_ROWS)
        total = (await engine.call(desk.sender.get, campaign_id)).counts.total
        self._composer.last_test.fill(deliveries, total)
        self._context.notify(f"Sending to {counted(total, 'device', 'devices')}.")

    async def _schedule(self, message: Message, choices: Sequence[Choice], at: datetime) -> None:
        assert self._services is not None  # no command runs before attach()
        engine, desk = self._services
        draft = self._composer.draft
        given = message, list(choices), at, draft.shape, draft.template
        campaign_id = await engine.call(desk.sender.schedule, *given)
        total = (await engine.call(desk.sender.get, campaign_id)).counts.total
        self._context.notify(
            f"Scheduled for {local(at)}, to {counted(total, 'device', 'devices')}: see Campaigns."
        )


_SEND_TIP = "Send to the chosen audience"
_LATER_TIP = "Send to the chosen audience at another time"
