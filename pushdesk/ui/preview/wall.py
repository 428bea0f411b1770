"""PreviewWall: every card of platforms.toml with the message as it is now, in light, in dark or in both."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushdesk.model.errors import FolderError
from pushdesk.services.preview.profile import cards
from pushdesk.ui.preview.contact_sheet import contact_sheet
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.preview.grid import MOST_COLUMNS, TileGrid
from pushdesk.ui.preview.tile import PreviewTile
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import DARK
from pushdesk.ui.widgets.basics import SectionLabel, button, column, row
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.scrolling import ScrollingColumn

LIGHT_TAB, DARK_TAB, BOTH_TAB = range(3)
_USUAL = QSize(420, 420)
_SMALLEST = QSize(280, 320)


class PreviewWall(QWidget):
    """`show_content` gives it a value; it never reads the form. `export_asked`: somebody wants the picture.

    Light or dark follows the window's theme until somebody chooses.
    """

    export_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content = PreviewContent()
        self._chosen = False
        self._made: dict[tuple[str, bool], PreviewTile] = {}
        self.tabs = SegmentedTabs([self.tr("Light"), self.tr("Dark"), self.tr("Both")])
        self.tabs.setAccessibleName(self.tr("Previews in light, dark or both"))
        self.export = button(
            self.tr("Export…"), self.export_asked.emit, "link", self.tr("Export the preview wall")
        )
        self.grid = TileGrid()
        self._area = ScrollingColumn(self.grid)
        head = row(SectionLabel(self.tr("Preview")), 1, self.export, self.tabs, gap=10)
        self.setLayout(column(head, self._area, gap=8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Preview"))
        self.tabs.chosen.connect(self._choose)
        theme.changed.connect(self._follow)
        self._follow()

    @property
    def content(self) -> PreviewContent:
        """What it shows."""
        return self._content

    @property
    def tiles(self) -> tuple[PreviewTile, ...]:
        """The cards that are shown now, in reading order."""
        return self.grid.tiles

    def show_content(self, content: PreviewContent) -> None:
        """Show another value on every card."""
        if content == self._content:
            return
        self._content = content
        for tile in self.tiles:
            tile.show_content(content)
        self.grid.arrange()

    def contact_sheet(self, scale: float = 2.0) -> QImage:
        """All cards in light and dark as one picture; to be asked for in the window's thread."""
        return contact_sheet(self._content, self.font(), scale)

    def sizeHint(self) -> QSize:
        """One column and a few cards."""
        return _USUAL

    def minimumSizeHint(self) -> QSize:
        """One card."""
        return _SMALLEST

    def _choose(self, tab: int) -> None:
        self._chosen = True
        self._show_tab(tab)

    def _follow(self) -> None:
        if not self._chosen:
            tab = DARK_TAB if self._theme.tokens is DARK else LIGHT_TAB
            self.tabs.choose(tab)
            self._chosen = False
            self._show_tab(tab)

    def _show_tab(self, tab: int) -> None:
        shades = {LIGHT_TAB: (False,), DARK_TAB: (True,), BOTH_TAB: (False, True)}[tab]
        tiles = [self._tile(number, dark) for number in range(len(cards())) for dark in shades]
        for tile in tiles:
            if tile.face.content is not self._content:
                tile.show_content(self._content)
        # A light card and its dark twin stay side by side.
        self.grid.set_tiles(tiles, 2 if tab == BOTH_TAB else MOST_COLUMNS)

    def _tile(self, number: int, dark: bool) -> PreviewTile:
        card = cards()[number]
        key = (card.id, dark)
        if key not in self._made:
            self._made[key] = PreviewTile(self._theme, card, dark, self.grid)
        return self._made[key]


def write_png(image: QImage, path: Path) -> None:
    """Write `image`; may run in any thread. Raises FolderError where the file cannot be written."""
    if not QImageWriter(str(path), QByteArray(b"PNG")).write(image):
        raise FolderError(f"The picture {path} cannot be written: choose another place for it.")
