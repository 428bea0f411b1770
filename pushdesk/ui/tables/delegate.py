"""How a live table's cells are drawn: chips, tags, the fixed-width font, the one strong column."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QWidget

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Tokens
from pushdesk.ui.widgets.chips import ChipDelegate, chip_font, paint_chip
from pushdesk.ui.widgets.text import mono_font

_PAD_X, _PAD_Y, _GAP, _RADIUS = 6.0, 1.0, 4.0, 5.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


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


class CellDelegate(ChipDelegate):
    """Chips as ChipDelegate draws them; tags, mono and strong cells as their column says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tokens_of = theme

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Text, alignment and the column's font.

        Not by Qt's own: it asks the model for seven roles a cell, and each question waits for whatever
        another thread does in Python. Measured under load: a third less for a page, half at worst. All that
        is asked here is the cell, once.
        """
        model = index.model()
        if not isinstance(model, LiveTableModel):
            super().initStyleOption(option, index)
            return
        column, row = model.cell(index)
        _fill(option, index, column, column.text(row))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell's background as the style has it, with its text; a chip or tags in the text's place."""
        model = index.model()
        if not isinstance(model, LiveTableModel):
            super().paint(painter, option, index)
            return
        column, row = model.cell(index)
        tags = column.tags(row) if column.tags else None
        chip = column.chip(row) if column.chip else None
        cell = QStyleOptionViewItem(option)
        _fill(cell, index, column, "" if tags or chip is not None else column.text(row))
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        if not tags and chip is None:
            return
        # In the middle of the text's line, which stands above the line between two rows.
        tokens, place = self._tokens_of.tokens, QRectF(cell.rect).adjusted(11, 0, -4, -2)
        font = chip_font(cell.font, tokens)
        painter.save()
        if tags:
            font.setWeight(QFont.Weight.Normal)
            paint_tags(painter, place, list(tags), font, tokens)
        elif chip is not None:
            paint_chip(painter, place, chip, font, tokens)
        painter.restore()


def _fill(
    option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, column: Column[Any], text: str
) -> None:
    option.index = index  # type: ignore[assignment]
    option.text = text
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
    option.displayAlignment = _RIGHT if column.numeric else _LEFT
    if column.mono:
        option.font = mono_font(option.font)
    elif column.strong:
        option.font.setWeight(QFont.Weight.DemiBold)
