"""A table with its filters: what is asked of it, and a row that is shown whatever they hide."""

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.filter_chips import ALL, Choice
from pushdesk.ui.tables.filtered import FilteredTable, beside
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role

CHOICES = [Choice(ALL, "All", Role.NEUTRAL), Choice("short", "Short", Role.OK)]
Listed = FilteredTable[str]


def groups(word: str) -> list[str]:
    return ["short"] if len(word) == 1 else []


@pytest.fixture
def listed(qtbot: QtBot, theme: Theme) -> Listed:
    """Words; those of one letter are short. It filters as it is asked to."""
    view = LiveView[str](lambda word: word, groups)
    model = LiveTableModel(view, (Column[str]("Word", lambda word: word, lambda word: word),))
    tail = QPushButton("More")
    made = FilteredTable[str](theme, model, "Words", CHOICES, "Search…", tail=tail)
    qtbot.addWidget(made)
    made.asked.connect(
        lambda: model.filter(
            lambda word: made.search.text() in word and made.filters.current in ("", *groups(word))
        )
    )
    model.load(["a", "b", "long", "longer"])
    made.show_numbers()
    made.resize(900, 300)
    made.show()
    return made


def shown(listed: Listed) -> list[str]:
    return [listed.table.live.id_at(row) for row in range(listed.table.live.rowCount())]


def test_chips_and_words_are_asked_for_and_a_row_is_found_whatever_they_hide(listed: Listed) -> None:
    listed.filters.choose("short")
    assert shown(listed) == ["a", "b"]
    asked = QSignalSpy(listed.asked)
    listed.search.setText("b")
    listed.search.returnPressed.emit()
    assert (asked.count(), shown(listed)) == (1, ["b"])
    assert not listed.look_at("nowhere")
    assert shown(listed) == ["b"]
    assert listed.look_at("longer")
    assert (listed.table.current_id(), len(shown(listed))) == ("longer", 4)
    assert (listed.filters.current, listed.search.text()) == (ALL, "")


def test_where_nothing_fits_it_says_so_and_offers_to_show_all(listed: Listed) -> None:
    assert not listed.nothing.isVisible()
    listed.search.setText("nowhere")
    listed.search.returnPressed.emit()
    assert listed.nothing.isVisible()
    assert not listed.table.isVisible()
    listed.table.live.apply(["nowhere near"])
    assert listed.table.isVisible()
    listed.filters.choose("short")
    assert listed.nothing.button is not None
    listed.nothing.button.click()
    assert (listed.table.isVisible(), len(shown(listed))) == (True, 5)
    assert (listed.filters.current, listed.search.text()) == (ALL, "")
    listed.search.setText("elsewhere")
    listed.search.returnPressed.emit()
    assert listed.nothing.isVisible()
    listed.table.live.load([])
    assert not listed.nothing.isVisible()
    listed.table.live.load(["a"])
    assert listed.nothing.isVisible()


def test_what_stands_at_the_bars_right_is_right_of_the_search(listed: Listed) -> None:
    more = next(made for made in listed.findChildren(QPushButton) if made.text() == "More")
    assert (
        more.mapTo(listed, more.rect().topLeft()).x()
        > listed.search.mapTo(listed, listed.search.rect().topRight()).x()
    )


def test_the_list_takes_what_a_wider_window_gives(qtbot: QtBot) -> None:
    both = beside(QWidget(), QWidget(), (600, 300))
    qtbot.addWidget(both)
    both.resize(905, 300)
    both.show()
    before = both.sizes()
    both.resize(1205, 300)
    assert both.sizes() == [before[0] + 300, before[1]]
