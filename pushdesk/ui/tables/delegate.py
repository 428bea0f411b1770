"""How a live table's cells are drawn: chips, tags, the fixed-width font, the one strong column."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QWidget

from pushdesk.ui.tables.column import Role
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Tokens
from pushdesk.ui.widgets.chips import ChipDelegate, chip_font, paint_chip
from pushdesk.ui.widgets.text import mono_font

_PAD_X, _PAD_Y, _GAP, _RADIUS = 6.0, 1.0, 4.0, 5.0


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
        another thread does in Python. Measured under load: a third less for a page, half at worst.
        """
        model = index.model()
        if not isinstance(model, LiveTableModel):
            super().initStyleOption(option, index)
            return
        option.index = index  # type: ignore[assignment]
        option.text = model.data(index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.displayAlignment = Qt.AlignmentFlag(model.data(index, Qt.ItemDataRole.TextAlignmentRole))
        if model.data(index, Role.MONO):
            option.font = mono_font(option.font)
        elif model.data(index, Role.STRONG):
            option.font.setWeight(QFont.Weight.DemiBold)

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
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        tags, chip = model.data(index, Role.TAGS), model.data(index, Role.CHIP)
        if tags or chip:
            cell.text = ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        if not tags and not chip:
            return
        tokens, place = self._tokens_of.tokens, QRectF(cell.rect).adjusted(11, 0, -4, 0)
        font = chip_font(cell.font, tokens)
        painter.save()
        if tags:
            font.setWeight(QFont.Weight.Normal)
            paint_tags(painter, place, list(tags), font, tokens)
        else:
            paint_chip(painter, place, chip, font, tokens)
        painter.restore()
