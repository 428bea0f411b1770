"""Read-only text in a column: it never covers what stands under it."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.basics import column
from pushdesk.ui.widgets.scrolling import ScrollingColumn
from pushdesk.ui.widgets.text import MonoText


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
