"""Form, JSON and Headers: three views of one draft beside each other, behind tabs."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from pushdesk.ui.compose.boxes import LABELS
from pushdesk.ui.compose.draft import JSON_FIELD, DraftValue
from pushdesk.ui.compose.form import MessageForm
from pushdesk.ui.compose.headers_view import HeadersView
from pushdesk.ui.compose.json_view import JsonView
from pushdesk.ui.compose.menus import menu_button
from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.basics import button, column, label, row, surface
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.scrolling import ScrollingColumn

_EDGE = 18
_PRESETS_TIP = "Messages that break layouts: one click fills, undo brings yours back"


class View(IntEnum):
    """The tabs, left to right."""

    FORM = 0
    JSON = 1
    HEADERS = 2


class MessageViews(QWidget):
    """`edited(value, field, typing)` comes from whichever view was typed in."""

    edited = Signal(object, str, str)
    refused = Signal(str)

    def __init__(self, theme: Theme, presets: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self.json, self.headers = MessageForm(theme), JsonView(theme), HeadersView()
        self.tabs = SegmentedTabs(("Form", "JSON", "Headers"))
        self.presets, menu = menu_button("Presets", "Torture presets", _PRESETS_TIP)
        menu.addActions(list(presets))
        self.notice = surface("warn")
        self.notice_text = label(wrap=True, selectable=True)
        self.notice_text.setMinimumWidth(120)
        to_json = button("Go to the JSON", lambda: self.focus(JSON_FIELD), "link")
        self.notice.setLayout(column(self.notice_text, row(to_json, 1), gap=2, margins=(10, 7, 10, 7)))
        self._broken = False
        self._pages = QStackedWidget()
        for page in (
            ScrollingColumn(self.form, (_EDGE, 0, _EDGE, 16)),
            _with_edges(self.json),
            _with_edges(self.headers),
        ):
            self._pages.addWidget(page)
        self.tabs.chosen.connect(self._choose)
        top = row(self.tabs, 1, self.presets, margins=(_EDGE, 14, _EDGE, 0))
        told = column(self.notice, margins=(_EDGE, 0, _EDGE, 0))
        self.setLayout(column(top, told, self._pages, gap=10))
        for view in (self.form, self.json):
            view.edited.connect(self.edited)
            view.refused.connect(self.refused)

    @property
    def view(self) -> View:
        """The tab in front."""
        return View(self.tabs.current)

    def show_value(self, value: DraftValue) -> None:
        """The draft in all views."""
        self.form.show_value(value)
        self.json.show_value(value)
        self._broken = value.broken is not None
        self._choose(self.view)
        if value.broken is not None:
            words = (
                "The JSON cannot be read and is kept as it was typed; the form has the last value that could,"
                " and a change here replaces the JSON."
            )
            self.notice_text.setText(f"{words} {value.broken.sentence}")

    def show_reading(self, value: DraftValue, reading: Reading, size: int | None, key: str) -> None:
        """What depends on the checks and on the key; `size`: the payload's bytes of the device looked at."""
        self.headers.show_value(value, size, key)
        self.form.show_lengths(reading.lengths)
        self.form.mark({one.field: one.message for one in reversed(reading.errors)})

    def go_to(self, view: View) -> None:
        """Bring a tab to the front, and the keyboard into it."""
        self.tabs.choose(view)
        if view is View.FORM:
            self.form.focus("title")
        elif view is View.JSON:
            self.json.editor.setFocus()
        else:
            self.tabs.button(view).setFocus()

    def focus(self, field: str) -> None:
        """Go to the box of `field`; what has none is looked for in the JSON."""
        known = field in LABELS or field in {"size", "delivery", "shape"}
        if field == JSON_FIELD or not known:
            self.tabs.choose(View.JSON)
            self.json.focus_option(field)
        else:
            self.tabs.choose(View.FORM)
            self.form.focus(field)

    def return_to(self, field: str) -> bool:
        """After undo: the form goes to the box that changed, where it has one; the other tabs stay there."""
        has_box = self.view is View.FORM and field in LABELS and field != JSON_FIELD
        return has_box and self.form.focus(field)

    def _choose(self, view: int) -> None:
        self._pages.setCurrentIndex(view)
        # The JSON view says it in its own place.
        self.notice.setVisible(self._broken and view != View.JSON)

    def add_undo(self, steps: Sequence[QAction]) -> None:
        """The draft's undo and redo, for the context menus."""
        self.form.add_undo(steps)
        self.json.add_undo(list(steps))


def _with_edges(inner: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(inner, margins=(_EDGE, 0, _EDGE, 16)))
    return made
