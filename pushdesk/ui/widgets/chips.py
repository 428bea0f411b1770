"""Chips: a state's word on its colour, as a label and as a button."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QWidget,
)

from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role, Tokens

_PAD_X, _PAD_Y = 9.0, 2.0


def chip_font(font: QFont, tokens: Tokens) -> QFont:
    """The chip's font beside text in `font`."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * tokens.size_small)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def chip_size(text: str, font: QFont) -> QSize:
    """What a chip with `text` in chip_font() takes, in device-independent pixels."""
    metrics = QFontMetricsF(font)
    return QSize(
        round(metrics.horizontalAdvance(text) + 2 * _PAD_X + 1), round(metrics.height() + 2 * _PAD_Y)
    )


def paint_chip(painter: QPainter, place: QRectF, chip: Chip, font: QFont, tokens: Tokens) -> None:
    """Draw `chip` at the left of `place`, in the middle of its height, elided where it is too narrow."""
    size = chip_size(chip.text, font)
    width = min(float(size.width()), place.width())
    top = place.top() + (place.height() - size.height()) / 2
    pill = QRectF(place.left(), top, width, size.height())
    pair = tokens.pair(chip.role)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(pair.paper))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(QColor(pair.ink))
    painter.setFont(font)
    text = QFontMetricsF(font).elidedText(chip.text, Qt.TextElideMode.ElideRight, width - 2 * _PAD_X + 1)
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


class ChipLabel(QWidget):
    """One chip in a layout."""

    def __init__(
        self, theme: Theme, text: str = "", role: Role = Role.NEUTRAL, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chip = Chip(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    @property
    def chip(self) -> Chip:
        """What it says."""
        return self._chip

    def say(self, text: str, role: Role) -> None:
        """Say something else; `say(*chip_for(state))`."""
        if (chip := Chip(text, role)) != self._chip:
            self._chip = chip
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Its text and the round ends."""
        return chip_size(self._chip.text, chip_font(self.font(), self._theme.tokens))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough to be elided in a small window."""
        return QSize(36, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            paint_chip(painter, QRectF(self.rect()), self._chip, chip_font(self.font(), tokens), tokens)


class ChipButton(QAbstractButton):
    """A chip to press: a filter (checkable), or a choice that pressing takes away (`removable` shows ✕)."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        role: Role = Role.NEUTRAL,
        *,
        checkable: bool = False,
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._removable = removable
        self.setText(text)
        self.setCheckable(checkable)
        self.setAccessibleName(f"Remove {text}" if removable else text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def say(self, text: str) -> None:
        """Another text, such as a new count."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"Remove {text}" if self._removable else text)
            self.updateGeometry()

    def _chip(self) -> Chip:
        role = self._role if self.isChecked() or not self.isCheckable() else Role.NEUTRAL
        return Chip(f"{self.text()} ✕" if self._removable else self.text(), role)

    def sizeHint(self) -> QSize:
        """The chip and room for the focus ring."""
        size = chip_size(self._chip().text, chip_font(self.font(), self._theme.tokens))
        return size + QSize(4, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill; a ring where it is chosen or has the focus."""
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            inner = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            paint_chip(painter, inner, self._chip(), chip_font(self.font(), tokens), tokens)
            ring = tokens.focus if self.hasFocus() else tokens.pair(self._chip().role).ink
            if self.hasFocus() or self.isChecked():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(ring), 2.0 if self.hasFocus() else 1.0))
                edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(edge, edge.height() / 2, edge.height() / 2)
