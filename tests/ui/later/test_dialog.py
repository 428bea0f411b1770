"""The dialog that asks for a time: presets, what a time means, and none that has passed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pushdesk.model import moments
from pushdesk.ui.later.dialog import TimeDialog, ask_time
from pushdesk.ui.later.times import presets, zone
from pushdesk.ui.theme.theme import Theme
from tests.ui.names import nameless

MINUTE = timedelta(minutes=1)


@pytest.fixture
def told() -> list[datetime]:
    return []


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot, told: list[datetime]) -> Iterator[TimeDialog]:
    over = QPushButton("Send later…")
    qtbot.addWidget(over)
    dialog = ask_time(over, "Send to 3 devices later", "Schedule", told.append)
    yield dialog
    # Until here, somebody holds what the dialog stands over.
    over.close()


def test_it_begins_in_ten_minutes_and_enter_tells_that(dialog: TimeDialog, told: list[datetime]) -> None:
    assert abs(dialog.at - moments.now() - 10 * MINUTE) <= MINUTE
    assert dialog.words.text().endswith(f", in 10 min · time zone {zone(dialog.at)}")
    at = dialog.at
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert told == [at]


def test_a_preset_is_one_press(dialog: TimeDialog, told: list[datetime]) -> None:
    tomorrow = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Tomorrow 9:00")
    tomorrow.click()
    assert dialog.words.text().startswith("Tomorrow 9:00, in ")
    dialog.do_button.click()
    (at,) = told
    assert (at.astimezone().hour, at.astimezone().minute) == (9, 0)


def test_a_time_that_has_passed_is_refused_with_one_sentence(
    dialog: TimeDialog, told: list[datetime]
) -> None:
    dialog.edit.clearMinimumDate()
    dialog.edit.setDateTime(QDateTime.currentDateTime().addSecs(-120))
    dialog.do_button.click()
    assert told == []
    assert dialog.isVisible()
    assert dialog.words.text().endswith("has passed already: choose a later time.")
    assert dialog.edit.accessibleDescription() == dialog.words.text()
    assert dialog.edit.property("problem") is True
    dialog.put(moments.now() + 5 * MINUTE)
    assert dialog.edit.property("problem") is False
    dialog.do_button.click()
    assert len(told) == 1


def test_escape_tells_nothing(dialog: TimeDialog, told: list[datetime]) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert told == []


def test_every_control_has_a_name(dialog: TimeDialog) -> None:
    assert nameless(dialog) == []


def test_the_monday_is_offered_where_it_is_not_tomorrow() -> None:
    for day, offered in ((28, True), (29, False), (30, True)):
        # Saturday, Sunday, Monday: at noon, whatever the time zone.
        now = datetime(2026, 11, day, 12).astimezone(UTC)
        found = {one.text: one.at(now) for one in presets(now)}
        assert ("Monday 9:00" in found) is offered
        assert found["Tomorrow 9:00"].date() == (now.astimezone() + timedelta(days=1)).date()
        if offered:
            assert (found["Monday 9:00"].weekday(), found["Monday 9:00"].hour) == (0, 9)
            assert found["Monday 9:00"] > now
