"""How a live table's cells are drawn: chips, tags, the fixed-width font, the one strong column."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Tokens
from pushdesk.ui.widgets.chips import chip_font, paint_chip
from pushdesk.ui.widgets.text import mono_font

_PAD_X, _PAD_Y, _GAP, _RADIUS = 6.0, 1.0, 4.0, 5.0
# As plain numbers: enumerations cost Python more than the drawing.
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_SELECTED = QStyle.StateFlag.State_Selected
_ELIDE = Qt.TextElideMode.ElideRight
# style.qss pads a cell by 8 pixels; the style itself keeps text 3 away from that.
_PAD = 11


def fitting(tags: Sequence[str], room: float, width_of: Callable[[str], float]) -> list[str]:
    """The labels for `tags` in `room`: as many as fit, then “+2” for the rest; always at least one."""
    for shown in range(len(tags), 0, -1):
        rest = len(tags) - shown
        labels = [*tags[:shown], *([f"+{rest}"] if rest else [])]
        if sum(width_of(text) + _GAP for text in labels) - _GAP <= room:
            return labels
    return [f"+{len(tags)}"] if len(tags) > 1 else list(tags)


def paint_tags(painter: QPainter, place: QRectF, tags: Sequence[str], font: QFont, tokens: Tokens) -> None:
    """Draw `tags` beside each other from the left of `place`."""
    metrics = QFontMetricsF(font)

    def width_of(text: str) -> float:
        return metrics.horizontalAdvance(text) + 2 * _PAD_X

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    height, left = metrics.height() + 2 * _PAD_Y, place.left()
    for text in fitting(tags, place.width(), width_of):
        width = min(width_of(text), place.right() - left)
        box = QRectF(left, place.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.neutral.paper))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.setPen(QColor(tokens.neutral.ink))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2 * _PAD_X + 1)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
        left += width + _GAP


class CellDelegate(QStyledItemDelegate):
    """Text, chips and tags, in the font that their column says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = Look(QFont(), theme.tokens)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Text, alignment and the column's font, for whoever asks how large a cell is."""
        model = index.model()
        if not isinstance(model, LiveTableModel):
            super().initStyleOption(option, index)
            return
        column, row = model.cell(index)
        option.index = index  # type: ignore[assignment]
        option.text = column.text(row)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.displayAlignment = Qt.AlignmentFlag(_RIGHT if column.numeric else _LEFT)
        option.font = self._look_of(option.font).of(column)[0]

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell as style.qss has it: the line below, the colour of what is selected, the text.

        Not by the style: it asks the model for seven roles a cell, and each question waits for whatever
        another thread does in Python, and it reads the style sheet for each cell. Measured
        (bench/window_sending.py): a page of cells takes less than half the time so.
        """
        model = index.model()
        if not isinstance(model, LiveTableModel):
            super().paint(painter, option, index)
            return
        column, row = model.cell(index)
        look, place = self._look_of(option.font), option.rect
        if option.state & _SELECTED:
            painter.fillRect(place, look.selected)
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, look.line)
        # In the middle of the cell without the line between two rows.
        text_place = place.adjusted(_PAD, 0, -_PAD, -2)
        label_place = QRectF(place).adjusted(_PAD, 0, -_GAP, -2)
        if column.tags and (tags := column.tags(row)):
            painter.save()
            paint_tags(painter, label_place, list(tags), look.tag, look.tokens)
            painter.restore()
        elif column.chip and (chip := column.chip(row)) is not None:
            painter.save()
            paint_chip(painter, label_place, chip, look.chip, look.tokens)
            painter.restore()
        elif text := column.text(row):
            font, metrics = look.of(column)
            painter.setFont(font)
            painter.setPen(look.ink)
            shown = metrics.elidedText(text, _ELIDE, text_place.width())
            flags = _RIGHT if column.numeric else _LEFT
            painter.drawText(text_place, flags, shown)

    def _look_of(self, base: QFont) -> "Look":
        """Made anew where the theme or the view's font became another."""
        if self._look.tokens is not self._theme.tokens or self._look.base != base:
            self._look = Look(base, self._theme.tokens)
        return self._look


class Look:
    """The fonts and colours of cells in a view whose font is `base`: to make them for each cell is slow."""

    def __init__(self, base: QFont, tokens: Tokens) -> None:
        self.base, self.tokens = QFont(base), tokens
        self.ink, self.line, self.selected = map(QColor, (tokens.ink, tokens.row_line, tokens.selected))
        self.chip = chip_font(base, tokens)
        self.tag = QFont(self.chip)
        self.tag.setWeight(QFont.Weight.Normal)
        strong = QFont(base)
        strong.setWeight(QFont.Weight.DemiBold)
        self._plain, self._mono, self._strong = map(_measured, (self.base, mono_font(base), strong))

    def of(self, column: Column[Any]) -> tuple[QFont, QFontMetrics]:
        """A column's font, and its measures."""
        return self._mono if column.mono else self._strong if column.strong else self._plain


def _measured(font: QFont) -> tuple[QFont, QFontMetrics]:
    return font, QFontMetrics(font)
