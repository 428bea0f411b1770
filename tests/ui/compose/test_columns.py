"""Compose in narrow and in low windows."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.columns import Columns
from pushdesk.ui.compose.widths import FORM, PREVIEW, SIDE, widths


@pytest.fixture
def parts() -> dict[str, QWidget]:
    """What stands in the columns."""
    return {name: QPushButton(name) for name in ("form", "preview", "side", "foot")}


@pytest.fixture
def columns(parts: dict[str, QWidget], qtbot: QtBot) -> Columns:
    """The columns, shown; their third is far higher than the window."""
    preview, side = QVBoxLayout(), QVBoxLayout()
    preview.addWidget(parts["preview"])
    side.addWidget(parts["side"])
    high = QLabel()
    high.setFixedHeight(3000)
    side.addWidget(high)
    made = Columns(parts["form"], preview, side, parts["foot"])
    qtbot.addWidget(made)
    made.show()
    return made


def corner(columns: Columns, part: QWidget) -> QPoint:
    """Where the part stands."""
    return part.mapTo(columns, QPoint())


def test_where_three_columns_have_no_room_preview_and_audience_share_a_place(
    columns: Columns, parts: dict[str, QWidget], qtbot: QtBot
) -> None:
    for width, narrow in ((1240, False), (804, True), (1084, False)):
        columns.resize(width, 560)
        qtbot.waitUntil(lambda wanted=narrow: columns.narrow is wanted)  # type: ignore[misc]
        assert parts["preview"].isVisible()
        assert parts["side"].isVisible() is not narrow
        assert columns.tabs.isVisible() is narrow


def test_a_tab_brings_the_audience_to_the_front_and_so_does_going_there(
    columns: Columns, parts: dict[str, QWidget]
) -> None:
    columns.resize(804, 560)
    columns.tabs.choose(1)
    assert (parts["preview"].isVisible(), parts["side"].isVisible()) == (False, True)
    columns.tabs.choose(0)
    assert (parts["preview"].isVisible(), parts["side"].isVisible()) == (True, False)
    columns.show_side()
    assert parts["side"].isVisible()
    columns.resize(1240, 560)
    assert parts["preview"].isVisible()


@pytest.mark.parametrize("width", [804, 1240])
def test_the_foot_is_in_view_however_low_the_window_is(
    columns: Columns, parts: dict[str, QWidget], qtbot: QtBot, width: int
) -> None:
    columns.resize(width, 400)
    qtbot.waitUntil(lambda: columns.height() == 400)
    qtbot.waitUntil(lambda: corner(columns, parts["foot"]).y() + parts["foot"].height() == 400)


def test_no_column_scrolls_inside_another(columns: Columns, parts: dict[str, QWidget]) -> None:
    (area,) = columns.findChildren(QScrollArea)
    assert area.isAncestorOf(parts["side"])
    assert not area.isAncestorOf(parts["preview"])


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_preview_has_its_true_size_before_the_others_grow(scale: float) -> None:
    for whole in range(700, 2200, 20):
        form, side = widths(round(whole * scale), scale)
        if side is None:
            assert whole < FORM[0] + PREVIEW[0] + SIDE[0]
            continue
        preview = whole - (form + side) / scale
        assert preview >= PREVIEW[0] - 1
        assert FORM[0] <= round(form / scale) <= FORM[1]
        assert SIDE[0] <= round(side / scale) <= SIDE[1]
        if form / scale > FORM[0] + 1:
            assert preview >= PREVIEW[1] - 1
