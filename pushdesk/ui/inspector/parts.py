"""The inspector's parts: the box of three answers, and the timeline."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pushdesk.ui.inspector.explanation import Explanation, Remedy
from pushdesk.ui.inspector.timeline import Event
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.basics import button, clear, column, label, restyle, row
from pushdesk.ui.widgets.dot import Dot
from pushdesk.ui.widgets.text import mono_font

_SURFACES = {Role.BAD: "bad", Role.WARN: "warn", Role.INFO: "info", Role.OK: "ok"}


class ExplanationBox(QFrame):
    """What happened, why, who can fix it; and the button for what the app can do."""

    asked = Signal(Remedy)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remedy: Remedy | None = None
        self._words = {
            Remedy.SETTINGS: self.tr("Open Settings"),
            Remedy.DUPLICATE: self.tr("Write it again in Compose"),
            Remedy.DEVICE: self.tr("Show the device"),
        }
        self.what = label("", "label", wrap=True, selectable=True)
        self.why = label("", wrap=True, selectable=True)
        self.who = label("", wrap=True, selectable=True)
        self.remedy = button("", self._ask, "link")
        self.remedy.hide()
        self.setLayout(
            column(self.what, self.why, self.who, row(self.remedy, 1), gap=6, margins=(13, 11, 13, 11))
        )

    def say(self, told: Explanation) -> None:
        """Show other answers."""
        self._remedy = told.remedy
        restyle(self, "surface", _SURFACES.get(told.role, "card"))
        who = self.tr("Who can fix it: {}").format(told.who) if told.who else ""
        for part, text in ((self.what, told.what), (self.why, told.why), (self.who, who)):
            part.setText(text)
            part.setAccessibleName(text)
            part.setVisible(bool(text))
        text = self._words[told.remedy] if told.remedy else ""
        self.remedy.setText(text)
        self.remedy.setAccessibleName(text)
        self.remedy.setVisible(bool(text))

    def _ask(self) -> None:
        if self._remedy is not None:
            self.asked.emit(self._remedy)


class TimelineView(QWidget):
    """Marks, dots and words under each other; the exact moment on hover."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[Event] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(2, 1)

    def say(self, events: Sequence[Event]) -> None:
        """Show other events; the same ones keep what is selected in them."""
        if list(events) == self._shown:
            return
        self._shown = list(events)
        clear(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for number, event in enumerate(events):
            line = 2 * number
            mark = label(event.mark, selectable=True)
            mark.setFont(mono_font(self.font()))
            words = label(event.words, wrap=True, selectable=True)
            for part in (mark, words):
                part.setToolTip(humane.exact(event.at))
            self._grid.addWidget(mark, line, 0, top)
            self._grid.addWidget(Dot(self._theme, event.role), line, 1, top)
            self._grid.addWidget(words, line, 2, top)
            if event.detail:
                detail = label(event.detail, "small", wrap=True, selectable=True)
                detail.setToolTip(self.tr("When the request reached each step, counted from its start"))
                self._grid.addWidget(detail, line + 1, 2, top)

    @property
    def lines(self) -> list[str]:
        """What it says, for a copy and for tests."""
        shown = [(f"{event.mark} {event.words}", event.detail) for event in self._shown]
        return [line for lines in shown for line in lines if line]
