"""The wall's grid: tiles in one to three columns, from left to right, each column as dense as its tiles."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pushdesk.ui.preview.tile import PreviewTile

MOST_COLUMNS = 3
# A card at its true size with its wallpaper; narrower, it would be drawn smaller.
_COLUMN = 380
_GAP = 10


def columns_for(width: int, most: int) -> int:
    """How many columns have room in `width` px."""
    return max(1, min(most, (width + _GAP) // (_COLUMN + _GAP)))


class TileGrid(QWidget):
    """Places its tiles itself: nothing is laid out anew unless a height changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[PreviewTile, ...] = ()
        self._most = MOST_COLUMNS

    @property
    def tiles(self) -> tuple[PreviewTile, ...]:
        """What is there, in reading order."""
        return self._tiles

    def set_tiles(self, tiles: Sequence[PreviewTile], most: int) -> None:
        """Show these, in at most so many columns; the others hide."""
        for tile in set(self._tiles) - set(tiles):
            tile.hide()
        self._tiles, self._most = tuple(tiles), most
        before: QWidget | None = None
        for tile in self._tiles:
            tile.setParent(self)
            tile.show()
            if before is not None:
                self.setTabOrder(before, tile)
            before = tile
        self.arrange()

    def arrange(self) -> None:
        """Give each tile its place for the present width and content."""
        number = columns_for(self.width(), self._most)
        wide = (self.width() - _GAP * (number - 1)) // number
        tops = [0] * number
        for place, tile in enumerate(self._tiles):
            # Always the same column: a new line of text moves what is below it and nothing else.
            column = place % number
            high = tile.heightForWidth(wide)
            tile.setGeometry(QRect(column * (wide + _GAP), tops[column], wide, high))
            tops[column] += high + _GAP
        self.setMinimumHeight(max(0, max(tops) - _GAP))

    def sizeHint(self) -> QSize:
        """One column."""
        return QSize(420, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be another number of columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()
