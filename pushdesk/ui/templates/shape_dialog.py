"""CustomShape: write the template of a custom payload beside its live result."""

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking
from pushdesk.services.payload_writer import payload_writer
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.entry import TextBox
from pushdesk.ui.templates.shapes import UNCONFIRMED
from pushdesk.ui.widgets.basics import button, column, label, restyle, row
from pushdesk.ui.widgets.humane import count
from pushdesk.ui.widgets.text import MonoText, mono_font

# What a worker of one's own would most often read; it shows every part of the language once.
EXAMPLE = """{
  "title": {{ notification.title | tojson }},
  "text": {{ notification.body | default("") | tojson }},
  {% if notification.navigate %}"link": {{ notification.navigate | tojson }},{% endif %}
  "id": {{ delivery.id | tojson }},
  "token": {{ delivery.token | tojson }}
}"""
HELP = (
    "{{ notification.title }} and every other option by its name, {{ notification | tojson }} for all of "
    "them; {{ delivery.id }}, {{ delivery.token }} and {{ delivery.receiver }} let a worker report back."
)
PAUSE_MS = 150
_LONGEST = 8_000
_SHOWN = 20_000


@dataclass(frozen=True)
class Result:
    """What a template makes of the draft: the payload and its bytes, or a sentence; whether it confirms."""

    text: str = ""
    size: int = 0
    problem: str = ""
    confirms: bool = True


def result(template: str, draft: DraftValue, receiver: str) -> Result:
    """Work it out; bounded in time and size by the template's dialect. For any thread."""
    try:
        # Kept: where the template is used, the window compiles nothing.
        writer = payload_writer(PayloadShape.CUSTOM, template)
        notification = parse_message(dict(draft.document)).notification
        raw = writer.write_unchecked(notification, Tracking.sample(receiver))
        return Result(raw.decode()[:_SHOWN], len(raw), "", writer.confirms(notification))
    except BadInput as problem:
        return Result(problem=problem.sentence)


class CustomShape(QDialog):
    """`chosen(template)` comes with “Use this template”; nothing changes before.

    `payload_of` says what `draft` is, where it is not the message at hand.
    """

    chosen = Signal(str)

    def __init__(
        self, bridge: Bridge, draft: DraftValue, receiver: str, parent: QWidget, payload_of: str = ""
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._draft = draft
        self._receiver = receiver
        self._payload_of = payload_of or self.tr("Payload of this message")
        self._asked = self._busy = self._closed = False
        self.setWindowTitle(self.tr("Custom payload"))
        self.resize(860, 480)
        self.editor = TextBox(self.tr("Payload template"), most=_LONGEST)
        self.editor.setFont(mono_font(self.font()))
        self.payload = MonoText(name=self.tr("Payload"), lines=16)
        self.words = label("", "muted", wrap=True, selectable=True)
        self.do = button(self.tr("Use this template"), self._use, "primary")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._work_out)
        self.editor.typed.connect(self._pause.start)
        self.editor.refused.connect(self._say_problem)
        self.setLayout(self._arranged())
        self.editor.show_text(draft.template or EXAMPLE)
        self._work_out()

    def _arranged(self) -> QLayout:
        left = column(label(self.tr("Template (Jinja2)"), "label"), self.editor, gap=4)
        right = column(label(self._payload_of, "label"), self.payload, 1, gap=4)
        halves = row(left, right, gap=14)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        help_text = label(HELP, "small", wrap=True, selectable=True)
        buttons = row(self.words, button(self.tr("Cancel"), self.reject), self.do)
        buttons.setStretch(0, 1)
        return column(
            label(self.tr("Custom payload"), "title"),
            help_text,
            halves,
            buttons,
            gap=12,
            margins=(18, 16, 18, 16),
        )

    def _work_out(self) -> None:
        self._asked = True
        if not self._busy:
            self._busy = True
            self._bridge.spawn(self._follow(), "work a payload template out")

    async def _follow(self) -> None:
        try:
            while self._asked and not self._closed:
                self._asked = False
                found = await asyncio.to_thread(result, self.editor.text(), self._draft, self._receiver)
                if not self._closed:  # its widgets may be gone
                    self._show(found)
        finally:
            self._busy = False

    def _show(self, found: Result) -> None:
        self.do.setEnabled(not found.problem)
        self.payload.setEnabled(not found.problem)  # it is the last one that could be made
        restyle(self.editor, "problem", bool(found.problem))
        if found.problem:
            self._say_problem(found.problem)
            return
        self.payload.say(found.text)
        over = found.size > PAYLOAD_LIMIT
        size = f"{count(found.size)} of {count(PAYLOAD_LIMIT)} bytes."
        self.words.setText(size if found.confirms else f"{size} {UNCONFIRMED}")
        restyle(self.words, "kind", "problem" if over else "muted" if found.confirms else "caution")

    def _say_problem(self, sentence: str) -> None:
        self.words.setText(sentence)
        restyle(self.words, "kind", "problem")

    def done(self, code: int) -> None:
        """Closed in any way: what is still being worked out has nowhere to go."""
        self._closed = True
        self._pause.stop()
        super().done(code)

    def _use(self) -> None:
        self.chosen.emit(self.editor.text())
        self.accept()
