"""Campaigns that missed their time: asked about over any place, with what can be done."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QToolButton

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState
from pushdesk.model.schedule import local
from pushdesk.model.views import CampaignRow, Changes
from pushdesk.settings import Settings
from pushdesk.ui.campaigns.missed_bar import MissedBar
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.names import nameless
from tests.ui.rows import campaign
from tests.ui.windows import opened, start

HOUR = timedelta(hours=1)


def waiting(identifier: str, ahead: timedelta, title: str = "Later") -> CampaignRow:
    at = clock.now() + ahead
    return campaign(identifier, CampaignState.SCHEDULED, title=title, started_at=None, scheduled_at=at)


@pytest_asyncio.fixture
async def window(
    theme: Theme, settings: Settings, engine: FakeEngine, desk: FakeDesk
) -> AsyncIterator[MainWindow]:
    """A window that opens after the time of one of two scheduled campaigns."""
    desk.sender.campaigns = [waiting("c1", -HOUR, "Too late"), waiting("c2", HOUR, "In time")]
    async with opened(theme, settings, [engine]) as made:
        await start(made)
        yield made


def bar(window: MainWindow) -> MissedBar:
    (found,) = window.findChildren(MissedBar)
    return found


def press(window: MainWindow, name: str) -> None:
    next(one for one in bar(window).findChildren(QPushButton) if one.accessibleName() == name).click()


def shown_actions(window: MainWindow) -> set[str]:
    """What the header of Campaigns offers now."""
    return {one.text() for one in window.screens["campaigns"].header_actions() if one.isVisible()}


async def test_the_window_asks_about_it_in_any_place_and_sends_it_now(
    window: MainWindow, desk: FakeDesk
) -> None:
    assert (window.place, bar(window).isVisible()) == ("compose", True)
    assert bar(window).sentence == "A scheduled campaign missed its time. Nothing of it was sent."
    assert nameless(bar(window)) == []
    press(window, "Send now: “Too late”")
    await until(lambda: desk.sender.asked == [("resume", "c1")])
    desk.feed.publish(Changes(2, campaigns=(campaign("c1"),)))
    await until(lambda: not bar(window).isVisible())


async def test_tab_comes_to_it_from_the_navigation_before_the_place(window: MainWindow) -> None:
    window.activateWindow()
    await until(window.isActiveWindow)
    window.side.button("settings").setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget().accessibleName())
    assert seen[:4] == [
        "Send now: “Too late”",
        "Choose another time…: “Too late”",
        "Cancel the campaign: “Too late”",
        "Let them wait",
    ]
    assert "Show on this computer" in seen or "Open the command palette" in seen


async def test_another_time_is_chosen_and_it_waits_again(window: MainWindow, desk: FakeDesk) -> None:
    press(window, "Choose another time…: “Too late”")
    screen = window.screens["campaigns"]
    dialog = screen.deeds.asking  # type: ignore[attr-defined]
    assert dialog.at > clock.now()
    at = dialog.at
    dialog.do_button.click()
    await until(lambda: not bar(window).isVisible())
    assert (await desk.sender.get("c1")).scheduled_at == at
    assert window.toast.sentence == f"Scheduled for {local(at)}."


async def test_cancelling_asks_a_question_that_fits(window: MainWindow, desk: FakeDesk) -> None:
    press(window, "Cancel the campaign: “Too late”")
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText().startswith("It was due ")
    assert {one.text() for one in box.buttons()} == {"Cancel the campaign", "Let it wait"}
    next(one for one in box.buttons() if one.text() == "Cancel the campaign").click()
    await until(lambda: desk.sender.asked == [("cancel", "c1")])


async def test_what_it_was_closed_on_is_asked_about_in_campaigns_alone_until_something_is_done(
    window: MainWindow, desk: FakeDesk
) -> None:
    close = bar(window).findChild(QToolButton)
    assert close is not None
    close.click()
    assert not bar(window).isVisible()
    assert window.toast.sentence == "Nothing is sent: Campaigns goes on asking."
    window.navigate("campaigns")
    assert bar(window).isVisible()
    assert not close.isVisible()
    # Its own page offers the same in the header, and another one's has nothing to do with it.
    window.navigate("campaigns", "c1")
    await until(lambda: not bar(window).isVisible())
    assert shown_actions(window) >= {"Send now", "Change time…", "Cancel"}
    window.screens["campaigns"].close_item()  # type: ignore[attr-defined]
    assert bar(window).isVisible()
    window.navigate("compose")
    assert not bar(window).isVisible()
    window.navigate("campaigns")
    press(window, "Send now: “Too late”")
    await until(lambda: desk.sender.asked == [("resume", "c1")])
    desk.feed.publish(Changes(2, campaigns=(campaign("c1"),)))
    await until(lambda: not bar(window).isVisible())


async def test_from_campaigns_it_cannot_be_put_off_by_accident(window: MainWindow) -> None:
    window.navigate("campaigns")
    await until(lambda: any(one.isVisible() for one in bar(window).findChildren(QPushButton)))
    button = next(one for one in bar(window).findChildren(QPushButton) if one.isVisible())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert bar(window).isVisible()
    window.navigate("compose")
    assert bar(window).isVisible()


async def test_closing_it_leaves_it_waiting_and_does_not_ask_again_elsewhere(
    window: MainWindow, desk: FakeDesk
) -> None:
    button = bar(window).findChildren(QPushButton)[0]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert not bar(window).isVisible()
    assert desk.sender.asked == []
    desk.feed.publish(Changes(2, campaigns=(waiting("c3", -2 * HOUR, "Another"),)))
    await until(lambda: bar(window).isVisible())
    (title,) = {one.accessibleName() for one in bar(window).findChildren(QPushButton) if one.isVisible()} & {
        "Send now: “Too late”",
        "Send now: “Another”",
    }
    assert title == "Send now: “Another”"


async def test_a_time_that_is_slept_through_is_noticed_by_the_timer(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + 2 * HOUR)
    missed = window.screens["campaigns"].missed  # type: ignore[attr-defined]
    assert missed._timer.isActive()
    missed._timer.setInterval(0)
    await until(lambda: bar(window).sentence.startswith("2 scheduled campaigns missed their time."))
    assert not missed._timer.isActive()


async def test_more_than_fit_are_a_number_that_leads_to_campaigns(window: MainWindow, desk: FakeDesk) -> None:
    more = tuple(replace(waiting(f"m{number}", -HOUR), title=f"M{number}") for number in range(4))
    desk.feed.publish(Changes(2, campaigns=more))
    await until(lambda: bar(window).sentence.startswith("5 "))
    press(window, "and 2 more: see Campaigns")
    assert window.place == "campaigns"
    assert "and 2 more below, each marked “Missed”" in {
        one.text() for one in bar(window).findChildren(QLabel)
    }
