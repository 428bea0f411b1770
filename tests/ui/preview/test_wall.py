"""The wall: every card, light, dark or both; as many columns as there is room for; one picture of it all."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import FolderError
from pushdesk.services.preview.profile import cards
from pushdesk.settings import Theme as Choice
from pushdesk.ui.preview.face import Face
from pushdesk.ui.preview.grid import columns_for
from pushdesk.ui.preview.wall import BOTH_TAB, DARK_TAB, LIGHT_TAB, PreviewWall, write_png
from pushdesk.ui.theme.theme import Theme
from tests.ui.preview.rendering import content

TWO = [{"action": "a", "title": "Track parcel"}, {"action": "b", "title": "Remind me later"}]


@pytest.fixture
def wall(theme: Theme, qtbot: QtBot) -> PreviewWall:
    """A wall in one column, shown, with a message."""
    made = PreviewWall(theme)
    qtbot.addWidget(made)
    made.show_content(content(actions=TWO))
    made.resize(440, 600)
    made.show()
    return made


def test_every_card_is_on_the_wall(wall: PreviewWall) -> None:
    assert [tile.face.card for tile in wall.tiles] == list(cards())
    assert len(wall.tiles) >= 10


def test_it_follows_the_theme_until_somebody_chooses(wall: PreviewWall, theme: Theme) -> None:
    assert {tile.face.dark for tile in wall.tiles} == {False}
    theme.choose(Choice.DARK)
    assert {tile.face.dark for tile in wall.tiles} == {True}
    assert wall.tabs.current == DARK_TAB
    wall.tabs.choose(LIGHT_TAB)
    theme.choose(Choice.LIGHT)
    theme.choose(Choice.DARK)
    assert {tile.face.dark for tile in wall.tiles} == {False}


def test_both_shows_each_card_twice_side_by_side(wall: PreviewWall) -> None:
    wall.resize(1400, 600)
    wall.tabs.choose(BOTH_TAB)
    pairs = [(tile.face.card.id, tile.face.dark) for tile in wall.tiles]
    assert pairs == [(card.id, dark) for card in cards() for dark in (False, True)]
    light, dark = wall.tiles[6:8]
    assert light.y() == dark.y()
    assert light.x() < dark.x()


def test_a_hidden_shade_shows_the_latest_words_when_it_comes_back(wall: PreviewWall) -> None:
    wall.tabs.choose(DARK_TAB)
    wall.show_content(content(title="Later"))
    wall.tabs.choose(LIGHT_TAB)
    assert {tile.face.sheet.shown_title for tile in wall.tiles} == {"Later"}


@pytest.mark.parametrize(("width", "columns"), [(300, 1), (460, 1), (780, 2), (1200, 3), (4000, 3)])
def test_the_width_gives_the_columns(width: int, columns: int) -> None:
    assert columns_for(width, 3) == columns


def test_the_tiles_fill_the_columns(wall: PreviewWall) -> None:
    wall.resize(1240, 600)
    assert len({tile.x() for tile in wall.tiles}) == 3
    for tile in wall.tiles:
        others = [one for one in wall.tiles if one is not tile]
        assert not any(tile.geometry().intersects(one.geometry()) for one in others)


def test_a_keystroke_is_on_every_card(wall: PreviewWall) -> None:
    before = [tile.grab().toImage() for tile in wall.tiles]
    wall.show_content(content(actions=TWO, title="Your parcel is late"))
    after = [tile.grab().toImage() for tile in wall.tiles]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_a_card_grows_with_its_text(wall: PreviewWall) -> None:
    first, below = wall.tiles[:2]
    top = below.y()
    wall.show_content(content(actions=TWO, body="word " * 200))
    assert below.y() > top
    assert first.geometry().bottom() < below.y()


def test_only_cards_in_sight_are_painted(wall: PreviewWall, monkeypatch: pytest.MonkeyPatch) -> None:
    QApplication.processEvents()
    painted: list[str] = []
    draw = Face.draw

    def spy(face: Face, painter: QPainter, place: QRectF) -> None:
        painted.append(face.card.id)
        draw(face, painter, place)

    monkeypatch.setattr(Face, "draw", spy)
    wall.show_content(content(title="Seen?"))
    QApplication.processEvents()
    assert "windows-chrome" in painted
    assert "kde-chrome" not in painted
    assert len(painted) < len(cards()) / 2


def test_a_screen_reader_hears_what_is_drawn_and_what_is_not(wall: PreviewWall) -> None:
    named = {tile.face.card.id: tile for tile in wall.tiles}
    chrome, safari = named["windows-chrome"], named["macos-safari"]
    assert chrome.accessibleName() == "Preview: Windows 11 · Chrome, light"
    assert chrome.accessibleDescription() == (
        "Your parcel. It arrives tomorrow by noon. Buttons: Track parcel, Remind me later. all fields shown."
    )
    assert safari.accessibleDescription().endswith("actions not shown.")
    assert "Buttons" not in safari.accessibleDescription()


def test_the_keyboard_walks_the_cards(wall: PreviewWall) -> None:
    wall.tiles[0].setFocus()
    bare = wall.tiles[1].grab().toImage()
    QTest.keyClick(wall.tiles[0], Qt.Key.Key_Tab)
    assert wall.tiles[1].hasFocus()
    assert wall.tiles[1].grab().toImage() != bare


def test_the_chips_and_the_card_explain_themselves(wall: PreviewWall) -> None:
    safari = next(tile for tile in wall.tiles if tile.face.card.id == "macos-safari")
    assert "actions is ignored" in safari.tip(QPointF(20, 8))
    assert "batch.com" in safari.tip(QPointF(20, safari.height() - 20))


class TestExport:
    """The contact sheet."""

    def test_it_is_one_picture_with_light_beside_dark(self, wall: PreviewWall, tmp_path: Path) -> None:
        path = tmp_path / "wall.png"
        write_png(wall.contact_sheet(2), path)
        image = QImage(str(path))
        assert (image.width(), image.devicePixelRatio()) == (2 * 1872, 1)
        assert image.height() > 2 * 900
        # The first card's wallpapers, at their left edges.
        light, dark = (QColor(image.pixel(x, 2 * 150)).lightness() for x in (2 * 36, 2 * 492))
        assert light > dark + 60

    def test_another_message_is_another_picture(self, wall: PreviewWall) -> None:
        before = wall.contact_sheet(1)
        wall.show_content(content(title="Another"))
        assert wall.contact_sheet(1) != before

    def test_the_window_does_not_have_to_be_wide_or_visible(self, theme: Theme, qtbot: QtBot) -> None:
        made = PreviewWall(theme)
        qtbot.addWidget(made)
        assert made.contact_sheet(1).width() == 1872

    def test_a_place_that_cannot_be_written_is_a_sentence(self, wall: PreviewWall, tmp_path: Path) -> None:
        with pytest.raises(FolderError, match="another place"):
            write_png(wall.contact_sheet(0.25), tmp_path / "missing" / "wall.png")
