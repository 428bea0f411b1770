"""ScrollingColumn: a part that scrolls down, never sideways, and shows whatever gets the focus in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

# A ring round what has the focus, and a little air.
_AROUND = 12


class ScrollingColumn(QScrollArea):
    """`margins` (left, top, right, bottom) stand round `inner`; the scroll bar takes its room from the right

    one, so that nothing moves when it comes. Qt scrolls to the next widget only where the focus was inside
    before; here Tab may also come from outside.
    """

    def __init__(
        self, inner: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inner, self._margins = inner, margins
        inner.setContentsMargins(*margins)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # there is no widget without one
        application.focusChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The viewport’s: the scroll bar has come or gone.

        Never when its range changes: that is before the viewport gives it the room, and a height between
        those of the two widths would then send the bar back and forth without an end.
        """
        super().resizeEvent(event)
        left, top, right, bottom = self._margins
        bar = self.maximumViewportSize().width() - self.viewport().width()
        self._inner.setContentsMargins(left, top, max(right - bar, 0), bottom)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        # What somebody clicked on is in view, and must not move under the pointer.
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not pressed and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, _AROUND)
