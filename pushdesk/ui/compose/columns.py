"""The three columns of Compose; in a narrow window the preview moves on top of the third."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QScrollArea, QWidget

from pushdesk.ui.widgets.basics import SectionLabel, column, restyle, surface

# Qt's word for “as large as it likes”; PySide6 does not export it.
QWIDGETSIZE_MAX = (1 << 24) - 1

EDGES = (18, 16, 18, 16)
# For a font 15 pixels high; larger ones get more.
FORM_WIDTH, SIDE_WIDTH, NARROWEST_PREVIEW, FONT_HEIGHT = 400, 372, 340, 15


class Columns(QWidget):
    """form | preview | side; the last two scroll where the window is low, never sideways.

    `shown` and `hidden` say when somebody sees it.
    """

    shown = Signal()
    hidden = Signal()

    def __init__(self, form: QWidget, preview: QLayout, side: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        left = surface("", "right")
        left.setLayout(column(form, gap=0))
        self._scale = max(1.0, self.fontMetrics().height() / FONT_HEIGHT)
        left.setFixedWidth(round(FORM_WIDTH * self._scale))
        self._preview = surface("", "right")
        self._preview.setLayout(preview)
        self._side = QWidget()
        self._side.setLayout(side)
        rest = QWidget()
        self._rest = QBoxLayout(QBoxLayout.Direction.LeftToRight, rest)
        self._rest.setContentsMargins(0, 0, 0, 0)
        self._rest.setSpacing(0)
        self._rest.addWidget(self._preview, 1)
        self._rest.addWidget(self._side)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(_scrolled(rest), 1)
        self._fit()

    @property
    def narrow(self) -> bool:
        """Whether the preview stands on top of the third column."""
        return self._rest.direction() is QBoxLayout.Direction.TopToBottom

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
        narrow = self.width() < (FORM_WIDTH + NARROWEST_PREVIEW + SIDE_WIDTH) * self._scale
        side = round(SIDE_WIDTH * self._scale)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._rest.setDirection(way)
        self._rest.setStretch(0, 0 if narrow else 1)
        self._rest.setStretch(1, 1 if narrow else 0)
        self._side.setMinimumWidth(0 if narrow else side)
        self._side.setMaximumWidth(QWIDGETSIZE_MAX if narrow else side)
        restyle(self._preview, "rule", "bottom" if narrow else "right")


def side_of(*parts: tuple[str, QWidget]) -> QLayout:
    """The third column: each part under its heading."""
    groups = [column(SectionLabel(heading), part, gap=8) for heading, part in parts]
    return column(*groups, 1, gap=16, margins=EDGES)


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
