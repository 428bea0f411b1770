"""Notes of two lines; read-only text in a column, which never covers what stands under it."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.basics import column
from pushdesk.ui.widgets.scrolling import ScrollingColumn
from pushdesk.ui.widgets.text import MonoText, NoteLabel


def test_a_note_breaks_between_words_and_takes_a_second_line_only_where_it_needs_one(qtbot: QtBot) -> None:
    note = NoteLabel("muted", 200)
    qtbot.addWidget(note)
    note.setText("no push yet")
    one = note.sizeHint().height()
    assert note.shown(200) == "no push yet"
    sentence = "Chromium receives nothing until there is a network; Firefox does, and so do virtual devices."
    note.setText(sentence)
    assert note.sizeHint().height() > one
    assert note.sizeHint().width() == 200
    assert note.minimumSizeHint().height() == note.sizeHint().height()
    assert note.minimumSizeHint().width() < 50
    first, second = note.shown(200).split("\n")
    assert sentence.startswith(f"{first} {second.removesuffix('…').strip()}")
    assert second.endswith("…")
    following = second.split(" ", 1)[0]
    advance = note.fontMetrics().horizontalAdvance
    assert advance(first) <= 200 < advance(f"{first} {following}")
    assert note.shown(2000) == sentence
    note.resize(200, note.sizeHint().height())
    note.grab()
    assert note.toolTip() == sentence
    note.resize(2000, note.sizeHint().height())
    note.grab()
    assert note.toolTip() == ""


def test_a_note_of_one_line_stays_one_where_there_is_less_room_than_it_asked_for(qtbot: QtBot) -> None:
    note = NoteLabel("muted", 200)
    qtbot.addWidget(note)
    note.setText("It crashed or was killed.")
    wanted = note.sizeHint().width()
    exact = NoteLabel("muted", wanted)
    qtbot.addWidget(exact)
    exact.setText(note.text())
    assert exact.sizeHint().height() == note.sizeHint().height()
    assert exact.shown(wanted - 30).count("\n") == 0
    assert exact.shown(wanted - 30).endswith("…")


def test_mono_text_keeps_off_what_stands_under_it_whichever_text_it_gets(qtbot: QtBot) -> None:
    text, under, inner = MonoText("", name="Headers", lines=14), QPushButton("Copy this"), QWidget()
    inner.setLayout(column(text, under, 1, gap=10))
    shown = ScrollingColumn(inner)
    qtbot.addWidget(shown)
    shown.resize(416, 500)
    shown.show()
    top = text.y()
    for long in range(50, 70):
        # From one line to many: in between a scroll bar comes and goes, and lines wrap otherwise.
        text.say("one line")
        qtbot.wait_until(lambda: text.height() < 60 and under.y() < 90)
        text.say("\n".join(["Authorization: vapid " + "t" * long] * 7))
        qtbot.wait_until(lambda: under.y() > 100)
        assert text.minimumHeight() == text.maximumHeight(), long
        assert text.y() == top
        assert text.geometry().bottom() < under.y()
