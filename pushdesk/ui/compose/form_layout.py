"""Where the form's boxes stand."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from pushdesk.ui.compose.boxes import LABELS
from pushdesk.ui.compose.form_words import ASIDES
from pushdesk.ui.widgets.basics import SectionLabel, column, label, row

_GAP = 9


def whole(
    fields: Mapping[str, QWidget],
    asides: Mapping[str, QLabel],
    actions: QWidget,
    behaviour: QLayout,
    rest: QWidget,
) -> QVBoxLayout:
    """The form from top to bottom; `asides` stand over their boxes at the right."""

    def one(name: str) -> QVBoxLayout:
        return _field(name, fields[name], asides.get(name))

    parts: list[QWidget | QLayout] = [
        SectionLabel("Content"),
        one("title"),
        one("body"),
        _pair(one("icon"), one("image")),
        _pair(one("tag"), one("navigate")),
    ]
    parts += [_heading("Actions"), actions, _heading("Behaviour"), behaviour]
    parts += [_heading("Delivery"), _pair(one("ttl"), one("urgency"), one("topic"))]
    parts += [column(rest, margins=(0, 4, 0, 0))]
    return column(*parts, 1, gap=_GAP)


def more(fields: Mapping[str, QWidget], asides: Mapping[str, QLabel]) -> QVBoxLayout:
    """What stands in the section that is closed at first."""

    def one(name: str) -> QVBoxLayout:
        return _field(name, fields[name], asides.get(name))

    return column(
        one("badge"),
        one("vibrate"),
        one("timestamp"),
        _pair(one("dir"), one("lang")),
        one("data"),
        gap=_GAP,
    )


def grid(parts: Sequence[QWidget]) -> QGridLayout:
    """Two beside each other, row by row."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(4)
    for number, part in enumerate(parts):
        made.addWidget(part, number // 2, number % 2)
    made.setColumnStretch(0, 1)
    made.setColumnStretch(1, 1)
    return made


def _field(name: str, box: QWidget, count: QLabel | None) -> QVBoxLayout:
    words = label(LABELS[name], "label")
    words.setBuddy(box)
    aside = count or label(ASIDES.get(name, ""), "muted")
    aside.setProperty("kind", "muted")
    return column(row(words, 1, aside), box, gap=4)


def _pair(*fields: QVBoxLayout) -> QGridLayout:
    """Fields side by side, equally wide."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(10)
    for number, field in enumerate(fields):
        made.addLayout(field, 0, number)
        made.setColumnStretch(number, 1)
    return made


def _heading(text: str) -> QVBoxLayout:
    """A section's heading with a little air over it."""
    return column(SectionLabel(text), margins=(0, 6, 0, 0))
