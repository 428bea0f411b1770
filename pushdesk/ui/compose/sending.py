"""Sending: the test to oneself, the audience, the question before many, one press one campaign."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from pushdesk.model.audience import Choice
from pushdesk.model.message import Message
from pushdesk.ui.compose.audience import MANY, MINE, Reach
from pushdesk.ui.compose.audience_field import AudienceField
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.form import MessageForm
from pushdesk.ui.compose.last_test import LastTest
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.context import UiContext
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets.confirm import confirm
from pushdesk.ui.widgets.humane import count, counted


class Composer(Protocol):
    """What sending needs of the screen."""

    form: MessageForm
    audience: AudienceField
    recipients: Recipients
    last_test: LastTest

    @property
    def widget(self) -> QWidget: ...
    @property
    def draft(self) -> DraftValue: ...


class Sending(QObject):
    """The two commands of the header; results go to the screen's last test."""

    def __init__(self, context: UiContext, composer: Composer) -> None:
        super().__init__()
        self._context = context
        self._composer = composer
        self._services: tuple[EngineLike, DeskLike] | None = None
        self.question: QMessageBox | None = None
        add = context.actions.add
        self.test_action = add("compose.send_test", "Send test to me", self.send_test, keys="Ctrl+Return")
        self.test_action.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.send_action = add(
            "compose.send", "Send…", self.send, primary=True, tip="Send to the chosen audience"
        )

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Send through this desk from now on."""
        self._services = engine, desk

    def say_number(self, number: int) -> None:
        """How many devices the audience has now."""
        self.send_action.setText(f"Send to {counted(number, 'device', 'devices')}…")

    def send_test(self) -> None:
        """To the devices marked as mine, without a question."""
        if (message := self._message()) is None:
            return
        if not self._composer.recipients.reach([MINE]).chosen:
            self._context.refuse("No device is marked as yours: choose one in Devices and mark it as mine.")
            return
        self._start(message, [MINE])

    def send(self) -> None:
        """To the audience; asks first where many real devices are in it."""
        if (message := self._message()) is None:
            return
        choices = self._composer.audience.choices
        reach = self._composer.recipients.reach(choices)
        if not reach.chosen:
            self._context.refuse("No active device is in this audience: add a tag, a device or all of them.")
        elif reach.real <= MANY:
            self._start(message, choices)
        else:
            self._ask(message, choices, reach)

    def _ask(self, message: Message, choices: Sequence[Choice], reach: Reach) -> None:
        lab = reach.chosen - reach.real
        whom = f"{count(reach.real)} real devices" + (f" and {count(lab)} of the lab" if lab else "")
        self.question = confirm(
            self._composer.widget.window(),
            f"Send to {count(reach.real)} real devices?",
            f"“{message.notification.title}” goes to {whom}. The campaign can be paused or cancelled at any "
            "moment, but what is sent cannot be taken back.",
            f"Send to {count(reach.chosen)} devices",
            lambda: self._start(message, choices),
        )
        self.question.finished.connect(self._answered)

    def _answered(self) -> None:
        self.question = None

    def _message(self) -> Message | None:
        """The message; where it cannot be sent, says why and goes to the box."""
        draft = self._composer.draft
        if draft.message is None:
            problem = draft.problems[0]
            self._context.navigate("compose")
            self._context.refuse(problem.sentence)
            self._composer.form.focus(problem.field)
        return draft.message

    def _start(self, message: Message, choices: Sequence[Choice]) -> None:
        # One press, one campaign: until it is written, a second press does nothing.
        self._set_enabled(False)
        task = self._context.bridge.spawn(self._send(message, choices), "send")
        task.add_done_callback(lambda done: self._set_enabled(True))

    def _set_enabled(self, enabled: bool) -> None:
        self.test_action.setEnabled(enabled)
        self.send_action.setEnabled(enabled)

    async def _send(self, message: Message, choices: Sequence[Choice]) -> None:
        assert self._services is not None  # no command runs before attach()
        engine, desk = self._services
        campaign_id = await engine.call(desk.sender.send, message, list(choices))
        self._composer.last_test.follow(campaign_id)
        deliveries = await engine.call(desk.sender.deliveries, campaign_id)
        self._composer.last_test.fill(deliveries)
        self._context.notify(f"Sending to {counted(len(deliveries), 'device', 'devices')}.")
