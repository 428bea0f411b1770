"""Templates from Compose's header: kept, opened, copied, moved, deleted; and the payload's shape."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.model.payload import PayloadShape
from pushdesk.settings import Settings
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.templates.shapes import WORDS, explained, tip
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.fakes import FakeDesk, FakeEngine, Told, until


async def run(context: UiContext, name: str) -> None:
    """Give a command, and wait until what it started is done."""
    context.actions.get(name).trigger()
    await context.bridge.idle()


async def keep(compose: ComposeScreen, context: UiContext, name: str, folder: str = "") -> None:
    """Save the message under a name, through the dialog."""
    await run(context, "templates.save_as")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    dialog.name.setText(name)
    dialog.folder.setEditText(folder)
    dialog.do.click()
    await context.bridge.idle()


async def test_a_message_is_kept_under_a_name_and_the_chip_says_so(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk, told: Told
) -> None:
    bar = compose.templates
    assert bar.template.text().startswith("Template: none")
    await keep(compose, context, "order-shipped", "shop / orders")
    (row,) = desk.templates.rows
    assert (row.name, row.folder, row.message) == (
        "order-shipped",
        "shop/orders",
        dict(compose.draft.document),
    )
    assert bar.template.text().startswith("Template: order-shipped ")
    assert bar.shelf.dialog is None
    assert "order-shipped" in told.notified[-1]


async def test_the_dialog_offers_the_title_and_the_folders_there_are(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("x", {}, "incidents")
    await run(context, "templates.save_as")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert dialog.name.text() == compose.draft.document["title"]
    assert [dialog.folder.itemText(number) for number in range(dialog.folder.count())] == ["", "incidents"]
    dialog.name.setText("  ")
    assert not dialog.do.isEnabled()


async def test_a_name_that_is_taken_is_said_in_the_dialog_and_can_be_replaced(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await desk.templates.save("taken", {"title": "Old"})
    await keep(compose, context, "taken")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert "taken" in dialog.problem.text()
    assert dialog.isVisible()
    assert desk.templates.rows[0].message == {"title": "Old"}
    dialog.replace.click()
    await context.bridge.idle()
    assert desk.templates.rows[0].message == dict(compose.draft.document)
    assert compose.templates.shelf.dialog is None


async def test_a_refusal_loses_nothing_that_was_typed(compose: ComposeScreen, context: UiContext) -> None:
    await keep(compose, context, "order", "a:b")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert "a:b" in dialog.problem.text()
    assert not dialog.replace.isVisible()
    assert (dialog.name.text(), dialog.folder.currentText()) == ("order", "a:b")
    dialog.folder.setEditText("ab")
    assert not dialog.problem.isVisible()
    dialog.reject()


async def test_a_name_that_is_too_long_is_said_and_not_cut(
    compose: ComposeScreen, context: UiContext
) -> None:
    await keep(compose, context, "x" * 200)
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert "at most 120 characters" in dialog.problem.text()
    assert dialog.name.text() == "x" * 200
    dialog.show_place("t" * 200, "")
    assert dialog.name.text() == "t" * 120
    dialog.reject()


async def test_a_change_is_said_and_save_writes_it_into_the_template(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await keep(compose, context, "order")
    save = context.actions.get("templates.save")
    assert not save.isEnabled()
    compose.put_document({"title": "Another"}, "change")
    assert "changed" in compose.templates.template.text()
    await run(context, "templates.save")
    assert desk.templates.rows[0].message == {"title": "Another"}
    assert "changed" not in compose.templates.template.text()


async def test_one_is_opened_by_a_few_letters_and_undo_brings_the_message_back(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    before = compose.draft
    await desk.templates.save("order", {"title": "Shipped"}, "shop", PayloadShape.TEXT)
    await desk.templates.save("outage", {"title": "We are on it"}, "incidents")
    await run(context, "templates.open")
    picker = compose.templates.shelf.picker
    assert picker is not None
    assert picker.texts == ["incidents/outage", "shop/order"]
    picker.field.setText("ship")
    assert picker.texts == ["shop/order"]
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    await context.bridge.idle()
    assert (compose.draft.document, compose.draft.shape) == ({"title": "Shipped"}, PayloadShape.TEXT)
    assert compose.templates.template.text().startswith("Template: order ")
    assert compose.templates.shape_actions[PayloadShape.TEXT].isChecked()
    compose.history.undo()
    assert compose.draft == before


async def test_without_any_the_picker_is_a_sentence(
    compose: ComposeScreen, context: UiContext, told: Told
) -> None:
    await run(context, "templates.open")
    assert told.refused == ["There is no template yet: save this message as one."]


async def test_commands_of_one_template_are_off_without_one(
    compose: ComposeScreen, context: UiContext
) -> None:
    names = ("duplicate", "rename", "delete", "export")
    assert not any(context.actions.get(f"templates.{name}").isEnabled() for name in names)
    await keep(compose, context, "order")
    assert all(context.actions.get(f"templates.{name}").isEnabled() for name in names)


async def test_a_copy_is_in_hand_and_can_be_moved(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await keep(compose, context, "order")
    await run(context, "templates.duplicate")
    assert compose.templates.template.text().startswith("Template: order copy")
    await run(context, "templates.rename")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert dialog.name.text() == "order copy"
    dialog.name.setText("order-late")
    dialog.folder.setEditText("shop")
    dialog.do.click()
    await context.bridge.idle()
    assert [(row.folder, row.name) for row in await desk.templates.every()] == [
        ("", "order"),
        ("shop", "order-late"),
    ]
    assert compose.templates.template.toolTip() == "shop/order-late"


async def test_deleting_asks_and_leaves_the_message(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    await keep(compose, context, "order", "shop")
    before = compose.draft
    context.actions.get("templates.delete").trigger()
    question = compose.templates.shelf.question
    assert question is not None
    assert question.text() == "Delete the template “shop/order”?"
    assert desk.templates.rows
    next(button for button in question.buttons() if button.text() == "Delete template").click()
    await context.bridge.idle()
    assert desk.templates.rows == []
    assert compose.draft == before
    assert compose.templates.template.text().startswith("Template: none")


async def test_another_message_comes_of_no_template(compose: ComposeScreen, context: UiContext) -> None:
    await keep(compose, context, "order")
    await run(context, "compose.new")
    assert compose.templates.template.text().startswith("Template: none")


async def test_a_json_that_cannot_be_read_is_not_kept(
    compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    compose.edit(compose.draft.with_json('{"title": '), "json")
    await keep(compose, context, "order")
    dialog = compose.templates.shelf.dialog
    assert dialog is not None
    assert "JSON cannot be read" in dialog.problem.text()
    assert desk.templates.rows == []
    dialog.reject()


async def test_choosing_a_shape_is_a_step_to_undo_and_counts_other_bytes(
    compose: ComposeScreen, context: UiContext
) -> None:
    before = compose.meter.text
    await run(context, "compose.shape.text")
    shapes = [compose.draft.shape]
    assert compose.templates.shape.text().startswith("Shape: Plain text")
    assert "cannot be confirmed" in compose.templates.shape.toolTip()
    assert compose.meter.text != before
    compose.history.undo()
    assert [*shapes, compose.draft.shape] == [PayloadShape.TEXT, PayloadShape.PUSHDESK]
    assert compose.templates.shape.text().startswith("Shape: PushDesk JSON")
    assert compose.meter.text == before


def test_every_shape_is_explained_and_those_that_confirm_nothing_say_so() -> None:
    silent = {shape for shape in PayloadShape if "cannot be confirmed" in explained(shape)}
    assert set(WORDS) == set(PayloadShape)
    assert silent == {PayloadShape.TEXT, PayloadShape.RAW}
    assert all(tip(shape).endswith(".") for shape in PayloadShape)


async def test_the_chips_stand_in_the_header_once_the_desk_is_there(
    settings: Settings, theme: Theme, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = MainWindow(settings, theme, lambda: FakeEngine(desk))
    qtbot.addWidget(window)
    window.show()
    screen = window.screens["compose"]
    assert isinstance(screen, ComposeScreen)
    chips = screen.header_widgets()
    assert not any(chip.isVisible() for chip in chips)
    window.start()
    await window.settled()
    assert all(chip.isVisible() for chip in chips)
    assert all(chip.accessibleName() for chip in chips)
    window.resize(1000, 640)
    await until(lambda: screen.templates.template.width() < screen.templates.template.sizeHint().width())
    assert screen.templates.template._chip().text == "none ▾"
    window.close()
    await window.bridge.idle()
