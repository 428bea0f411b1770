"""Widgets that are made later come in the Tab key's order where they stand."""

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.widgets.basics import button
from pushdesk.ui.widgets.tab_order import put_before


def order(window: QWidget) -> list[str]:
    """The buttons as Tab comes to them."""
    found, texts = window.nextInFocusChain(), list[str]()
    while found is not None and found is not window:
        if isinstance(found, QPushButton):
            texts.append(found.text())
        found = found.nextInFocusChain()
    return texts


def window(qtbot: QtBot, *first: str) -> tuple[QWidget, QVBoxLayout, QPushButton]:
    """Buttons, and then a frame with a label and the button “more”, and “last” after it."""
    made, frame, more = QWidget(), QFrame(), button("more")
    qtbot.addWidget(made)
    outer, inner = QVBoxLayout(made), QVBoxLayout(frame)
    for text in first:
        outer.addWidget(button(text))
    outer.addWidget(frame)
    inner.addWidget(QLabel("heading"))
    inner.addWidget(more)
    outer.addWidget(button("last"))
    return made, inner, more


def add(layout: QVBoxLayout, more: QPushButton, *texts: str) -> None:
    """New buttons over “more”."""
    made = [button(text) for text in texts]
    for one in made:
        layout.insertWidget(layout.count() - 1, one)
    put_before(more, *made)


def test_each_comes_before_its_anchor_and_after_what_was_there(qtbot: QtBot) -> None:
    made, layout, more = window(qtbot, "first")
    add(layout, more, "a", "b")
    add(layout, more, "c")
    assert order(made) == ["first", "a", "b", "c", "more", "last"]


def test_the_order_is_a_ring_where_the_anchor_is_the_windows_first(qtbot: QtBot) -> None:
    made, layout, more = window(qtbot)
    add(layout, more, "a", "b")
    add(layout, more, "c")
    found = order(made)
    start = found.index("a")
    assert found[start:] + found[:start] == ["a", "b", "c", "more", "last"]
