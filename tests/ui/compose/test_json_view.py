"""The JSON view: highlighting, and a mark and a sentence where it breaks."""

import pytest
from PySide6.QtGui import QGuiApplication, QTextLayout
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.settings import Theme as Choice
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.json_view import JsonView
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import DARK, LIGHT, Tokens


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> JsonView:
    """The example, and every edit comes back as the screen brings it."""
    made = JsonView(theme)
    qtbot.addWidget(made)
    made.edited.connect(lambda value, field, typing: made.show_value(value))
    made.show_value(EXAMPLE)
    made.show()
    return made


def colours(view: JsonView, line: int) -> list[tuple[str, str]]:
    """The words of a line with the colours they have."""
    block = view.editor.document().findBlockByNumber(line)
    layout: QTextLayout = block.layout()
    return [
        (block.text()[one.start : one.start + one.length], one.format.foreground().color().name())
        for one in layout.formats()
    ]


@pytest.mark.parametrize(("choice", "tokens"), [(Choice.LIGHT, LIGHT), (Choice.DARK, DARK)])
def test_names_texts_numbers_and_words_have_the_themes_colours(
    view: JsonView, theme: Theme, choice: Choice, tokens: Tokens
) -> None:
    view.show_value(DraftValue({"title": "😀 T", "silent": True, "timestamp": 12}))
    theme.choose(choice)
    assert ('"title"', tokens.info.ink) in colours(view, 1)
    assert colours(view, 1)[2][1] == tokens.ok.ink
    assert ("true", tokens.bad.ink) in colours(view, 2)
    assert ("12", tokens.warn.ink) in colours(view, 3)


def test_a_break_is_said_and_marked_at_its_line_and_column(view: JsonView) -> None:
    view.editor.setPlainText('{\n  "title": "😀",\n  "body" "B"\n}')
    assert view.problem.text().startswith("Line 3, column 10: A colon is missing")
    line, place = view.editor.extraSelections()
    assert place.cursor.selectedText() == '"'
    assert line.cursor.blockNumber() == 2
    view.go.click()
    cursor = view.editor.textCursor()
    assert (cursor.blockNumber(), cursor.positionInBlock()) == (2, 9)
    view.editor.setPlainText("{}")
    assert view._trouble.isHidden()
    assert view.editor.extraSelections() == []


def test_a_break_at_the_very_end_is_marked_too(view: JsonView) -> None:
    view.editor.setPlainText('{"title": "x"')
    assert view.editor.extraSelections()[1].cursor.selectedText() == '"'


def test_tidy_writes_it_in_order(view: JsonView) -> None:
    view.editor.setPlainText('{"body":"B","title":"T"}')
    view.tidy.click()
    assert view.editor.text() == '{\n  "title": "T",\n  "body": "B"\n}'
    assert not view.tidy.isEnabled()


def test_colouring_is_no_edit(view: JsonView, theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.edited):
        theme.choose(Choice.DARK)
        view.show_value(DraftValue({"title": "x"}))


def test_an_option_is_found_by_its_name(view: JsonView) -> None:
    view.show_value(DraftValue({"title": "own", "own": 1}))
    view.focus_option("own")
    assert view.editor.textCursor().selectedText() == '"own"'
    assert view.editor.textCursor().blockNumber() == 2


def test_a_name_given_twice_is_gone_to(view: JsonView) -> None:
    view.editor.setPlainText('{\n "title": "T",\n "title": "U"\n}')
    view.focus_option("json")
    assert view.editor.textCursor().blockNumber() == 2


def test_typing_keeps_the_caret(view: JsonView) -> None:
    cursor = view.editor.textCursor()
    cursor.setPosition(view.editor.text().index("parcel"))
    view.editor.setTextCursor(cursor)
    QTest.keyClicks(view.editor, "blue ")
    assert '"Your blue parcel is' in view.editor.text()


def test_the_text_is_copied_as_it_stands(view: JsonView, qtbot: QtBot) -> None:
    next(button for button in view.findChildren(type(view.tidy)) if button.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == view.editor.text()
