"""Words and small building blocks: labels by kind, buttons by kind, rows and columns without margins."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_L = TypeVar("_L", bound=QBoxLayout)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set the property `name` that the style sheet selects by, and let the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label of a kind in the style sheet: title, heading, label, muted, small, strong, keys."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if selectable:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        made.setTextInteractionFlags(flags)
    return made


class SectionLabel(QLabel):
    """The small capitals over a section."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "heading")


def button(
    text: str, pressed: Callable[[], object] | None = None, kind: str = "", name: str = ""
) -> QPushButton:
    """A button of a kind in the style sheet: primary, danger, link, none. `name` is the accessible one."""
    made = QPushButton(text)
    made.setAccessibleName(name or text.replace("&", ""))
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made


def surface(kind: str, rule: str = "") -> QFrame:
    """A frame with a surface of the style sheet (panel, card, code, field, bad, info), a line on one side."""
    made = QFrame()
    if kind:
        made.setProperty("surface", kind)
    if rule:
        made.setProperty("rule", rule)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def row(
    *parts: QWidget | QLayout | int, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A horizontal layout of `parts`; a number is a stretch of that weight."""
    return _filled(QHBoxLayout(), parts, gap, margins)


def column(
    *parts: QWidget | QLayout | int, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A vertical layout of `parts`; a number is a stretch of that weight."""
    return _filled(QVBoxLayout(), parts, gap, margins)


def _filled(
    layout: _L, parts: tuple[QWidget | QLayout | int, ...], gap: int, margins: tuple[int, int, int, int]
) -> _L:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addLayout(part)
    return layout


def clear(layout: QLayout) -> None:
    """Take every widget and inner layout out of `layout` and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (nested := item.layout()) is not None:
            clear(nested)
