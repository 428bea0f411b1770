"""The picture of a window."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import FolderError
from pushdesk.ui.snapshot import window_picture


async def test_a_window_becomes_a_png_of_its_size(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(320, 200)
    window.show()
    await window_picture(window, tmp_path / "window.png")
    picture = QImage(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (320, 200)


async def test_a_picture_that_cannot_be_written_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(FolderError, match="cannot be written"):
        await window_picture(window, tmp_path / "nowhere" / "window.png")
