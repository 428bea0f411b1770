"""SettingsScreen: everything that can be set; each field saves by itself."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.settings.contact_section import ContactSection
from pushdesk.ui.settings.folder_section import AppearanceSection, FolderSection
from pushdesk.ui.settings.keys_section import KeysSection
from pushdesk.ui.settings.network_section import NetworkSection
from pushdesk.ui.settings.pace_section import PaceSection
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.widgets.basics import column, row, surface

_GAP = 14
_NARROWEST = 500


class SettingsPage(QScrollArea):
    """Two columns of sections, one under the other where it is narrow. `seen` comes when it is shown."""

    seen = Signal()

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self._columns = row(column(*left, 1, gap=_GAP), column(*right, 1, gap=_GAP), gap=_GAP)
        self._columns.setContentsMargins(18, 18, 18, 18)
        self._columns.setStretch(0, 1)
        self._columns.setStretch(1, 1)
        pane = surface("window")
        pane.setLayout(self._columns)
        self.setWidget(pane)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        narrow = self.width() < 2 * _NARROWEST
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell it."""
        super().showEvent(event)
        self.seen.emit()


class SettingsScreen(QObject):
    """One place of the window."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.title = self.tr("Settings")
        self.header = ScreenHeader(self.title, self.tr("Every field saves itself when you leave it."), self)
        self._saver = Saver(context)
        self.contact = ContactSection(self._saver)
        self.keys = KeysSection(context)
        self.network = NetworkSection(self._saver)
        self.pace = PaceSection(self._saver)
        self.appearance = AppearanceSection(context, self._saver)
        self.folder = FolderSection(context)
        self.widget = SettingsPage(
            [self.contact, self.keys, self.appearance], [self.network, self.pace, self.folder]
        )
        self.widget.seen.connect(self.keys.read)
        for section in self._of_settings():
            section.show_settings(context.settings)

    def _of_settings(
        self,
    ) -> tuple[ContactSection, NetworkSection, PaceSection, AppearanceSection, FolderSection]:
        return self.contact, self.network, self.pace, self.appearance, self.folder

    def header_actions(self) -> Sequence[QAction]:
        """None: there is nothing to press that is not beside its field."""
        return []

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Show what is saved, and the keys."""
        self._saver.attach(engine, desk)
        self.keys.attach(engine, desk)
        for section in self._of_settings():
            section.show_settings(desk.settings)
        self.network.started_with(desk.settings)

    def apply(self, changes: Changes) -> None:
        """Settings do not change by what happens."""
