"""PushDesk's own messages to browsers in the Lab: the payload as it was written, and what is done with it."""

import json

from PySide6.QtWidgets import QPushButton

from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeDesk, FakeEngine
from tests.ui.lab.fake_browsers import FakeLabWithBrowsers, Presented
from tests.ui.lab.fake_lab import FakeLab, caught, device
from tests.ui.lab.opened import choose, start

NOTE = "As PushDesk wrote it, without its receipt token; only the browser has the key that opens it."


def unread(lab: FakeLab) -> None:
    """A message to a Firefox that the lab cannot read."""
    lab.there = [device("f1", "firefox", name="Firefox 153"), device("v1")]
    lab.catch.kept = [caught(1, agent_id="f1", device="Firefox 153")]
    lab.catch.payloads[1] = None


async def test_it_has_its_payload_and_its_card_and_is_replayed(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    unread(lab)
    lab.catch.deliveries[1] = "d1"
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    detail = screen.detail
    assert json.loads(detail.text.toPlainText())["title"] == "Your parcel is on its way"
    assert (detail.note.text(), detail.note.isHidden()) == (NOTE, False)
    assert detail.notification.title.text() == "Your parcel is on its way"
    assert not detail.notification.isHidden()
    choose(detail.replay_menu, "Virtual device 1")
    await context.bridge.idle()
    assert lab.catch.replayed == [(1, "v1")]
    detail.tabs.choose(1)
    assert detail.note.isHidden()


async def test_what_only_the_browser_can_read_offers_no_replay_that_would_fail(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    unread(lab)
    lab.catch.kept.append(caught(2))
    await start(screen, context, engine)
    screen.page.table.look_at("2")
    screen.detail.replay_menu.aboutToShow.emit()  # before it was read: nothing is ruled out yet
    assert [action.isEnabled() for action in screen.detail.replay_menu.actions()] == [True, True]
    screen.page.table.look_at("1")
    await context.bridge.idle()
    assert screen.detail.notification.isHidden()
    screen.detail.replay_menu.aboutToShow.emit()
    offered = [(action.text(), action.isEnabled()) for action in screen.detail.replay_menu.actions()]
    assert offered == [("The lab cannot read it", False)]


async def test_a_push_without_a_payload_can_be_replayed(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    unread(lab)
    lab.catch.kept = [caught(1, agent_id="f1", device="Firefox 153", size=0)]
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    choose(screen.detail.replay_menu, "Virtual device 1")
    await context.bridge.idle()
    assert lab.catch.replayed == [(1, "v1")]


async def test_its_notification_in_the_built_in_browser_is_found_by_its_delivery(
    screen: LabScreen, context: UiContext, engine: FakeEngine, desk: FakeDesk
) -> None:
    lab = FakeLabWithBrowsers(desk.feed.publish)
    desk.lab = lab
    lab.there = [device("b1", "builtin", name="Built-in browser", profile="p0")]
    lab.catch.kept = [caught(1, agent_id="b1", device="Built-in browser")]
    lab.catch.payloads[1] = None
    lab.catch.deliveries[1] = "d1"
    real = '{"title": "Your parcel is on its way", "pushdesk": {"delivery": "d1", "token": "secret"}}'
    lab.builtin.presented.append(Presented("n4", real))
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    buttons = {made.text(): made for made in screen.detail.notification.findChildren(QPushButton)}
    buttons["Track parcel"].click()
    await context.bridge.idle()
    assert lab.builtin.asked[-1] == ("click", "n4", "track")
