"""The three columns of Compose; in a narrow window preview and third column share a place, behind tabs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QWidget

from pushdesk.ui.compose.widths import FONT_HEIGHT, widths
from pushdesk.ui.widgets.basics import SectionLabel, column, restyle, row, surface
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.scrolling import ScrollingColumn

# Qt's word for “as large as it likes”; PySide6 does not export it.
QWIDGETSIZE_MAX = (1 << 24) - 1

EDGES = (18, 14, 18, 16)
# Its first heading stands level with the tabs over the form and beside the preview's heading.
_SIDE_EDGES = (18, 22, 18, 16)
_PREVIEW, _SIDE = range(2)


class Columns(QWidget):
    """form | preview | side over foot. Each part scrolls for itself, none inside another; `foot` never does.

    `shown` and `hidden` say when somebody sees it.
    """

    shown = Signal()
    hidden = Signal()

    def __init__(
        self, form: QWidget, preview: QLayout, side: QLayout, foot: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scale = max(1.0, self.fontMetrics().height() / FONT_HEIGHT)
        self._form = surface("", "right")
        self._form.setLayout(column(form, gap=0))
        self._preview = surface("", "right")
        self._preview.setLayout(preview)
        inner = QWidget()
        inner.setLayout(side)
        self._side = ScrollingColumn(inner, _SIDE_EDGES)
        self._foot = foot
        self.tabs = SegmentedTabs(("Preview", "Audience and checks"))
        self.tabs.setAccessibleName("Preview, or audience and checks")
        self.tabs.chosen.connect(self._turn)
        self._tab_line = QWidget()
        self._tab_line.setLayout(row(self.tabs, 1, margins=(18, 14, 18, 0)))
        self._rest = QGridLayout()
        self._rest.setContentsMargins(0, 0, 0, 0)
        self._rest.setSpacing(0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._form)
        whole.addLayout(self._rest, 1)
        self.narrow = True
        self._arrange()
        self._fit()

    def show_side(self) -> None:
        """Bring the third column to the front, where it is behind the preview."""
        self.tabs.choose(_SIDE)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks at it again."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another place is in front."""
        super().hideEvent(event)
        self.hidden.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be another arrangement."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        form, side = widths(self.width(), self._scale)
        self._form.setFixedWidth(form)
        if self.narrow is not (side is None):
            self.narrow = side is None
            self._arrange()
        for part in (self._side, self._foot):
            part.setMinimumWidth(side or 0)
            part.setMaximumWidth(side or QWIDGETSIZE_MAX)

    def _arrange(self) -> None:
        """Put the parts where `narrow` wants them; the Tab key's order is the same in both."""
        places = (
            {self._tab_line: (0, 0), self._preview: (1, 0), self._side: (1, 0), self._foot: (2, 0)}
            if self.narrow
            else {self._tab_line: (0, 0), self._preview: (1, 0), self._side: (1, 1), self._foot: (2, 1)}
        )
        for part, (line, place) in places.items():
            self._rest.removeWidget(part)
            lines = 2 if part is self._preview and not self.narrow else 1
            self._rest.addWidget(part, line, place, lines, 1)
        self._rest.setRowStretch(1, 1)
        self._rest.setColumnStretch(0, 1)
        restyle(self._preview, "rule", "" if self.narrow else "right")
        self._turn(self.tabs.current)

    def _turn(self, tab: int) -> None:
        self._tab_line.setVisible(self.narrow)
        self._preview.setVisible(not self.narrow or tab == _PREVIEW)
        self._side.setVisible(not self.narrow or tab == _SIDE)


def side_of(*parts: tuple[str, QWidget]) -> QLayout:
    """The third column: each part under its heading."""
    groups = [column(SectionLabel(heading), part, gap=8) for heading, part in parts]
    return column(*groups, 1, gap=16)
