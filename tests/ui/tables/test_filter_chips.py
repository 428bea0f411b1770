"""Filter chips and their bar: one is chosen, empty groups hide, a narrow bar has two lines."""

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from pushdesk.ui.tables.filter_bar import FilterBar
from pushdesk.ui.tables.filter_chips import ALL, Choice, FilterChips
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.chips import ChipButton
from pushdesk.ui.widgets.fields import SearchField

CHOICES = [Choice(ALL, "All", Role.NEUTRAL), Choice("good", "Good", Role.OK), Choice("bad", "Bad", Role.BAD)]


@pytest.fixture
def chips(qtbot: QtBot, theme: Theme) -> FilterChips:
    made = FilterChips(theme, CHOICES)
    qtbot.addWidget(made)
    made.show()
    return made


def visible(chips: FilterChips) -> list[str]:
    return [chip.text() for chip in chips.findChildren(ChipButton) if chip.isVisible()]


def test_groups_with_nothing_in_them_are_not_shown(chips: FilterChips) -> None:
    chips.count({"good": 1204}, 1204)
    assert visible(chips) == ["All 1\u202f204", "Good 1\u202f204"]


def test_the_chosen_group_stays_even_when_it_empties(chips: FilterChips) -> None:
    chips.count({"bad": 1}, 1)
    chips.choose("bad")
    chips.count({"good": 1}, 1)
    assert visible(chips) == ["All 1", "Good 1", "Bad"]
    assert chips.current == "bad"


def test_a_click_chooses_and_tells(chips: FilterChips) -> None:
    chips.count({"good": 1}, 1)
    spy = QSignalSpy(chips.chosen)
    next(chip for chip in chips.findChildren(ChipButton) if chip.text() == "Good 1").click()
    chips.choose("good")
    assert [spy.at(number)[0] for number in range(spy.count())] == ["good"]


def test_a_narrow_bar_puts_the_chips_under_the_search(theme: Theme, qtbot: QtBot) -> None:
    chips, search = FilterChips(theme, CHOICES), SearchField("Search…")
    bar = FilterBar(chips, search)
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    bar.show()
    qtbot.waitUntil(lambda: chips.y() < search.geometry().bottom())
    bar.resize(360, 80)
    qtbot.waitUntil(lambda: chips.y() > search.geometry().bottom())
