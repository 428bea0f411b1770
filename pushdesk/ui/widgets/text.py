"""Text that is shown: ElidedLabel (one line), MonoText (read-only, to be copied)."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QWidget

# Without its scroll bar a text is wider and may need fewer lines; with those it needs none.
_TRIES = 3


def mono_font(base: QFont, factor: float = 0.92) -> QFont:
    """The system's fixed-width font beside text in `base`."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPointSizeF(base.pointSizeF() * factor)
    return made


class ElidedLabel(QLabel):
    """One line that ends in “…” where the place is too small."""

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if kind:
            self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, elided at its logical end."""
        place = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                place,
                int(self.alignment()),
                self.palette(),
                self.isEnabled(),
                shown,
                self.foregroundRole(),
            )


class MonoText(QPlainTextEdit):
    """Read-only text in the fixed-width font: selectable, and as high as its lines (up to `lines`)."""

    def __init__(self, text: str = "", *, name: str, lines: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._fitting = False
        self.setReadOnly(True)
        self.setProperty("surface", "code")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(flags)
        self.document().setDocumentMargin(6)
        self.document().setDefaultFont(mono_font(self.font()))
        self.say(text)

    def say(self, text: str) -> None:
        """Show `text`; the same text keeps the selection."""
        if text != self.toPlainText() or not text:
            self.setPlainText(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Another height makes a scroll bar come or go, and that another width: it ends up here once more,
        # and the height found there must not be overwritten by halves with the one that led there.
        if self._fitting:
            return
        self._fitting = True
        for _ in range(_TRIES):
            wanted = self._wanted_height()
            if self.minimumHeight() == self.maximumHeight() == wanted:
                break
            self.setFixedHeight(wanted)
        self._fitting = False

    def _wanted_height(self) -> int:
        document = self.document()
        # A plain-text document measures its height in lines, wrapped ones counted.
        rows = max(1, min(self._lines, round(document.size().height())))
        # A layout gives each line whole pixels.
        line = ceil(QFontMetricsF(document.defaultFont()).lineSpacing())
        return round(rows * line + 2 * document.documentMargin()) + 8
