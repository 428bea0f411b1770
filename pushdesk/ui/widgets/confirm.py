"""One question before a step that cannot be taken back; the window goes on while it is open."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def confirm(
    parent: QWidget,
    title: str,
    sentence: str,
    do_text: str,
    then: Callable[[], object],
    *,
    keep_text: str = "Cancel",
) -> QMessageBox:
    """Ask; call `then` where the answer is `do_text`. Esc and Enter are the harmless answer."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, title, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(sentence)
    do = box.addButton(do_text, QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(keep_text, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.buttonClicked.connect(lambda pressed: then() if pressed is do else None)
    box.open()
    return box
