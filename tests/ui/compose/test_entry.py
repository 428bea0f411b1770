"""Boxes to type into: the draft's undo, exact text, and no room for what is far too long."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QTextOption
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.entry import LineBox, TextBox, drafts_menu
from pushdesk.ui.compose.json_text import MOST_CHARACTERS

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def line(qtbot: QtBot) -> LineBox:
    """A line with a word in it."""
    made = LineBox("Title")
    qtbot.addWidget(made)
    made.show_text("Hello")
    made.show()
    return made


@pytest.fixture
def area(qtbot: QtBot) -> TextBox:
    """A text of two lines."""
    made = TextBox("Body")
    qtbot.addWidget(made)
    made.show_text("Hello\nWorld")
    made.show()
    return made


def test_the_boxes_own_undo_does_nothing(line: LineBox, area: TextBox) -> None:
    for box in (line, area):
        said = list[str]()
        box.typed.connect(said.append)
        QTest.keyClicks(box, "ab")
        for keys in (CTRL, CTRL | Qt.KeyboardModifier.ShiftModifier):
            QTest.keyClick(box, Qt.Key.Key_Z, keys)
        assert len(said) == 2


def test_the_context_menus_offer_the_drafts_undo_only(line: LineBox, area: TextBox) -> None:
    undo = QAction("Undo: Title", line)
    for box in (line, area):
        box.addAction(undo)
        menu = drafts_menu(box, box.createStandardContextMenu())
        assert undo in menu.actions()
        assert not {"edit-undo", "edit-redo"} & {action.objectName() for action in menu.actions()}
        menu.deleteLater()


def test_showing_says_nothing_and_keeps_the_caret(line: LineBox, area: TextBox, qtbot: QtBot) -> None:
    line.setCursorPosition(2)
    with qtbot.assertNotEmitted(line.typed), qtbot.assertNotEmitted(area.typed):
        line.show_text("Hello")
        area.show_text("Hello\nthere")
    assert line.cursorPosition() == 2
    assert area.text() == "Hello\nthere"


def test_far_too_long_a_paste_is_a_sentence_and_changes_nothing(line: LineBox, area: TextBox) -> None:
    long = "x" * 10_000_000
    QGuiApplication.clipboard().setText(long)
    for box, text in ((line, "Hello"), (area, "Hello\nWorld")):
        refused, typed = list[str](), list[str]()
        box.refused.connect(refused.append)
        box.typed.connect(typed.append)
        box.paste()
        assert box.text() == text
        assert typed == []
        assert refused == [
            f"That text is too long: there is room for {MOST_CHARACTERS:,} characters. "
            "Nothing was changed, and the clipboard still has it."
        ]
    assert QGuiApplication.clipboard().text() == long


def drop(box: LineBox | TextBox, text: str) -> QDropEvent:
    """The event after somebody dragged `text`, out of another window, to the box's beginning."""
    mime = QMimeData()
    mime.setText(text)
    place, actions = QPointF(1, 10), Qt.DropAction.MoveAction
    given = (actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    over = box.viewport() if isinstance(box, TextBox) else box
    QGuiApplication.sendEvent(over, QDragEnterEvent(place.toPoint(), *given))
    event = QDropEvent(place, *given)
    QGuiApplication.sendEvent(over, event)
    return event


def test_a_text_is_dropped_where_it_has_room(line: LineBox, area: TextBox) -> None:
    for box, text in ((line, "Hello"), (area, "Hello\nWorld")):
        typed = list[str]()
        box.typed.connect(typed.append)
        assert drop(box, "Well: ").isAccepted()
        assert typed == [box.text()]
        assert box.text() == f"Well: {text}"


def test_far_too_long_a_drop_is_a_sentence_and_stays_where_it_was(line: LineBox, area: TextBox) -> None:
    for box, text in ((line, "Hello"), (area, "Hello\nWorld")):
        refused, typed = list[str](), list[str]()
        box.refused.connect(refused.append)
        box.typed.connect(typed.append)
        event = drop(box, "x" * 10_000_000)
        assert (event.isAccepted(), event.dropAction()) == (False, Qt.DropAction.IgnoreAction)
        assert (box.text(), typed) == (text, [])
        assert refused == [
            f"That text is too long: there is room for {MOST_CHARACTERS:,} characters. Nothing was changed."
        ]


def test_pieces_add_up_to_too_much(area: TextBox) -> None:
    refused = list[str]()
    area.refused.connect(refused.append)
    piece = QMimeData()
    piece.setText("x" * (MOST_CHARACTERS // 2))
    for _ in range(3):
        area.insertFromMimeData(piece)
    assert len(refused) == 2
    assert len(area.text()) <= MOST_CHARACTERS


def test_no_break_spaces_and_line_separators_stay_what_they_are(area: TextBox) -> None:
    area.show_text("a\u00a0b\u2028c")
    assert area.text() == "a\u00a0b\u2028c"


def test_a_byte_order_mark_in_front_is_left_out(line: LineBox, area: TextBox) -> None:
    for box in (line, area):
        box.show_text("\ufeffa")
        assert box.text() == "a"


def test_half_a_character_is_shown_as_a_replacement(line: LineBox, area: TextBox) -> None:
    for box in (line, area):
        box.show_text("a\ud83db")
        assert box.text() == "a\ufffdb"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(st.dictionaries(st.text(), st.text() | st.lists(st.integers())))
def test_json_survives_the_editor(area: TextBox, document: dict[str, object]) -> None:
    area.show_text(json_text.write(document))
    assert json_text.read(area.text()) == document


def test_a_word_without_end_is_wrapped_anywhere(area: TextBox) -> None:
    words, endless = "word " * 2_000, "x" * 10_000
    modes = QTextOption.WrapMode
    for text, mode in ((words, modes.WrapAtWordBoundaryOrAnywhere), (endless, modes.WrapAnywhere)) * 2:
        area.show_text(text)
        assert area.wordWrapMode() == mode
        assert area.text() == text
    area.selectAll()
    QTest.keyClicks(area, "a")
    assert area.wordWrapMode() == modes.WrapAtWordBoundaryOrAnywhere
    pasted = QMimeData()
    pasted.setText(endless)
    area.insertFromMimeData(pasted)
    assert area.wordWrapMode() == modes.WrapAnywhere


def test_a_word_without_end_is_never_laid_out_by_words(
    area: TextBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless, chosen = "x" * 10_000, list[QTextOption.WrapMode]()
    choose = area.setWordWrapMode

    def watched(mode: QTextOption.WrapMode) -> None:
        assert mode == QTextOption.WrapMode.WrapAnywhere or endless not in area.text()
        chosen.append(mode)
        choose(mode)

    monkeypatch.setattr(area, "setWordWrapMode", watched)
    area.show_text(endless)
    pasted = QMimeData()
    pasted.setText("a few words")
    area.insertFromMimeData(pasted)
    assert chosen == [QTextOption.WrapMode.WrapAnywhere]
    area.show_text("words")
    assert chosen[1:] == [QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere]
