"""Questions for a file or a folder: what they ask for, their answer, and their end."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.file_dialogs import ask_file, ask_folder, ask_new_file


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Whose dialogs they are."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_file_that_exists_is_asked_for_by_its_kinds(window: QWidget) -> None:
    dialog = ask_file(window, "Import", ["Tables (*.csv)", "All files (*)"], print)
    assert (dialog.windowTitle(), dialog.isVisible()) == ("Import", True)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    assert (dialog.acceptMode(), dialog.selectedNameFilter()) == (
        QFileDialog.AcceptMode.AcceptOpen,
        "Tables (*.csv)",
    )
    dialog.reject()


def test_a_new_file_has_a_name_and_a_suffix_already(window: QWidget) -> None:
    dialog = ask_new_file(window, "Export", "all.json", "JSON (*.json)", print)
    assert [Path(path).name for path in dialog.selectedFiles()] == ["all.json"]
    assert (dialog.defaultSuffix(), dialog.nameFilters()) == ("json", ["JSON (*.json)"])
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.reject()


def test_what_is_chosen_is_handed_over_and_the_dialog_is_gone(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    taken: list[Path] = []
    dialog = ask_folder(window, "Export to a folder", taken.append)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    qtbot.waitUntil(lambda: window.findChildren(QFileDialog) == [])
    assert taken == [tmp_path]
