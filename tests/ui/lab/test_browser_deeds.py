"""Browsers from cards and menus: the built-in one and those that the computer has."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeDesk, FakeEngine, Told, until
from tests.ui.lab.fake_browsers import FakeLabWithBrowsers
from tests.ui.lab.fake_lab import caught, device


@pytest.fixture
def lab(desk: FakeDesk) -> FakeLabWithBrowsers:
    made = FakeLabWithBrowsers(desk.feed.publish)
    desk.lab = made
    return made


@pytest.fixture
async def screen(context: UiContext, qtbot: QtBot, engine: FakeEngine, lab: FakeLabWithBrowsers) -> LabScreen:
    made = LabScreen(context)
    context.actions.ready = True
    qtbot.addWidget(made.widget)
    made.attach(engine, engine.desk)
    await context.bridge.idle()
    return made


def choose(screen: LabScreen, card: int, text: str) -> None:
    """Press an entry of a card's menu."""
    menu = screen.page.cards.cards[card].menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()


async def test_the_built_in_browser_is_a_card_and_starts_from_it(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers
) -> None:
    choose(screen, 0, "Start")
    choose(screen, 0, "Start with the browser’s real push service")
    await context.bridge.idle()
    assert lab.builtin.asked == [("start", None, False), ("start", None, True)]


async def test_each_found_browser_can_be_added_on_both_kinds_of_profile(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, told: Told
) -> None:
    menu = screen.commands.add_device.menu()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Virtual device",
        "10 virtual devices",
        "Built-in browser",
        "Firefox 153.7, throw-away profile",
        "Firefox 153.7, throw-away profile, another page…",
        "Firefox 153.7, kept profile",
        "Firefox 153.7, kept profile, another page…",
        "Chromium 156, throw-away profile",
        "Chromium 156, throw-away profile, another page…",
        "Chromium 156, kept profile",
        "Chromium 156, kept profile, another page…",
    ]
    menu.actions()[5].trigger()
    await context.bridge.idle()
    assert lab.browsers.asked == [("open", "firefox", True, None)]
    assert told.notified == ["Firefox 153.7 is starting on a profile of the lab’s own."]


async def test_a_browser_can_be_added_at_a_page_of_ones_own(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers
) -> None:
    menu = screen.commands.add_device.menu()
    assert isinstance(menu, QMenu)
    menu.actions()[4].trigger()
    asked = screen.page.findChild(QInputDialog)
    assert asked is not None
    asked.setTextValue(" http://localhost:4000/shop ")
    asked.accept()
    await context.bridge.idle()
    assert lab.browsers.asked == [("open", "firefox", False, "http://localhost:4000/shop")]


async def test_a_kept_profile_starts_again(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers
) -> None:
    choose(screen, 1, "Start")
    await context.bridge.idle()
    assert lab.browsers.asked == [("reopen", "p1", None)]


async def test_a_page_is_opened_where_somebody_names_it(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers
) -> None:
    asked = screen._browsers.ask_url(device("", "builtin", name="Built-in browser", state="on"))
    asked.setTextValue(" http://localhost:3000/shop ")
    asked.accept()
    await context.bridge.idle()
    assert lab.builtin.asked == [("open", "http://localhost:3000/shop")]
    asked = screen._browsers.ask_url(device("f1", "firefox", name="Firefox", profile="p1", state="on"))
    assert "started again" in asked.labelText()
    asked.accept()
    await context.bridge.idle()
    assert lab.browsers.asked == [("reopen", "p1", "http://localhost:3000/")]


async def test_forgetting_a_profile_asks_first(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers
) -> None:
    choose(screen, 1, "Forget…")
    box = screen.page.findChild(QMessageBox)
    assert box is not None
    assert lab.browsers.asked == []
    next(made for made in box.buttons() if made.text() == "Forget it").click()
    await context.bridge.idle()
    assert lab.browsers.asked == [("forget", "p1")]


async def test_a_throw_away_profile_whose_browser_crashed_is_removed_at_once(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, engine: FakeEngine
) -> None:
    lab.there[1] = device("f1", "firefox", name="Firefox", profile="p1", kept=False, state="ended")
    screen.attach(engine, engine.desk)
    await context.bridge.idle()
    choose(screen, 1, "Remove")
    await context.bridge.idle()
    assert lab.browsers.asked == [("forget", "p1")]


async def test_the_built_in_browsers_open_notification_is_what_is_clicked_and_closed(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, engine: FakeEngine
) -> None:
    lab.there.append(device("b1", "builtin", name="Built-in browser", profile="p0"))
    lab.catch.kept = [caught(1, agent_id="b1")]
    screen.attach(engine, engine.desk)
    await context.bridge.idle()
    screen.page.table.look_at("1")
    await context.bridge.idle()
    buttons = {made.text(): made for made in screen.detail.notification.findChildren(QPushButton)}
    buttons["Track parcel"].click()
    buttons["✕"].click()
    await context.bridge.idle()
    assert lab.builtin.asked == [("click", "n2", "track"), ("close", "n2")]


async def test_a_cards_device_is_shown_in_devices_where_it_was_captured(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, desk: FakeDesk, told: Told
) -> None:
    choose(screen, 1, "Show in Devices")
    await context.bridge.idle()
    assert not told.places
    end = lab.there[1].aliases[0]["endpoint"].rpartition("/")[2]
    desk.devices.rows[1].endpoint = f"https://push.example/fcm/send/{end}"
    choose(screen, 1, "Show in Devices")
    await context.bridge.idle()
    assert told.places[-1] == ("devices", "v2")


@pytest.mark.parametrize(("kept", "text"), [(True, "Stop"), (False, "Stop and delete the profile")])
async def test_stopping_a_throw_away_browser_says_that_its_profile_is_deleted(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, kept: bool, text: str
) -> None:
    def offered() -> set[str]:
        menu = screen.page.cards.cards[1].menu
        menu.aboutToShow.emit()
        return {action.text() for action in menu.actions() if action.text().startswith("Stop")}

    lab.there[1] = replace(lab.there[1], state="on", kept=kept)
    screen.apply(Changes(1, lab=True))
    await until(lambda: offered() == {text})
    choose(screen, 1, text)
    await context.bridge.idle()
    assert lab.browsers.asked == [("stop", "p1")]


async def test_what_was_withdrawn_is_allowed_again_and_each_is_offered_in_its_turn(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, told: Told
) -> None:
    def offered() -> set[str]:
        menu = screen.page.cards.cards[1].menu
        menu.aboutToShow.emit()
        return {action.text() for action in menu.actions()} & {"Allow again", "Withdraw permission"}

    assert offered() == {"Withdraw permission"}
    lab.there[1] = replace(lab.there[1], blocked=True)
    screen.apply(Changes(1, lab=True))
    await until(lambda: offered() == {"Allow again"})
    choose(screen, 1, "Allow again")
    await context.bridge.idle()
    assert lab.browsers.asked == [("allow", "p1")]
    assert told.notified == ["Notifications are allowed there again."]
    lab.there[1] = replace(lab.there[1], subscriptions=0, id="p1")
    screen.apply(Changes(2, lab=True))
    await until(lambda: screen.overview.devices[1].subscriptions == 0)
    assert offered() == {"Allow again"}


async def test_the_built_in_browsers_permission_is_withdrawn_and_given_back_in_its_menu(
    screen: LabScreen, context: UiContext, lab: FakeLabWithBrowsers, told: Told
) -> None:
    def offered() -> dict[str, bool]:
        menu = screen.page.cards.cards[0].menu
        menu.aboutToShow.emit()
        names = {"Allow again", "Withdraw permission"}
        return {action.text(): action.isEnabled() for action in menu.actions() if action.text() in names}

    builtin = device("b1", "builtin", name="Built-in browser", profile="p0")
    lab.there.append(builtin)
    screen.apply(Changes(1, lab=True))
    await until(lambda: offered() == {"Withdraw permission": True})
    choose(screen, 0, "Withdraw permission")
    await context.bridge.idle()
    assert lab.asked == [("withdraw", "b1")]
    lab.there[-1] = replace(builtin, blocked=True)
    screen.apply(Changes(2, lab=True))
    await until(lambda: offered() == {"Allow again": True})
    choose(screen, 0, "Allow again")
    await context.bridge.idle()
    assert lab.builtin.asked == [("allow",)]
    assert told.notified[-1] == "Notifications are allowed there again."
