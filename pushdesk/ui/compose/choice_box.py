"""ChoiceBox: one of a few, or any text, whose undo is the draft's."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from pushdesk.ui.compose.entry import LineBox


class ChoiceBox(QComboBox):
    """One of a few, or with `free` any text; `typed(text)` comes with a person's choice or keystroke."""

    typed = Signal(str)

    def __init__(self, name: str, choices: list[str], *, free: bool = False, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.addItems(choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if free:
            line = LineBox(name, hint)
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self.setLineEdit(line)
            self.setCompleter(None)  # type: ignore[arg-type]  # Qt takes null for “none”
            line.typed.connect(self.typed)
        self.textActivated.connect(self.typed)

    def show_text(self, text: str) -> None:
        """Show `text`; one that is not among the choices stands there muted, or in the box as it is."""
        line = self.lineEdit()
        if isinstance(line, LineBox):
            line.show_text(text)
            return
        place = self.findText(text)
        self.setPlaceholderText(text)
        self.setCurrentIndex(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the form over a box changes nothing in it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
