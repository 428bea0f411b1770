"""The contact: whom push services can ask about this desk's messages; checked while it is typed."""

from PySide6.QtWidgets import QLineEdit

from pushdesk.model.contact import parse_contact
from pushdesk.settings import Settings
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.settings.section import Line, Section
from pushdesk.ui.settings.typed import TypedSetting


class ContactSection(Section):
    """Saves when the field is left or Enter is pressed, and only what push services would take."""

    def __init__(self, saver: Saver) -> None:
        super().__init__(
            self.tr("Contact"),
            self.tr(
                "Every message names whom a push service can ask about it (the VAPID “sub”): mailto: or "
                "https: on a real domain."
            ),
        )
        self._saver = saver
        self._saved = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText("mailto:you@your-domain")
        self.line = Line(
            self.tr("Contact"),
            self.field,
            self.tr("Applies at once. Until it is set, only the lab and trusted hosts can be sent to."),
        )
        self.fill(self.line)
        self._typed = TypedSetting(self.field, self.line, _contact, self._save)

    def show_settings(self, settings: Settings) -> None:
        """Show what is saved; what is being typed stays."""
        self._saved = settings.contact
        self._typed.show_text(settings.contact)

    def _save(self, contact: str) -> None:
        if contact != self._saved:
            done = self.tr("The contact is saved.") if contact else self.tr("The contact was taken away.")
            self._saver.save(self.line, done, self.show_settings, contact=contact)


def _contact(text: str) -> str:
    """None at all is a choice, too. Raises BadInput."""
    return parse_contact(text) if text.strip() else ""
