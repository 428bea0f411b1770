"""Cells: tags that do not fit are counted, and every kind of cell can be drawn."""

from pushdesk.ui.tables.delegate import fitting


def test_tags_that_fit_are_all_shown() -> None:
    assert fitting(["qa", "design"], 100, len) == ["qa", "design"]


def test_tags_without_room_become_a_number() -> None:
    assert fitting(["support", "design", "qa", "x"], 23, len) == ["support", "design", "+2"]
    assert fitting(["support", "design"], 8.0, len) == ["+2"]


def test_one_long_tag_is_shown_and_elided() -> None:
    assert fitting(["a-very-long-tag"], 5.0, len) == ["a-very-long-tag"]
