"""Templates as files, through the dialogs."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from pushdesk.services.templates import Imported
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.templates.files import said
from tests.ui.fakes import FakeDesk, Told
from tests.ui.templates.test_bar import keep


async def choose(
    compose: ComposeScreen, context: UiContext, command: str, path: Path
) -> QFileDialog.FileMode:
    """Give the command and choose `path` in its dialog; what kind of thing it asked for."""
    context.actions.get(command).trigger()
    dialog = compose.templates.files.dialog
    assert dialog is not None
    mode = dialog.fileMode()
    dialog.fileSelected.emit(str(path))
    dialog.close()
    await context.bridge.idle()
    assert compose.templates.files.dialog is None
    return mode


async def test_a_file_and_a_folder_are_imported(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, told: Told, tmp_path: Path
) -> None:
    assert (
        await choose(compose, context, "templates.import", tmp_path / "a.yaml")
        is QFileDialog.FileMode.ExistingFile
    )
    assert (
        await choose(compose, context, "templates.import_folder", tmp_path) is QFileDialog.FileMode.Directory
    )
    assert desk.templates.imported == [tmp_path / "a.yaml", tmp_path]
    assert told.notified == ["Imported 3 templates: 2 new, 1 updated."] * 2


async def test_this_one_or_all_are_exported_to_a_folder(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, told: Told, tmp_path: Path
) -> None:
    await keep(compose, context, "order")
    await choose(compose, context, "templates.export", tmp_path)
    await choose(compose, context, "templates.export_all", tmp_path)
    assert desk.templates.exported == [(tmp_path, [desk.templates.rows[0].id]), (tmp_path, None)]
    assert told.notified[-1] == f"1 file written to {tmp_path.name}."


async def test_all_are_exported_as_one_file(
    compose: ComposeScreen, context: UiContext, told: Told, tmp_path: Path
) -> None:
    await choose(compose, context, "templates.export_json", tmp_path / "all.json")
    assert (tmp_path / "all.json").read_text().strip() == "[]"
    await choose(compose, context, "templates.export_json", tmp_path / "missing" / "all.json")
    assert "cannot be written" in told.refused[-1]


async def test_an_import_is_seen_in_the_template_in_hand(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, tmp_path: Path
) -> None:
    await keep(compose, context, "order")
    desk.templates.rows[0].message = {"title": "From the file"}
    await choose(compose, context, "templates.import", tmp_path / "a.yaml")
    assert "changed" in compose.templates.template.text()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Imported(1, 0), "Imported 1 template."),
        (Imported(0, 0, 4), "Imported 4 templates: 4 the same as before."),
        (
            Imported(4, 0, 0, hidden=(".DS_Store", ".x.yaml")),
            "Imported 4 templates; 2 hidden files were passed by: .DS_Store, .x.yaml.",
        ),
        (
            Imported(1, 1, 0, hidden=(".git/",), others=("README.md",)),
            "Imported 2 templates: 1 new, 1 updated; 1 hidden file was passed by: .git/; "
            "1 file that is no template was passed by: README.md.",
        ),
        (
            Imported(1, 0, 0, others=("a", "b", "c", "d", "e")),
            "Imported 1 template; 5 files that are no templates were passed by: a, b, c and 2 more.",
        ),
    ],
)
def test_what_was_imported_and_what_was_passed_by_is_one_sentence(found: Imported, sentence: str) -> None:
    assert said(found) == sentence
