"""The Campaigns screen as a person uses it: history, a live campaign, its inspector, its buttons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pushdesk.model.campaign import CampaignState, DeliveryState
from pushdesk.model.views import Changes, DeliveryRow
from pushdesk.ui.campaigns.delivery_view import Group
from pushdesk.ui.campaigns.screen import CampaignsScreen
from pushdesk.ui.context import UiContext
from tests.ui.fakes import FakeDesk, FakeEngine, Told, until
from tests.ui.names import nameless
from tests.ui.rows import accepted, campaign, delivery, rejected


@pytest.fixture
def screen(context: UiContext, desk: FakeDesk, qtbot: QtBot) -> CampaignsScreen:
    """A desk with one running campaign of three deliveries and one that ended."""
    desk.sender.campaigns = [
        campaign(counts={"sending": 1, "rejected": 1, "pending": 1}),
        campaign("c0", CampaignState.FINISHED, title="Hello", counts={"accepted": 1}),
    ]
    desk.sender.rows = {
        "c1": [delivery(0, DeliveryState.SENDING), rejected(1), delivery(2)],
        "c0": [accepted(9, campaign_id="c0")],
    }
    context.actions.ready = True
    made = CampaignsScreen(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(1200, 800)
    made.widget.show()
    return made


async def open_campaign(screen: CampaignsScreen, engine: FakeEngine, identifier: str = "c1") -> None:
    screen.attach(engine, engine.desk)
    screen.open_item(identifier)
    await until(lambda: screen.page.campaign is not None)


def visible_actions(screen: CampaignsScreen) -> list[str]:
    return [action.text() for action in screen.header_actions() if action.isVisible()]


async def test_the_history_is_newest_first_and_a_click_opens_one(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    screen.attach(engine, engine.desk)
    await until(lambda: screen.history.model.rowCount() == 2)
    assert screen.header.badge == "2"
    table = screen.history.table
    place = table.visualRect(screen.history.model.index_of("c0")).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: screen.page.campaign is not None)
    assert screen.header.title == "Hello"
    assert screen.widget.currentWidget() is screen.page


async def test_without_campaigns_the_screen_says_what_would_be_here(
    screen: CampaignsScreen, engine: FakeEngine, told: Told
) -> None:
    engine.desk.sender.campaigns = []
    screen.attach(engine, engine.desk)
    await until(lambda: screen.history.empty.isVisible())
    button = screen.history.empty.button
    assert button is not None
    button.click()
    assert told.places == [("compose", None)]


async def test_a_campaign_of_another_process_appears_in_the_history(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    screen.attach(engine, engine.desk)
    await until(lambda: screen.history.model.rowCount() == 2)
    screen.apply(Changes(5, campaigns=(campaign("c7", title="From the command line"),)))
    assert screen.history.model.rowCount() == 3
    assert screen.header.badge == "3"


async def test_a_live_campaign_turns_rows_and_counters_without_a_reset(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    resets = QSignalSpy(screen.page.model.modelReset)
    counts = {"accepted": 1, "rejected": 1, "pending": 1, "shown": 1}
    screen.apply(Changes(6, campaigns=(campaign(counts=counts),), deliveries=(accepted(0, "shown"),)))
    assert screen.page.model.index(0, 2).data() == "Shown"
    assert screen.header.chips[0].text == "Sending · 2 of 3"
    assert screen.page.filters.current == ""
    assert resets.count() == 0


async def test_changes_of_another_campaign_do_not_reach_the_open_table(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    screen.apply(Changes(6, deliveries=(accepted(77, campaign_id="c9"),)))
    assert screen.page.model.rowCount() == 3


async def test_a_large_table_is_read_page_by_page_with_what_changes_meanwhile(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    rows = [delivery(number, DeliveryState.SENDING) for number in range(4_000)]
    engine.desk.sender.rows["c1"] = rows
    read, pages = engine.desk.sender.deliveries, []

    async def reading(campaign_id: str, after: int = -1, limit: int | None = None) -> list[DeliveryRow]:
        pages.append(after)
        if after == 199:  # one page is in the table, one is being read, one is not asked for yet
            rows[3_400] = accepted(3_400)
            screen.apply(Changes(7, deliveries=(accepted(5), accepted(600), accepted(3_400))))
        return await read(campaign_id, after, limit)

    engine.desk.sender.deliveries = reading  # type: ignore[method-assign]
    await open_campaign(screen, engine)
    assert pages == [-1, *range(199, 4_000, 500)]
    view = screen.page.model.view
    assert view.order == [row.id for row in rows]
    assert [view.at(place).state for place in (5, 600, 3_400)] == [DeliveryState.ACCEPTED] * 3
    await until(lambda: "half of 3 answers took at most 41 ms" in screen.page.summary._latency.toolTip())


async def test_what_changes_while_the_table_is_loaded_is_not_lost(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    screen.attach(engine, engine.desk)
    screen.open_item("c1")
    screen.apply(
        Changes(6, campaigns=(campaign(counts={"accepted": 3}),), deliveries=(accepted(0, "shown"),))
    )
    await until(lambda: screen.page.campaign is not None)
    assert screen.page.model.index(0, 2).data() == "Shown"
    assert screen.header.chips[0].text == "Sending · 3 of 3"


async def test_arrows_walk_the_table_and_the_inspector_follows(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    table, inspector = screen.page.table, screen.page.inspector
    table.look_at("d0")
    assert inspector.name.text() == "Device 0"
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert inspector.name.text() == "Support MacBook"
    assert inspector.chip.chip.text == "Rejected 403"
    assert "BadJwtToken" in inspector.explanation.why.text()


async def test_the_inspected_delivery_is_followed_live(screen: CampaignsScreen, engine: FakeEngine) -> None:
    await open_campaign(screen, engine)
    screen.page.table.look_at("d0")
    screen.apply(Changes(6, deliveries=(accepted(0, "received", "shown"),)))
    assert screen.page.inspector.chip.chip.text == "Shown"
    assert screen.page.inspector.timeline.lines[-1] == "+ 2 s The device showed it"


async def test_a_filter_chip_and_the_search_narrow_the_table(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    screen.page.filters.choose(Group.REJECTED)
    assert screen.page.model.rowCount() == 1
    screen.page.filters.choose("")
    QTest.keyClicks(screen.page.search, "fcm")
    QTest.keyClick(screen.page.search, Qt.Key.Key_Return)
    assert screen.page.model.rowCount() == 2


async def test_the_buttons_are_those_that_the_state_allows(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    assert visible_actions(screen) == []
    await open_campaign(screen, engine)
    assert visible_actions(screen) == ["Pause", "Cancel", "Duplicate", "Copy as Markdown"]
    screen.apply(Changes(6, campaigns=(campaign(state=CampaignState.PAUSED),)))
    assert visible_actions(screen) == ["Resume", "Cancel", "Duplicate", "Copy as Markdown"]
    screen.apply(Changes(7, campaigns=(campaign(state=CampaignState.FINISHED),)))
    assert visible_actions(screen) == ["Duplicate", "Copy as Markdown"]


async def test_what_failed_can_be_retried_unless_it_is_being_sent_or_was_cancelled(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    retry = next(action for action in screen.header_actions() if action.text() == "Retry failed")
    may = {CampaignState.FINISHED, CampaignState.PAUSED, CampaignState.INTERRUPTED}
    for state in CampaignState:
        for trouble in ("failed", "rejected", "gone"):
            screen.apply(Changes(6, campaigns=(campaign(state=state, counts={trouble: 1}),)))
            assert retry.isVisible() == (state in may and trouble != "gone"), (state, trouble)
    screen.apply(Changes(7, campaigns=(campaign(state=CampaignState.FINISHED, counts={"failed": 1}),)))
    assert "failed or was rejected" in retry.toolTip()
    retry.trigger()
    await until(lambda: engine.desk.sender.asked)
    assert engine.desk.sender.asked == [("retry", "c1")]


async def test_pause_and_resume_ask_the_sender(screen: CampaignsScreen, engine: FakeEngine) -> None:
    await open_campaign(screen, engine)
    screen.header_actions()[2].trigger()
    screen.apply(Changes(6, campaigns=(campaign(state=CampaignState.PAUSED),)))
    screen.header_actions()[3].trigger()
    await until(lambda: len(engine.desk.sender.asked) == 2)
    assert engine.desk.sender.asked == [("pause", "c1"), ("resume", "c1")]


async def test_a_scheduled_one_is_sent_now_or_cancelled(screen: CampaignsScreen, engine: FakeEngine) -> None:
    await open_campaign(screen, engine)
    screen.apply(Changes(6, campaigns=(campaign(state=CampaignState.SCHEDULED, started_at=None),)))
    assert visible_actions(screen) == [
        "Send now",
        "Change time…",
        "Cancel",
        "Duplicate",
        "Copy as Markdown",
    ]
    send_now = screen.header_actions()[0]
    assert send_now.toolTip() == "Send the scheduled campaign now"
    send_now.trigger()
    await until(lambda: engine.desk.sender.asked == [("resume", "c1")])
    screen.apply(Changes(7, campaigns=(campaign(state=CampaignState.PAUSED),)))
    assert visible_actions(screen)[0] == "Resume"


async def test_cancelling_asks_first_and_says_what_was_sent(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    screen.header_actions()[5].trigger()
    box = screen.widget.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText().startswith("1 sent, 1 on their way, 1 waiting.")
    assert engine.desk.sender.asked == []
    press(box, "Cancel the campaign")
    await until(lambda: engine.desk.sender.asked)
    assert engine.desk.sender.asked == [("cancel", "c1")]


async def test_going_on_sending_cancels_nothing(screen: CampaignsScreen, engine: FakeEngine) -> None:
    await open_campaign(screen, engine)
    screen.header_actions()[5].trigger()
    box = screen.widget.findChild(QMessageBox)
    assert box is not None
    press(box, "Go on sending")
    screen.header_actions()[2].trigger()
    await until(lambda: engine.desk.sender.asked)
    assert engine.desk.sender.asked == [("pause", "c1")]


async def test_every_control_has_a_name_for_those_who_do_not_see_it(
    screen: CampaignsScreen, engine: FakeEngine
) -> None:
    await open_campaign(screen, engine)
    assert nameless(screen.widget) == []


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


async def test_duplicate_opens_the_message_in_compose(
    screen: CampaignsScreen, engine: FakeEngine, told: Told
) -> None:
    await open_campaign(screen, engine)
    screen.header_actions()[6].trigger()
    assert told.places == [("compose", "c1")]


async def test_a_campaign_copies_as_markdown(screen: CampaignsScreen, engine: FakeEngine, told: Told) -> None:
    await open_campaign(screen, engine)
    screen.header_actions()[7].trigger()
    assert QGuiApplication.clipboard().text().startswith("## Your parcel is on its way\n")
    assert told.notified


async def test_a_failure_offers_its_remedy(screen: CampaignsScreen, engine: FakeEngine, told: Told) -> None:
    await open_campaign(screen, engine)
    screen.page.table.look_at("d1")
    screen.page.inspector.explanation.remedy.click()
    assert told.places == [("settings", None)]
    gone = rejected(1)._replace(state=DeliveryState.GONE, status=410)
    screen.apply(Changes(6, deliveries=(gone,)))
    screen.page.inspector.explanation.remedy.click()
    assert told.places[-1] == ("devices", "s1")


async def test_escape_goes_back_to_the_history(screen: CampaignsScreen, engine: FakeEngine) -> None:
    await open_campaign(screen, engine)
    screen.widget.activateWindow()
    await until(lambda: screen.page.table.hasFocus())
    QTest.keyClick(screen.page.table, Qt.Key.Key_Escape)
    assert screen.widget.currentWidget() is screen.history
    assert screen.header.title == "Campaigns"
    assert visible_actions(screen) == []


async def test_an_unknown_campaign_is_refused_with_a_sentence(
    screen: CampaignsScreen, engine: FakeEngine, told: Told
) -> None:
    screen.attach(engine, engine.desk)
    screen.open_item("nobody")
    await until(lambda: told.refused)
    assert "no campaign" in told.refused[0]
    assert screen.widget.currentWidget() is screen.history
