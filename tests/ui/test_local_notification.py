"""The command that shows the message through the operating system."""

from pytestqt.qtbot import QtBot

from pushdesk.services.local_notification import NotShown
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.fakes import FakeDesk, FakeEngine, Told


async def test_it_is_labelled_as_display_only_and_says_why_it_failed(
    context: UiContext, engine: FakeEngine, desk: FakeDesk, told: Told, qtbot: QtBot
) -> None:
    compose = ComposeScreen(context)
    qtbot.addWidget(compose.widget)
    context.actions.ready = True
    compose.attach(engine, desk)
    await context.bridge.idle()
    action = compose.here.action
    assert action in compose.header_actions()
    assert "display only" in action.toolTip()
    action.trigger()
    assert not action.isEnabled()
    await context.bridge.idle()
    assert action.isEnabled()
    assert "display only" in told.notified[-1]
    ((document, icon),) = desk.local_notifications.shown
    assert document == dict(compose.draft.document)
    assert icon is None
    desk.local_notifications.problem = NotShown("This computer shows no notifications.")
    action.trigger()
    await context.bridge.idle()
    assert told.refused == ["This computer shows no notifications."]
    assert action.isEnabled()
    await compose.detach()
