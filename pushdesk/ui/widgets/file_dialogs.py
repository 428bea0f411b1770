"""Questions for a file or a folder: each opens beside the running window, answers once, and is gone then.

The dialog is given back for whoever closes it early or looks at it; it belongs to its parent.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Take = Callable[[Path], object]


def ask_file(parent: QWidget, title: str, filters: Sequence[str], take: Take) -> QFileDialog:
    """A file that exists; `filters` as Qt writes them, the first one chosen: `Pictures (*.png *.svg)`."""
    dialog = _made(parent, title, QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(filters)
    return _opened(dialog, take)


def ask_folder(parent: QWidget, title: str, take: Take) -> QFileDialog:
    """A folder that exists."""
    return _opened(_made(parent, title, QFileDialog.FileMode.Directory), take)


def ask_new_file(parent: QWidget, title: str, name: str, kind: str, take: Take) -> QFileDialog:
    """A file to write, `name` unless the user names another; `kind` is the filter. Its suffix is added."""
    dialog = _made(parent, title, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.setNameFilter(kind)
    dialog.selectFile(name)
    return _opened(dialog, take)


def _made(parent: QWidget, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    return dialog


def _opened(dialog: QFileDialog, take: Take) -> QFileDialog:
    dialog.fileSelected.connect(lambda path: take(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
