"""Where the desk keeps what it knows, and how the window looks."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel

from pushdesk.settings import Settings, Theme
from pushdesk.ui.context import UiContext
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.settings.section import Line, Section, beside
from pushdesk.ui.widgets.basics import button, label, row
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.text import mono_font


class FolderSection(Section):
    """The data folder: shown, opened, copied. Another one is chosen when the desk is started."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            self.tr("Data folder"),
            self.tr(
                "The database, settings and logs. Start PushDesk with --data-dir or PUSHDESK_DATA_DIR to use "
                "another one."
            ),
        )
        self._context = context
        self.path: QLabel = label("", wrap=True, selectable=True)
        self.path.setFont(mono_font(self.path.font()))
        self.open_button = button(self.tr("Open folder"), self._open)
        self.copy_button = button(self.tr("Copy path"), self._copy)
        self.fill(Line(self.tr("Folder"), self.path), row(self.open_button, self.copy_button, 1))

    def show_settings(self, settings: Settings) -> None:
        """Show the folder in use."""
        self.path.setText(str(settings.data_dir))

    def _open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self.path.text())):
            self._context.refuse(
                self.tr("No file manager could be started: open {} yourself.").format(self.path.text())
            )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.path.text())
        self._context.notify(self.tr("The folder’s path was copied."))


class AppearanceSection(Section):
    """The theme; applies at once."""

    _ORDER = (Theme.SYSTEM, Theme.LIGHT, Theme.DARK)

    def __init__(self, context: UiContext, saver: Saver) -> None:
        super().__init__(self.tr("Appearance"), self.tr("Light, dark, or as the desktop is."))
        self._context = context
        self._saver = saver
        self.tabs = SegmentedTabs([self.tr("As the system"), self.tr("Light"), self.tr("Dark")])
        self.tabs.chosen.connect(self._choose)
        self.line = Line(self.tr("Theme"), beside(self.tabs), marked=self.tabs)
        self.fill(self.line)

    def show_settings(self, settings: Settings) -> None:
        """Show the theme that was chosen."""
        self.tabs.blockSignals(True)
        self.tabs.choose(self._ORDER.index(settings.theme))
        self.tabs.blockSignals(False)

    def _choose(self, number: int) -> None:
        theme = self._ORDER[number]
        self._context.theme.choose(theme)
        self._saver.save(self.line, "", None, theme=theme)
