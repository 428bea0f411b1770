"""Undo and redo on one stack of values."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.history import REPLACED, History


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """A history with a clock, and short ways to type."""

    def __init__(self) -> None:
        self.owner = QObject()
        self.clock = Clock()
        self.history = History(DraftValue(), self.owner, self.clock)

    def type(self, name: str, text: str, *, after: float = 0.1) -> None:
        """One keystroke."""
        self.clock.now += after
        self.history.edit(self.history.value.with_option(name, text), name, name, typing=name)

    @property
    def title(self) -> object:
        return self.history.value.option("title")


@pytest.fixture
def desk(qapp: object) -> Desk:
    """Nothing typed yet."""
    return Desk()


def test_keystrokes_in_one_box_within_a_second_are_one_step(desk: Desk) -> None:
    for text in ("H", "He", "Hel"):
        desk.type("title", text)
    assert desk.history.stack.count() == 1
    desk.history.undo()
    assert desk.title is None
    desk.history.redo()
    assert desk.title == "Hel"


def test_a_second_later_it_is_another_step(desk: Desk) -> None:
    desk.type("title", "H")
    desk.type("title", "He", after=1.1)
    desk.history.undo()
    assert desk.title == "H"


def test_another_box_is_another_step(desk: Desk) -> None:
    desk.type("title", "H")
    desk.type("body", "B")
    desk.type("title", "He")
    desk.history.undo()
    assert (desk.title, desk.history.value.option("body")) == ("H", "B")


def test_what_is_no_typing_is_a_step_of_its_own(desk: Desk) -> None:
    for on in (True, None, True):
        desk.history.edit(desk.history.value.with_option("silent", on), "silent", "Silent")
    assert desk.history.stack.count() == 3


def test_typed_and_taken_back_within_a_second_is_no_step(desk: Desk) -> None:
    desk.type("title", "H")
    desk.history.edit(DraftValue(), "title", "Title", typing="title")
    assert desk.history.stack.count() == 0
    assert desk.history.value == DraftValue()


def test_a_json_that_a_change_elsewhere_drops_is_told_of_and_undo_brings_it_back(
    desk: Desk, qtbot: QtBot
) -> None:
    broken = '{"title": "x'
    desk.history.edit(desk.history.value.with_json(broken), "json", "JSON", typing="json")
    with qtbot.waitSignal(desk.history.replaced) as told:
        desk.type("title", "H")
    assert told.args == [REPLACED]
    with qtbot.assertNotEmitted(desk.history.replaced):
        desk.type("title", "He")
    assert (desk.title, desk.history.value.json) == ("He", None)
    desk.history.undo()
    assert (desk.title, desk.history.value.json) == (None, broken)
    desk.history.redo()
    assert desk.title == "He"


@pytest.mark.parametrize("text", [None, '{"title": "x', '{"title": "x"}'])
def test_what_the_json_view_does_with_its_broken_text_is_not_told(
    desk: Desk, qtbot: QtBot, text: str | None
) -> None:
    desk.history.edit(desk.history.value.with_json("{"), "json", "JSON")
    value = desk.history.value.without_json() if text is None else desk.history.value.with_json(text)
    with qtbot.assertNotEmitted(desk.history.replaced):
        desk.history.edit(value, "json", "JSON")


def test_the_same_value_again_is_no_step(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(desk.history.changed):
        desk.history.edit(DraftValue(), "title", "Title")
    assert not desk.history.stack.canUndo()


def test_undo_and_redo_say_where_they_were(desk: Desk) -> None:
    fields = list[str]()
    desk.history.returned.connect(fields.append)
    desk.type("title", "H")
    desk.type("body", "B")
    desk.history.undo()
    desk.history.undo()
    desk.history.redo()
    assert fields == ["body", "title", "title"]


def test_beyond_the_ends_nothing_happens(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(desk.history.changed):
        desk.history.undo()
        desk.history.redo()


def test_another_draft_cannot_be_undone(desk: Desk) -> None:
    desk.type("title", "H")
    desk.history.begin(DraftValue({"title": "Other"}))
    assert not desk.history.stack.canUndo()
    desk.history.undo()
    assert desk.title == "Other"


def test_another_origin_is_no_step_and_holds_for_every_value_of_the_same(desk: Desk, qtbot: QtBot) -> None:
    desk.type("title", "H")
    desk.history.edit(DraftValue({"title": "T"}, origin="t"), "title", "open")
    desk.history.undo()
    with qtbot.waitSignal(desk.history.changed):
        desk.history.adopt("", "new")
    assert (desk.title, desk.history.value.origin) == ("H", "new")
    desk.history.redo()
    assert desk.history.value.origin == "t"
    desk.history.undo()
    desk.history.undo()
    assert desk.history.value.origin == "new"
    with qtbot.assertNotEmitted(desk.history.changed):
        desk.history.adopt("t", "other")
