"""Text that is shown: ElidedLabel (one line), NoteLabel (two at most), MonoText (read-only, to be copied)."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
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

    def shown(self, width: int) -> str:
        """What of the text fits into so many pixels."""
        return self._elided(self.text(), width)

    def _elided(self, text: str, width: int) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, elided at its logical end."""
        place = self.contentsRect()
        shown = self.shown(place.width())
        self.setToolTip(self.text() if shown.split() != self.text().split() else "")
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


class NoteLabel(ElidedLabel):
    """A sentence in two lines, where it is longer than `narrow` pixels; its height follows no other width."""

    def __init__(self, kind: str, narrow: int, parent: QWidget | None = None) -> None:
        super().__init__("", kind, parent)
        self._narrow = narrow
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def sizeHint(self) -> QSize:
        """One line or two."""
        hint = super().sizeHint()
        if self._is_short():
            return hint
        return QSize(self._narrow, hint.height() + self.fontMetrics().lineSpacing())

    def _is_short(self) -> bool:
        return super().sizeHint().width() <= self._narrow

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be, with both lines."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def shown(self, width: int) -> str:
        """The first line as it breaks between words, and what of the rest fits into the second."""
        text = self.text()
        if self._is_short() or self.fontMetrics().horizontalAdvance(text) <= width:
            return self._elided(text, width)
        layout = QTextLayout(text, self.font())
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(width)
        layout.endLayout()
        first, rest = text[: line.textLength()], text[line.textLength() :]
        return f"{first.rstrip()}\n{self._elided(rest, width)}"


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
