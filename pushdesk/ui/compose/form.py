"""The form: a box for every option. It shows a draft, and says what a person changed in it."""

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from pushdesk.services.preview import characters
from pushdesk.services.preview.lengths import Length
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose import boxes, form_layout
from pushdesk.ui.compose.action_rows import ActionRows
from pushdesk.ui.compose.boxes import LABELS
from pushdesk.ui.compose.choice_box import ChoiceBox
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.entry import LineBox, TextBox
from pushdesk.ui.compose.form_words import CHOICES, HINTS, TIPS
from pushdesk.ui.compose.more_options import MoreOptions
from pushdesk.ui.compose.reading import used
from pushdesk.ui.compose.vibrate_field import VibrateField
from pushdesk.ui.compose.vibration import parse_pattern, short_pattern
from pushdesk.ui.pictures.checks import PICTURES
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.pictures.picture_box import PictureBox
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import button, restyle
from pushdesk.ui.widgets.humane import counted
from pushdesk.ui.widgets.text import mono_font

INNER = ("badge", "vibrate", "timestamp", "dir", "lang", "data")
_COUNTED = ("title", "body")
_LINES = [name for name in boxes.TEXTS if name not in {"body", *PICTURES}]


class MessageForm(QWidget):
    """`edited(value, field, typing)` brings the draft after a change, the option, the box whose keystrokes go
    together; `refused(sentence)` comes where something was not taken.
    """

    edited = Signal(object, str, str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = DraftValue()
        self._written: tuple[object, str] = object(), ""
        self.body = TextBox(LABELS["body"])
        self.data = TextBox(LABELS["data"], HINTS["data"])
        self.data.setFont(mono_font(self.font()))
        for area, lines in ((self.body, 3), (self.data, 4)):
            area.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)
        self.vibrate = VibrateField(theme, LABELS["vibrate"])
        self.pictures = {name: PictureBox(theme, name, LABELS[name], HINTS[name]) for name in PICTURES}
        self.fields: dict[str, LineBox | TextBox | ChoiceBox | VibrateField] = {
            **{name: LineBox(LABELS[name], HINTS.get(name, "")) for name in _LINES},
            **self.pictures,
            "body": self.body,
            "data": self.data,
            "vibrate": self.vibrate,
            "dir": ChoiceBox(LABELS["dir"], CHOICES["dir"]),
            "urgency": ChoiceBox(LABELS["urgency"], CHOICES["urgency"]),
            "ttl": ChoiceBox(LABELS["ttl"], CHOICES["ttl"], free=True, hint="4 h"),
            "timestamp": ChoiceBox(LABELS["timestamp"], CHOICES["timestamp"], free=True, hint="none"),
        }
        self.switches = {name: self._switch(name) for name in boxes.SWITCHES}
        self.action_rows = ActionRows(theme)
        self.pattern = button("", lambda: self.focus("vibrate"), "link", "Vibrate")
        self.counts = {name: QLabel() for name in _COUNTED}
        asides = self.counts | {name: box.aside for name, box in self.pictures.items()}
        self.more = MoreOptions("More options", form_layout.more(self.fields, asides))
        behaviour = form_layout.grid([*self.switches.values(), self.pattern])
        layout = form_layout.whole(self.fields, asides, self.action_rows, behaviour, self.more)
        self.setLayout(layout)
        self.action_rows.above = self.fields["navigate"]
        self._connect()
        self.show_value(DraftValue())
        self.show_lengths({})

    def use_pictures(self, gallery: Gallery, bridge: Bridge) -> None:
        """Where the pictures of the message come from, and local files go to."""
        for box in self.pictures.values():
            box.use(gallery, bridge)
        self.action_rows.use_pictures(gallery, bridge)

    def show_value(self, value: DraftValue) -> None:
        """Show `value`: only what differs is touched, so that the caret stays where somebody types."""
        self._value = value
        for name, box in self.fields.items():
            box.show_text(self._shown(value, name))
        for name, switch in self.switches.items():
            switch.setChecked(boxes.is_on(value, name))
        self.action_rows.show_rows(boxes.actions(value))
        pattern = parse_pattern(boxes.shown(value, "vibrate"))
        words = f"Vibrate: {short_pattern(pattern) if pattern else 'off'}"
        self.pattern.setText(words)
        self.pattern.setAccessibleName(words)
        self.more.say_set([LABELS[name] for name in used(value.document, INNER)])
        self._lead_body()

    def show_lengths(self, lengths: Mapping[str, Length]) -> None:
        """How long the texts are as they will be shown: with the devices' values, or with defaults."""
        for name, label in self.counts.items():
            found = lengths.get(name) or Length(characters.count(boxes.shown(self._value, name)))
            words = counted(found.longest, "character", "characters")
            label.setText(f"{found.qualifier} {words}".strip())
            label.setToolTip(found.basis)

    def focus(self, name: str) -> bool:
        """Go to the box of an option; False where it has none."""
        if name in INNER:
            self.more.open()
        if name == "actions":
            self.action_rows.focus()
            return True
        places: Mapping[str, QWidget] = {**self.fields, **self.switches}
        place = places.get({"size": "body", "delivery": "ttl", "shape": "title"}.get(name, name))
        if place is not None:
            place.setFocus()
        return place is not None

    def start(self) -> None:
        """Go to the title, before what stands there."""
        title = self.fields["title"]
        title.setFocus()
        if isinstance(title, LineBox):
            title.home(False)

    def mark(self, sentences: Mapping[str, str]) -> None:
        """Show which boxes keep the message from being sent, and why."""
        for name, field in self.fields.items():
            box: QWidget = field.box if isinstance(field, VibrateField) else field
            restyle(box, "problem", name in sentences)
            box.setToolTip(sentences.get(name, TIPS.get(name, "")))
        self.action_rows.mark("actions" in sentences)

    def add_undo(self, steps: Iterable[QAction]) -> None:
        """The draft's undo and redo, for the context menus."""
        actions = list(steps)
        self.action_rows.undo_actions = actions
        for field in self.fields.values():
            box: QWidget | None = field.box if isinstance(field, VibrateField) else field
            line = field.lineEdit() if isinstance(field, ChoiceBox) else box
            if line is not None:
                line.addActions(actions)

    def _shown(self, value: DraftValue, name: str) -> str:
        if name == "data" and name in value.document and name not in value.typed:
            # May be large, and is the same one with every key that is typed elsewhere.
            data = value.option(name)
            if data is not self._written[0]:
                self._written = data, boxes.shown(value, name)
            return self._written[1]
        text = boxes.shown(value, name)
        return CHOICES["dir"][0] if name == "dir" and not text else text

    def _switch(self, name: str) -> QCheckBox:
        box = QCheckBox(LABELS[name])
        box.setAccessibleName(LABELS[name])
        box.setToolTip(TIPS[name])
        box.clicked.connect(lambda on: self.edited.emit(boxes.switched(self._value, name, on), name, ""))
        return box

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.typed.connect(partial(self._typed, name))
            source = field.box if isinstance(field, VibrateField) else field
            if isinstance(source, ChoiceBox):
                line = source.lineEdit()
                if isinstance(line, LineBox):
                    line.refused.connect(self.refused)
            else:
                source.refused.connect(self.refused)
        self.action_rows.edited.connect(self._rows_edited)
        self.action_rows.refused.connect(self.refused)

    def _typed(self, name: str, text: str) -> None:
        text = "" if name == "dir" and text == CHOICES["dir"][0] else text
        self.edited.emit(boxes.typed(self._value, name, text), name, name)

    def _rows_edited(self, rows: list[object], typing: str) -> None:
        self.edited.emit(self._value.with_option("actions", rows or None), "actions", typing)

    def _lead_body(self) -> None:
        """A body in a right-to-left script begins at the right, as QLineEdit does by itself."""
        document = self.body.document()
        option = document.defaultTextOption()
        rtl = document.firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        if option.alignment() != side:
            option.setAlignment(side)
            document.setDefaultTextOption(option)
