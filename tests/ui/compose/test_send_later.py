"""Sending later from Compose: the checks and the question of Send, a time, and a campaign that waits."""

from datetime import timedelta

from pushdesk.model import moments
from pushdesk.model.campaign import CampaignState
from pushdesk.model.schedule import local
from pushdesk.ui.compose.audience import EVERYONE
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.compose.test_screen import attach, plain
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.rows import FIREFOX, device


async def test_a_time_is_asked_and_the_campaign_waits_for_it(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told
) -> None:
    plain(engine)
    await attach(screen, context, engine)
    context.actions.get("compose.send_later").trigger()
    dialog = screen.sending.asking
    assert dialog is not None
    at = dialog.at
    dialog.do_button.click()
    await until(lambda: told.notified)
    (row,) = engine.desk.sender.campaigns
    assert (row.state, row.scheduled_at) == (CampaignState.SCHEDULED, at)
    assert (engine.desk.sender.sent, screen.sending.asking) == ([], None)
    assert told.notified == [f"Scheduled for {local(at)}, to 1 device: see Campaigns."]


async def test_what_send_asks_is_asked_with_the_time_and_once(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine
) -> None:
    plain(engine)
    engine.desk.devices.rows[0].device = {"userAgent": FIREFOX}
    await attach(screen, context, engine)
    for number in (1, 2):
        context.actions.get("compose.send_later").trigger()
        assert screen.sending.asking is not None
        screen.sending.asking.do_button.click()
        if number == 1:
            question = screen.sending.question
            assert question is not None
            assert engine.desk.sender.campaigns == []
            next(one for one in question.buttons() if one.text() == "Schedule anyway").click()
        await context.bridge.idle()
        assert len(engine.desk.sender.campaigns) == number


async def test_many_real_devices_are_asked_about_with_number_and_time(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine
) -> None:
    engine.desk.devices.rows = [device(f"p{number}", push_service="fcm") for number in range(30)]
    plain(engine)
    await attach(screen, context, engine)
    screen.audience.picker.chosen.emit(EVERYONE)
    context.actions.get("compose.send_later").trigger()
    assert screen.sending.asking is not None
    screen.sending.asking.put(moments.now() + timedelta(hours=1))
    at = screen.sending.asking.at
    screen.sending.asking.do_button.click()
    assert screen.sending.question is not None
    assert screen.sending.question.text() == f"Send to 30 real devices, {local(at)}?"
    assert {one.text() for one in screen.sending.question.buttons()} == {"Schedule for 30 devices", "Cancel"}


async def test_an_error_blocks_it_as_it_blocks_send(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine
) -> None:
    await attach(screen, context, engine)
    screen.views.form.body.setPlainText("x" * 4000)
    later = context.actions.get("compose.send_later")
    assert not later.isEnabled()
    assert "push services take 3,993" in later.toolTip()
