"""Actions: added, written, moved by hand and by key, taken away."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pushdesk.ui.compose.action_rows import SHOWN, ActionRows
from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.gallery import Gallery
from pushdesk.ui.pictures.picture_box import PictureBox
from pushdesk.ui.theme.theme import Theme
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.pictures.test_decoding import drawn

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
ABC = tuple({"action": name, "title": name.upper(), "own": 1} for name in "abc")


class Said:
    """What the rows said."""

    def __init__(self, rows: ActionRows) -> None:
        self.rows = rows
        self.values: list[Any] = []
        self.typing = ""
        rows.edited.connect(self._hear)

    def _hear(self, values: list[Any], typing: str) -> None:
        self.values, self.typing = values, typing
        # As the screen does: the draft comes back.
        self.rows.show_rows(tuple(values))

    @property
    def order(self) -> str:
        """The rows' ids."""
        return "".join(value["action"] for value in self.values)


@pytest.fixture
def said(qtbot: QtBot, theme: Theme) -> Said:
    """Three rows."""
    rows = ActionRows(theme)
    qtbot.addWidget(rows)
    rows.show_rows(ABC)
    rows.resize(380, 300)
    rows.show()
    qtbot.waitExposed(rows)
    return Said(rows)


def test_typing_changes_one_row_and_keeps_what_has_no_box(said: Said) -> None:
    QTest.keyClicks(said.rows.rows[1].boxes["title"], "!")
    assert said.values == [ABC[0], ABC[1] | {"title": "!B"}, ABC[2]]
    assert said.typing == "actions[1].title"


def test_typing_in_one_row_leaves_the_others_exactly_as_they_were(said: Said) -> None:
    odd = {"title": "T\ud800", "action": "a", "data": {"order": 2**70, "share": 1.0, "none": None}}
    said.rows.show_rows((odd, *ABC[1:]))
    QTest.keyClicks(said.rows.rows[1].boxes["title"], "!")
    assert repr(said.values[0]) == repr(odd)


def test_icon_and_link_have_boxes_below(said: Said) -> None:
    row = said.rows.rows[0]
    assert "icon" not in row.boxes  # forty rows of them would take longer than the rest of the form
    row.more.click()
    assert row.boxes["icon"].accessibleName() == "Action 1, icon"
    QTest.keyClicks(row.boxes["navigate"], "/a")
    assert said.values[0]["navigate"] == "/a"
    row.more.click()
    assert row.more.text() == "⋯ ●"


def test_a_row_is_moved_with_alt_and_the_arrows_from_any_box(said: Said) -> None:
    box = said.rows.rows[0].boxes["title"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down, ALT)
    assert said.order == "bac"
    assert box.hasFocus()
    assert box.accessibleName() == "Action 2, title"
    for _ in range(3):
        QTest.keyClick(box, Qt.Key.Key_Down, ALT)
    assert said.order == "bca"
    QTest.keyClick(said.rows.rows[2].handle, Qt.Key.Key_Up)
    assert said.order == "bac"


def test_a_row_is_dragged_to_another_place(said: Said) -> None:
    handle = said.rows.rows[0].handle
    below = handle.mapFromGlobal(said.rows.mapToGlobal(QPoint(4, said.rows.rows[2].geometry().bottom() + 2)))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert said.values == []
    handle.dragged.emit(handle.mapToGlobal(below).y())
    assert said.values == []
    handle._moved = True
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert said.order == "bca"
    assert said.typing == ""


def test_rows_are_added_and_taken_away(said: Said) -> None:
    said.rows.add_button.click()
    assert said.values[-1] == {"action": "", "title": ""}
    assert said.rows.rows[3].boxes["action"].hasFocus()
    said.rows.rows[0].take_away.click()
    assert said.order == "bc"
    assert said.rows.rows[0].boxes["action"].accessibleName() == "Action 1, id"


def test_what_is_empty_is_marked_and_has_the_focus(said: Said) -> None:
    said.rows.show_rows((ABC[0], {"action": "x", "title": ""}))
    said.rows.mark(True)
    assert said.rows.rows[1].boxes["title"].property("problem") is True
    assert said.rows.rows[0].boxes["title"].property("problem") is False
    said.rows.focus()
    assert said.rows.rows[1].boxes["title"].hasFocus()


def test_a_row_that_is_no_object_is_shown_empty_and_kept_until_it_is_written(said: Said) -> None:
    said.rows.show_rows(("odd", ABC[1]))
    QTest.keyClicks(said.rows.rows[1].boxes["title"], "!")
    assert said.values[0] == "odd"
    QTest.keyClicks(said.rows.rows[0].boxes["action"], "x")
    assert said.values[0] == {"action": "x", "title": ""}


def test_of_very_many_rows_the_first_are_shown_and_the_rest_is_kept(said: Said) -> None:
    many = tuple({"action": f"a{number}", "title": "T"} for number in range(1500))
    said.rows.show_rows(many)
    assert len(said.rows.rows) == SHOWN
    assert any(label.text().startswith("and 1,460 more") for label in said.rows.findChildren(QLabel))
    assert not said.rows.add_button.isEnabled()
    QTest.keyClicks(said.rows.rows[0].boxes["title"], "!")
    assert said.values == [many[0] | {"title": "!T"}, *many[1:]]
    said.rows.remove(0)
    assert said.values == list(many[1:])
    assert said.rows.rows[-1].value == many[SHOWN]
    said.rows.show_rows(ABC)
    assert said.rows.add_button.isEnabled()


def test_tab_walks_from_what_stands_above_through_the_rows_to_the_button(qtbot: QtBot, theme: Theme) -> None:
    whole = QWidget()
    above, below, rows = QLineEdit(), QLineEdit(), ActionRows(theme)
    layout = QVBoxLayout(whole)
    for part in (above, rows, below):
        layout.addWidget(part)
    qtbot.addWidget(whole)
    rows.above = above
    rows.show_rows(ABC)
    rows.show_rows(ABC[:2])
    rows.rows[0].more.click()
    assert [part.accessibleName() for part in rows.rows[0].in_order()[-2:]] == [
        "Action 1, icon",
        "Action 1, link",
    ]
    expected = [above, *(part for line in rows.rows for part in line.in_order()), rows.add_button, below]
    chain: list[QWidget] = [above]
    while (following := chain[-1].nextInFocusChain()) is not above:
        assert following is not None
        chain.append(following)
    assert [part for part in chain if part in expected] == expected


KEPT = "http://localhost:8765/pictures/kept.png"


@pytest.fixture
def gallery(said: Said, context: UiContext, engine: FakeEngine, desk: FakeDesk) -> Gallery:
    """The rows' pictures."""
    made = Gallery(context.bridge)
    made.attach(engine, desk)
    said.rows.use_pictures(made, context.bridge)
    said.rows.show_rows(())
    said.rows.show_rows(ABC)
    return made


def icon_of(said: Said, number: int) -> PictureBox:
    """The box for a row's icon."""
    said.rows.rows[number].open_more(True)
    box = said.rows.rows[number].boxes["icon"]
    assert isinstance(box, PictureBox)
    return box


async def test_an_icon_is_shown_small_with_its_size_and_what_is_to_be_noted(
    said: Said, gallery: Gallery, desk: FakeDesk
) -> None:
    desk.pictures.served["https://a/i"] = drawn(20, 10, "red")
    said.rows.show_rows((ABC[0] | {"icon": "https://a/i"},))
    gallery.want(["https://a/i"])
    await until(lambda: gallery.found("https://a/i"))
    box = icon_of(said, 0)
    assert box.thumbnail.isVisible()
    assert box.aside.text().startswith("20 × 10 · ")
    assert "not square" in box.aside.toolTip()
    assert "is small" in box.aside.toolTip()


async def test_a_file_becomes_the_icon_of_its_row(said: Said, gallery: Gallery, tmp_path: Path) -> None:
    box = icon_of(said, 1)
    assert box.browse.text() == "Choose a file for the icon of action 2…"
    box.browse.trigger()
    assert box.dialog is not None
    box.dialog.fileSelected.emit(str(tmp_path / "i.png"))
    box.dialog.close()
    await until(lambda: said.values)
    assert said.values == [ABC[0], ABC[1] | {"icon": KEPT}, ABC[2]]
    assert said.typing == "actions[1].icon"


async def test_a_row_that_is_taken_away_while_its_file_is_kept_stays_away(
    said: Said, gallery: Gallery, context: UiContext, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()

    async def keep(_path: Path) -> str:
        await gate.wait()
        return "kept.png"

    monkeypatch.setattr(desk.pictures, "keep", keep)
    box = icon_of(said, 0)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/x/i.png")])
    box.dropEvent(QDropEvent(QPointF(4, 4), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE))
    said.rows.remove(0)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(box)
    gate.set()
    await context.bridge.idle()
    assert said.values == [*ABC[1:]]
