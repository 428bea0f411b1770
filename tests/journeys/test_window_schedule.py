"""A message for later, from the window with its real desk to the device; and one whose time was missed."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from pushdesk.model import clock
from pushdesk.services.delivery import schedule as schedule_module
from pushdesk.services.parts import Desk
from pushdesk.ui.campaigns.missed_bar import MissedBar
from pushdesk.ui.later.dialog import TimeDialog
from tests.journeys.test_window import Person, in_window

pytestmark = pytest.mark.allow_log("no keyring answers")
MINUTE = timedelta(minutes=1)


def _schedule(person: Person, title: str) -> TimeDialog:
    """Write a message and schedule it in ten minutes, as the dialog offers first."""
    person.write("Title", title)
    # A message that no check warns of: nothing is asked but the time.
    person.write("Tag", "")
    person.press("Renotify")
    person.press("Send later…")
    dialog = person.window.findChild(TimeDialog)
    assert isinstance(dialog, TimeDialog)
    return dialog


def test_a_message_is_scheduled_and_the_device_gets_it_at_its_time(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = clock.now
    monkeypatch.setattr(schedule_module, "LOOK_SECONDS", 0.05)

    async def play(person: Person, desk: Desk) -> None:
        dialog = _schedule(person, "In ten minutes")
        at = dialog.at
        dialog.do_button.click()
        person.press("Campaigns")
        await person.sees(("Title",), [("In ten minutes",)])
        assert person.rows("State")[0][0].startswith(("Scheduled · today", "Scheduled · tomorrow"))

        ahead = at - right() + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: right() + ahead)
        (campaign,) = await person.engine.call(desk.sender.every)
        person.window.navigate("campaigns", campaign.id)
        await person.sees(("Status",), [("Shown",)])

    in_window(play, devices=1)


def test_a_time_that_was_missed_while_the_window_was_closed_is_asked_about_when_it_opens(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = clock.now

    async def before(person: Person, desk: Desk) -> None:
        _schedule(person, "Too late").do_button.click()
        await person.window.idle()

    async def after(person: Person, desk: Desk) -> None:
        person.find("A scheduled campaign missed its time. Nothing of it was sent.")
        person.press("Campaigns")
        await person.sees(("Title",), [("Too late",)])
        assert person.rows("State")[0][0].startswith("Missed · ")
        (campaign,) = await person.engine.call(desk.sender.every)
        person.window.navigate("campaigns", campaign.id)
        await person.sees(("Status",), [("Waiting",)])
        person.press("Send now: “Too late”")
        await person.sees(("Status",), [("Shown",)])
        assert not [one for one in person.window.findChildren(MissedBar) if one.isVisible()]

    in_window(before, devices=1)
    monkeypatch.setattr(clock, "now", lambda: right() + 20 * MINUTE)
    in_window(after, devices=1)
