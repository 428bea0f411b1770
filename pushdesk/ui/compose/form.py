"""The form: boxes for everything a message has. It says that it was edited and gives one immutable value."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from pushdesk.model.errors import BadInput
from pushdesk.model.message import Urgency
from pushdesk.ui.compose.action_rows import ActionRows
from pushdesk.ui.compose.draft import LABELS, SWITCHES, TEXTS, Form, Problem
from pushdesk.ui.compose.text_block import right_to_left
from pushdesk.ui.compose.ttl import OFFERED, parse_ttl, ttl_text
from pushdesk.ui.widgets.basics import SectionLabel, column, label, restyle, row
from pushdesk.ui.widgets.humane import counted
from pushdesk.ui.widgets.text import mono_font

_HINTS = {
    "icon": "https:// or data: URL",
    "image": "https:// or data: URL",
    "badge": "https:// or data: URL",
    "navigate": "https://…",
    "data": '{"order": 4821}',
}
_ASIDES = {"tag": "collapses", "topic": "replaces", "data": "JSON"}
_TIPS = {
    "tag": "A message with the same tag takes the place of the one shown before.",
    "topic": "A message with the same topic replaces one that was not delivered yet.",
    "renotify": "Alert again although the tag is the same.",
    "requireInteraction": "Stays until somebody closes it.",
    "silent": "No sound, no vibration.",
    "ttl": "How long a push service keeps the message for a device that is away.",
    "urgency": "Whether to wake a device that saves its battery.",
}


class MessageForm(QWidget):
    """`edited` comes with every keystroke, `value()` is the form then; `fill()` puts one in, says nothing."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QLineEdit] = {}
        self._counts: dict[str, QLabel] = {}
        self._rest: Form = Form()
        self.body = self._text_area("body", 3)
        self.data = self._text_area("data", 2)
        self.data.setFont(mono_font(self.font()))
        self.action_rows = ActionRows()
        self.action_rows.edited.connect(self._typed)
        self.switches = {name: self._switch(name) for name in SWITCHES}
        self.ttl = self._combo("ttl", [ttl_text(seconds) for seconds in OFFERED], editable=True)
        self.urgency = self._combo("urgency", list(Urgency), editable=False)
        self._arrange()
        self.fill(Form())

    def value(self) -> Form:
        """What is in the boxes."""
        texts = {
            name: self.body.toPlainText() if name == "body" else self._boxes[name].text() for name in TEXTS
        }
        return replace(
            self._rest,
            texts={name: text for name, text in texts.items() if text},
            switches=frozenset(name for name, switch in self.switches.items() if switch.isChecked()),
            actions=self.action_rows.value(),
            data=self.data.toPlainText(),
            ttl=self.ttl.currentText(),
            urgency=self.urgency.currentText(),
            topic=self._boxes["topic"].text(),
        )

    def fill(self, form: Form) -> None:
        """Put `form` into the boxes."""
        self._rest = form
        with QSignalBlocker(self):
            for name in TEXTS:
                if name == "body":
                    self.body.setPlainText(form.text(name))
                else:
                    self._boxes[name].setText(form.text(name))
                    self._boxes[name].setCursorPosition(0)
            for name, switch in self.switches.items():
                switch.setChecked(name in form.switches)
            self.action_rows.fill(form.actions)
            self.data.setPlainText(form.data)
            self.ttl.setCurrentText(form.ttl)
            self.urgency.setCurrentText(form.urgency)
            self._boxes["topic"].setText(form.topic)
            self._typed()

    def box(self, name: str) -> QWidget:
        """The widget that a person edits `name` in."""
        if name in self._boxes:
            return self._boxes[name]
        others: dict[str, QWidget] = {
            "body": self.body,
            "data": self.data,
            "ttl": self.ttl,
            "urgency": self.urgency,
            **self.switches,
        }
        return others[name]

    def focus(self, name: str) -> None:
        """Go to the box of a problem's field."""
        if name == "actions":
            self.action_rows.focus()
        else:
            self.box("body" if name == "size" else name).setFocus()

    def mark(self, problems: Sequence[Problem]) -> None:
        """Show which boxes keep the message from being sent."""
        sentences = {problem.field: problem.sentence for problem in problems}
        for name in (*TEXTS, "data", "ttl", "topic"):
            box = self.box(name)
            restyle(box, "problem", name in sentences)
            box.setToolTip(sentences.get(name, _TIPS.get(name, "")))
        self.action_rows.mark("actions" in sentences)

    def _typed(self) -> None:
        for name, count in self._counts.items():
            text = self.body.toPlainText() if name == "body" else self._boxes[name].text()
            count.setText(counted(len(text), "character", "characters"))
        self._lead_body()
        try:
            self.ttl.setToolTip(f"{parse_ttl(self.ttl.currentText())} seconds. {_TIPS['ttl']}")
        except BadInput:
            self.ttl.setToolTip(_TIPS["ttl"])
        self.edited.emit()

    def _lead_body(self) -> None:
        """A body in a right-to-left script begins at the right, as QLineEdit does by itself."""
        option = self.body.document().defaultTextOption()
        rtl = right_to_left(self.body.toPlainText())
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        if option.alignment() != side:
            option.setAlignment(side)
            with QSignalBlocker(self.body):
                self.body.document().setDefaultTextOption(option)

    # -- the boxes

    def _line(self, name: str) -> QLineEdit:
        box = QLineEdit()
        box.setAccessibleName(LABELS[name])
        box.setPlaceholderText(_HINTS.get(name, ""))
        box.setToolTip(_TIPS.get(name, ""))
        box.textEdited.connect(self._typed)
        self._boxes[name] = box
        return box

    def _text_area(self, name: str, lines: int) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setAccessibleName(LABELS[name])
        box.setPlaceholderText(_HINTS.get(name, ""))
        box.setTabChangesFocus(True)
        box.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)
        box.textChanged.connect(self._typed)
        return box

    def _switch(self, name: str) -> QCheckBox:
        box = QCheckBox(LABELS[name])
        box.setAccessibleName(LABELS[name])
        box.setToolTip(_TIPS[name])
        box.toggled.connect(self._typed)
        return box

    def _combo(self, name: str, choices: Sequence[str], *, editable: bool) -> QComboBox:
        box = QComboBox()
        box.addItems(choices)
        box.setEditable(editable)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setAccessibleName(LABELS[name])
        box.setToolTip(_TIPS[name])
        box.currentTextChanged.connect(self._typed)
        if (inner := box.lineEdit()) is not None:
            inner.setAccessibleName(LABELS[name])
        return box

    def _field(self, name: str, box: QWidget, *, counted: bool = False) -> QVBoxLayout:
        words = label(LABELS[name], "label")
        words.setBuddy(box)
        aside = label(_ASIDES.get(name, ""), "muted")
        if counted:
            self._counts[name] = aside
        return column(row(words, 1, aside), box, gap=4)

    def _arrange(self) -> None:
        line = self._line
        behaviour = QGridLayout()
        behaviour.setContentsMargins(0, 0, 0, 0)
        behaviour.setSpacing(4)
        for number, switch in enumerate(self.switches.values()):
            behaviour.addWidget(switch, number // 2, number % 2)
        parts: list[QWidget | QLayout] = [
            SectionLabel("Content"),
            self._field("title", line("title"), counted=True),
            self._field("body", self.body, counted=True),
            _pair(self._field("icon", line("icon")), self._field("image", line("image"))),
            _pair(self._field("badge", line("badge")), self._field("tag", line("tag"))),
            self._field("navigate", line("navigate")),
            _heading("Actions"),
            self.action_rows,
            _heading("Behaviour"),
            behaviour,
            _heading("Delivery"),
            _pair(
                self._field("ttl", self.ttl),
                self._field("urgency", self.urgency),
                self._field("topic", line("topic")),
            ),
            _heading("Data"),
            self.data,
        ]
        self.setLayout(column(*parts, 1, gap=9))


def _pair(*fields: QVBoxLayout) -> QGridLayout:
    """Fields side by side, equally wide."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    for number, field in enumerate(fields):
        grid.addLayout(field, 0, number)
        grid.setColumnStretch(number, 1)
    return grid


def _heading(text: str) -> QVBoxLayout:
    """A section's heading with a little air over it."""
    return column(SectionLabel(text), margins=(0, 6, 0, 0))
