"""The contact: whom push services can ask about this desk's messages; checked while it is typed."""

from PySide6.QtWidgets import QLineEdit

from pushdesk.model.contact import parse_contact
from pushdesk.model.errors import BadInput
from pushdesk.settings import Settings
from pushdesk.ui.settings.saving import Saver
from pushdesk.ui.settings.section import Line, Section


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
        self.field.textEdited.connect(self._check)
        self.field.editingFinished.connect(self._save)

    def show_settings(self, settings: Settings) -> None:
        """Show what is saved; what is being typed stays."""
        self._saved = settings.contact
        if not self.field.isModified():
            self.field.setText(settings.contact)

    def _check(self, text: str) -> bool:
        try:
            if text.strip():
                parse_contact(text)
        except BadInput as problem:
            self.line.refuse(problem.sentence)
            return False
        self.line.accept()
        return True

    def _save(self) -> None:
        text = self.field.text().strip()
        if not self.field.isModified() or not self._check(text):
            return
        self.field.setModified(False)
        if text != self._saved:
            done = self.tr("The contact is saved.") if text else self.tr("The contact was taken away.")
            self._saver.save(self.line, done, self.show_settings, contact=text)
