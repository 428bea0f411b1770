"""The command that exports the wall: a file dialog that blocks nothing, a picture, a word."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pushdesk.ui.context import UiContext
from pushdesk.ui.preview.export import WallExport
from pushdesk.ui.preview.wall import PreviewWall
from tests.ui.fakes import Told
from tests.ui.preview.rendering import content


@pytest.fixture
def export(context: UiContext, qtbot: QtBot) -> WallExport:
    """The command over a wall with a message."""
    context.actions.ready = True
    wall = PreviewWall(context.theme)
    qtbot.addWidget(wall)
    wall.show_content(content())
    return WallExport(context, wall)


async def test_the_picture_is_written_and_said(
    export: WallExport, context: UiContext, told: Told, tmp_path: Path
) -> None:
    path = tmp_path / "previews.png"
    dialog = export.ask()
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(path))
    dialog.close()
    await context.bridge.idle()
    assert QImage(str(path)).width() == 2 * 1872
    assert told.notified == ["The preview wall is in previews.png."]


async def test_a_wrong_place_is_said(
    export: WallExport, context: UiContext, told: Told, tmp_path: Path
) -> None:
    export.write(tmp_path / "missing" / "previews.png")
    await context.bridge.idle()
    assert len(told.refused) == 1
    assert "another place" in told.refused[0]
