"""Theme: which tokens hold now; follows the desktop where the user did not choose."""

from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from pushdesk.settings import Theme as Choice
from pushdesk.ui.theme.stylesheet import palette, stylesheet
from pushdesk.ui.theme.tokens import DARK, LIGHT, Tokens

_SCHEMES = {Choice.LIGHT: Qt.ColorScheme.Light, Choice.DARK: Qt.ColorScheme.Dark}


class Theme(QObject):
    """The current tokens. `changed` comes after the application has its new palette and style sheet.

    A `bare` one leaves the style sheet to `dress`. While there is a style sheet, a widget is styled anew,
    with all that is in it, each time it is put into another: half of what it takes to build a window.
    """

    changed = Signal()

    def __init__(
        self, application: QApplication, choice: Choice = Choice.SYSTEM, *, bare: bool = False
    ) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._tokens = LIGHT
        self._applied: Tokens | None = None
        self._bare = bare
        QDir.setSearchPaths("theme", [str(Path(__file__).with_name("icons"))])
        application.setStyle("Fusion")
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        self.choose(choice)

    @property
    def tokens(self) -> Tokens:
        """What to draw with."""
        return self._tokens

    def choose(self, choice: Choice) -> None:
        """Light, dark, or as the desktop is. The platform hears it, too: title bars follow."""
        self._choice = choice
        hints = self._application.styleHints()
        if choice is Choice.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(_SCHEMES[choice])
        self.follow(hints.colorScheme())

    def dress(self) -> None:
        """Set the style sheet that a bare theme left out, once the window is built."""
        if self._bare:
            self._bare = False
            self._set_sheet()

    def follow(self, scheme: Qt.ColorScheme) -> None:
        """The desktop has this scheme now; a choice of the user's wins over it."""
        wanted = _SCHEMES.get(self._choice, scheme)
        self._apply(DARK if wanted is Qt.ColorScheme.Dark else LIGHT)

    def _apply(self, tokens: Tokens) -> None:
        if tokens is self._applied:
            return
        self._tokens = self._applied = tokens
        self._application.setPalette(palette(tokens))
        if not self._bare:
            self._set_sheet()
        self.changed.emit()

    def _set_sheet(self) -> None:
        font = self._application.font()
        sheet = stylesheet(self._tokens, QFontInfo(font).pointSizeF(), QFontMetrics(font).height())
        self._application.setStyleSheet(sheet)
