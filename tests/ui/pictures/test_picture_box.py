"""The line for a picture's URL."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import BadInput
from pushdesk.settings import Theme as Choice
from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.pictures.picture_box import PictureBox
from pushdesk.ui.theme.theme import Theme
from tests.ui.fakes import FakeDesk, Told, until
from tests.ui.pictures.test_decoding import drawn

URL = "https://shop.example/i.png"
KEPT = "http://localhost:8765/pictures/kept.png"


@pytest.fixture
def box(theme: Theme, context: UiContext, gallery: Gallery, qtbot: QtBot) -> PictureBox:
    """The box for an icon."""
    made = PictureBox(theme, "icon", "Icon", "https://…")
    qtbot.addWidget(made)
    made.use(gallery, context.bridge)
    made.show()
    return made


def drop(box: PictureBox, data: QMimeData) -> bool:
    """Drag over the box and let go; whether it was taken."""
    where, copy, left = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(where, copy, data, left, Qt.KeyboardModifier.NoModifier)
    entering.ignore()
    box.dragEnterEvent(entering)
    if entering.isAccepted():
        box.dropEvent(QDropEvent(where.toPointF(), copy, data, left, Qt.KeyboardModifier.NoModifier))
    return entering.isAccepted()


async def test_a_picture_is_shown_small_with_its_size_and_what_is_to_be_noted(
    box: PictureBox, gallery: Gallery, desk: FakeDesk
) -> None:
    desk.pictures.served[URL] = drawn(48, 48, "red")
    box.show_text(URL)
    gallery.want([URL])
    await until(lambda: box.thumbnail.isVisible())
    assert box.aside.text().startswith("48 × 48 · ")
    assert box.aside.property("kind") == "caution"
    assert "48 × 48 is small" in box.aside.toolTip()
    box.show_text("")
    assert not box.thumbnail.isVisible()
    assert box.aside.text() == ""


async def test_a_good_picture_is_noted_quietly(box: PictureBox, gallery: Gallery, desk: FakeDesk) -> None:
    desk.pictures.served[URL] = drawn(256, 256, "red")
    box.show_text(URL)
    gallery.want([URL])
    await until(lambda: box.thumbnail.isVisible())
    assert (box.aside.property("kind"), box.aside.toolTip()) == ("muted", "")


async def test_a_picture_that_cannot_be_had_says_why(box: PictureBox, gallery: Gallery) -> None:
    box.show_text(URL)
    gallery.want([URL])
    await until(lambda: box.aside.text())
    assert box.aside.text() == "not found"
    assert "Nobody answers" in box.aside.toolTip()


@pytest.mark.parametrize(
    ("raw", "words", "tip"),
    [
        (drawn(8000, 8000, "red"), "too large", "8000 × 8000: too large to be shown"),
        (b"no picture at all", "no picture", "no picture a browser shows"),
    ],
)
async def test_what_cannot_be_shown_says_in_two_words_which_way(
    box: PictureBox, gallery: Gallery, desk: FakeDesk, raw: bytes, words: str, tip: str
) -> None:
    desk.pictures.served[URL] = raw
    box.show_text(URL)
    gallery.want([URL])
    await until(lambda: box.aside.text())
    assert (box.aside.text(), box.aside.property("kind")) == (words, "caution")
    assert tip in box.aside.toolTip()


async def test_a_file_is_chosen_with_tab_and_enter_or_space(box: PictureBox) -> None:
    box.activateWindow()
    box.setFocus()
    without = box.browse.icon().pixmap(16).toImage()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        box.setFocus()
        assert box.browse.icon().pixmap(16).toImage() == without
        QTest.keyClick(box, Qt.Key.Key_Tab)
        assert box.button.hasFocus()
        assert box.browse.icon().pixmap(16).toImage() != without
        QTest.keyClick(box.button, key)
        assert box.dialog is not None
        box.dialog.close()


async def test_a_file_that_is_dropped_is_kept_and_its_address_typed(
    box: PictureBox, desk: FakeDesk, tmp_path: Path
) -> None:
    typed: list[str] = []
    box.typed.connect(typed.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "i.png"))])
    assert drop(box, data)
    await until(lambda: typed)
    assert typed == [KEPT]
    assert box.text() == KEPT
    assert desk.pictures.kept == [tmp_path / "i.png"]


async def test_a_url_that_is_dropped_is_written_down(box: PictureBox, desk: FakeDesk) -> None:
    typed: list[str] = []
    box.typed.connect(typed.append)
    data = QMimeData()
    data.setUrls([QUrl(URL)])
    assert drop(box, data)
    assert typed == [URL]
    assert desk.pictures.kept == []


async def test_a_picture_without_a_file_is_kept(box: PictureBox, desk: FakeDesk) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(0)
    data = QMimeData()
    data.setImageData(image)
    assert drop(box, data)
    await until(lambda: box.text() == KEPT)
    assert len(desk.pictures.kept) == 1


async def test_words_are_dropped_as_into_any_line(box: PictureBox) -> None:
    data = QMimeData()
    data.setText("hello")
    assert drop(box, data)
    assert box.text() == "hello"


async def test_a_file_is_chosen_in_a_dialog(box: PictureBox, desk: FakeDesk, tmp_path: Path) -> None:
    box.browse.trigger()
    dialog = box.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "i.png"))
    await until(lambda: box.text() == KEPT)
    dialog.close()
    assert box.dialog is None


async def test_a_file_that_is_no_picture_is_refused_and_the_text_stays(
    box: PictureBox, desk: FakeDesk, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_path: Path) -> str:
        raise BadInput("That is no picture a browser shows.")

    monkeypatch.setattr(desk.pictures, "keep", refuse)
    box.show_text(URL)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/x.txt")])
    drop(box, data)
    await until(lambda: told.refused)
    assert told.refused == ["That is no picture a browser shows."]
    assert box.text() == URL


async def test_the_icon_follows_the_theme(box: PictureBox, theme: Theme) -> None:
    light = box.browse.icon().pixmap(16).toImage()
    theme.choose(Choice.DARK)
    assert box.browse.icon().pixmap(16).toImage() != light
    theme.choose(Choice.LIGHT)


async def test_a_list_of_files_with_nothing_in_it_is_not_taken(box: PictureBox) -> None:
    data = QMimeData()
    data.setData("text/uri-list", b"# nothing\r\n")
    drop(box, data)
    assert box.text() == ""
