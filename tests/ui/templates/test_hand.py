"""The template in hand follows the draft: through undo, redo, saves under other names, and a restart."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.ui.actions import Actions
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.fakes import FakeDesk, FakeEngine, Told
from tests.ui.templates.test_bar import keep, run


async def open_one(compose: ComposeScreen, context: UiContext, letters: str) -> None:
    """Open the template that these letters find."""
    await run(context, "templates.open")
    picker = compose.templates.shelf.picker
    assert picker is not None
    picker.field.setText(letters)
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    await context.bridge.idle()


def in_hand(compose: ComposeScreen) -> str:
    """The name of the template in hand."""
    row = compose.templates.shelf.current
    return "none" if row is None else row.name


async def test_undoing_an_opening_puts_the_template_down_and_saving_asks_for_a_name(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("order", {"title": "Shipped"})
    await open_one(compose, context, "order")
    compose.history.undo()
    assert compose.templates.template.text().startswith("Template: none")
    assert not context.actions.get("templates.delete").isEnabled()
    await run(context, "templates.save")
    assert desk.templates.rows[0].message == {"title": "Shipped"}
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    dialog.reject()


async def test_redoing_the_opening_takes_it_in_hand_again(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("order", {"title": "Shipped"})
    await open_one(compose, context, "order")
    compose.history.undo()
    compose.history.redo()
    assert in_hand(compose) == "order"
    compose.edit(compose.draft.with_option("title", "Late"), "title")
    await run(context, "templates.save")
    assert desk.templates.rows[0].message == {"title": "Late"}


async def test_undo_goes_from_one_template_back_to_the_other(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("order", {"title": "Shipped"})
    await desk.templates.save("outage", {"title": "We are on it"})
    await open_one(compose, context, "order")
    await open_one(compose, context, "outage")
    compose.history.undo()
    assert in_hand(compose) == "order"


async def test_saving_is_no_step_and_the_template_stays_in_hand_before_it(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("order", {"title": "Shipped"})
    await keep(compose, context, "first")
    compose.edit(compose.draft.with_option("title", "Typed"), "title")
    await open_one(compose, context, "order")
    await keep(compose, context, "second")
    assert in_hand(compose) == "second"
    compose.history.undo()
    assert (in_hand(compose), compose.draft.document["title"]) == ("first", "Typed")
    compose.history.undo()
    assert (in_hand(compose), compose.history.stack.canUndo()) == ("first", False)
    compose.history.redo()
    compose.history.redo()
    assert in_hand(compose) == "second"


async def test_what_came_of_a_deleted_template_never_writes_into_another_ones_place(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("order", {"title": "Shipped"})
    await open_one(compose, context, "order")
    context.actions.get("templates.delete").trigger()
    question = compose.templates.shelf.question
    assert question is not None
    next(button for button in question.buttons() if button.text() == "Delete template").click()
    await context.bridge.idle()
    await keep(compose, context, "again")
    assert in_hand(compose) == "again"
    compose.history.undo()  # before the opening
    assert in_hand(compose) == "none"


async def test_the_message_before_comes_back_with_its_template(
    compose: ComposeScreen, context: UiContext
) -> None:
    await keep(compose, context, "order")
    await run(context, "compose.new")
    assert in_hand(compose) == "none"
    await run(context, "compose.back")
    assert in_hand(compose) == "order"


async def restarted(context: UiContext, desk: FakeDesk, qtbot: QtBot) -> ComposeScreen:
    """Another Compose over what the desk holds."""
    screen = ComposeScreen(replace(context, actions=Actions()))
    for widget in (screen.widget, *screen.header_widgets()):
        qtbot.addWidget(widget)
    screen.attach(FakeEngine(desk), desk)
    await context.bridge.idle()
    return screen


async def test_after_a_restart_the_template_is_in_hand_as_it_was(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, qtbot: QtBot
) -> None:
    await keep(compose, context, "order", "shop")
    await compose.detach()
    screen = await restarted(context, desk, qtbot)
    assert screen.templates.template.text().startswith("Template: order ")
    assert screen.templates.template.toolTip() == "shop/order"
    await screen.detach()


async def test_a_template_deleted_meanwhile_is_nothing_in_hand_and_no_error(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, qtbot: QtBot, told: Told
) -> None:
    await keep(compose, context, "order")
    await compose.detach()
    desk.templates.rows.clear()
    screen = await restarted(context, desk, qtbot)
    assert screen.templates.template.text().startswith("Template: none")
    assert told.refused == []
    await screen.detach()
