"""From a message to its campaign, and from elsewhere to a message or a device of the lab."""

from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.lab.fake_lab import FakeLab, caught, device
from tests.ui.lab.opened import cells, start


async def test_a_message_of_a_campaign_leads_there_and_one_of_somebody_elses_nowhere(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told
) -> None:
    lab.catch.kept = [caught(1), caught(2), caught(3)]
    lab.catch.deliveries, lab.catch.campaigns = {1: "d1", 3: "of another desk"}, {"d1": "c1"}
    await start(screen, context, engine)
    for number, there in (("2", False), ("1", True), ("3", False)):
        screen.page.table.look_at(number)
        await context.bridge.idle()
        assert screen.detail.campaign.isVisible() is there
    screen.page.table.look_at("1")
    await context.bridge.idle()
    assert screen.detail.campaign.accessibleName() == "Show the campaign"
    screen.detail.campaign.click()
    assert told.places == [("campaigns", "c1")]


async def test_a_message_that_was_asked_for_is_chosen_though_a_filter_hides_it_or_it_comes_later(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1)]
    await start(screen, context, engine)
    screen.page.search_for("nothing like that")
    await context.bridge.idle()
    assert not cells(screen, "Time")
    screen.open_item("1")
    assert screen.page.table.current_id() == "1"
    screen.open_item("2")
    engine.desk.feed.publish(Changes(1, caught=(caught(2),)))
    await until(lambda: screen.page.table.current_id() == "2")
    screen.page.table.look_at("1")
    engine.desk.feed.publish(Changes(2, caught=(caught(3),)))
    await until(lambda: len(cells(screen, "Time")) == 3)
    assert screen.page.table.current_id() == "1"


async def test_a_device_is_shown_by_its_address_its_card_and_what_arrived_for_it(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there.append(device("f1", "chromium", name="Chromium 156", profile="p1"))
    lab.catch.kept = [caught(1), caught(2, agent_id="f1", device="Chromium 156")]
    await start(screen, context, engine)
    screen.open_item("https://fcm.googleapis.com/fcm/send/f1")
    await context.bridge.idle()
    assert screen.page.model.id_at(0) == "2"
    assert len(cells(screen, "Time")) == 1
    focused = screen.page.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "What to do with Chromium 156"


async def test_a_device_that_the_lab_does_not_know_any_more_is_said(
    screen: LabScreen, context: UiContext, engine: FakeEngine, told: Told
) -> None:
    await start(screen, context, engine)
    screen.open_item("http://127.0.0.1:8766/push/gone")
    await context.bridge.idle()
    assert told.refused == ["The lab has no such device any more."]
