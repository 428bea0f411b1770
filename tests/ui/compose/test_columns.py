"""Compose in a narrow window."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.columns import Columns


def test_the_preview_moves_on_top_of_the_audience_where_three_columns_have_no_room(qtbot: QtBot) -> None:
    preview, side = QPushButton("preview"), QPushButton("side")
    layouts = QVBoxLayout(), QVBoxLayout()
    for layout, part in zip(layouts, (preview, side), strict=True):
        layout.addWidget(part)
    columns = Columns(QPushButton("form"), *layouts)
    qtbot.addWidget(columns)
    columns.show()

    def order() -> tuple[bool, bool]:
        """Whether the preview is left of the third column, and whether it is over it."""
        first, second = (part.mapTo(columns, part.rect().topLeft()) for part in (preview, side))
        return first.x() < second.x(), first.y() < second.y()

    for width, expected in ((1240, (True, False)), (820, (False, True)), (1240, (True, False))):
        columns.resize(width, 600)
        qtbot.waitUntil(lambda wanted=expected: order() == wanted)  # type: ignore[misc]
        assert columns.narrow is expected[1]
