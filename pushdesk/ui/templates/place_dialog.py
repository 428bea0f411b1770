"""PlaceDialog: asks for a template's name and folder; to save one, or to rename and move it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget

from pushdesk.ui.widgets.basics import button, column, label, row

_WIDTH = 380


class PlaceDialog(QDialog):
    """`given(name, folder, replace)` comes with each try; `refuse` says why it failed, `accept` closes it."""

    given = Signal(str, str, bool)

    def __init__(self, title: str, do_text: str, folders: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("order-shipped"))
        self.folder = QComboBox()
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.setEditable(True)
        self.folder.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.folder.addItems(["", *folders])
        line = self.folder.lineEdit()
        assert line is not None  # an editable box has one
        line.setAccessibleName(self.tr("Folder"))
        line.setPlaceholderText(self.tr("none; incidents/2026"))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.replace = button(self.tr("Replace it"), lambda: self._give(replace=True), "danger")
        self.replace.hide()
        self.do = button(do_text, lambda: self._give(replace=False), "primary")
        self.do.setDefault(True)
        self.setLayout(
            column(
                label(title, "title"),
                column(label(self.tr("Name"), "label"), self.name, gap=4),
                column(label(self.tr("Folder"), "label"), self.folder, gap=4),
                self.problem,
                row(1, button(self.tr("Cancel"), self.reject), self.replace, self.do),
                gap=12,
                margins=(18, 16, 18, 16),
            )
        )
        self.name.textChanged.connect(self._edited)
        self.folder.editTextChanged.connect(self._edited)
        self._edited()

    def show_place(self, name: str, folder: str) -> None:
        """What stands there at first; of a title no more than a name may have."""
        from pushdesk.model.message_template import LONGEST_NAME

        self.name.setText(name[:LONGEST_NAME])
        self.name.selectAll()
        self.folder.setEditText(folder)

    def refuse(self, sentence: str, *, can_replace: bool = False) -> None:
        """Say why it failed; nothing typed is lost."""
        self.problem.setText(sentence)
        self.problem.show()
        self.replace.setVisible(can_replace)

    def _give(self, *, replace: bool) -> None:
        self.given.emit(self.name.text(), self.folder.currentText(), replace)

    def _edited(self) -> None:
        self.problem.hide()
        self.replace.hide()
        self.do.setEnabled(bool(self.name.text().strip()))
