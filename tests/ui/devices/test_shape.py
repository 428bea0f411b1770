"""A device's own payload shape, chosen in its panel and stored at once."""

from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import NotFound
from pushdesk.model.payload import PayloadShape, confirms
from pushdesk.model.subscription import Subscription
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.screen import DevicesScreen
from pushdesk.ui.devices.shape import AS_CAMPAIGN, CHOICES, ShapeField
from pushdesk.ui.templates.shape_dialog import EXAMPLE, CustomShape
from tests.ui.fakes import FakeDesk, FakeEngine, Told
from tests.ui.rows import device

SILENT_TEMPLATE = "{{ notification.title }}"


@pytest.fixture
async def screen(
    context: UiContext, engine: FakeEngine, desk: FakeDesk, qtbot: QtBot
) -> AsyncIterator[DevicesScreen]:
    """Two devices, the first one chosen."""
    context.actions.ready = True
    desk.devices.rows = [device("s1", "Studio iMac"), device("s2", "QA laptop")]
    made = DevicesScreen(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(1250, 820)
    made.widget.show()
    desk.feed.listen(made.apply)
    made.attach(engine, desk)
    await context.bridge.idle()
    made.open_item("s1")
    yield made
    await context.bridge.idle()


@pytest.fixture
def field(screen: DevicesScreen) -> ShapeField:
    """The chooser in the panel."""
    return screen.page.detail.shape


@pytest.fixture
def row(screen: DevicesScreen, desk: FakeDesk) -> Subscription:
    """The device that the panel shows, as it is stored."""
    return desk.devices.rows[0]


def stored(row: Subscription) -> tuple[PayloadShape | None, str]:
    """What the device has now."""
    return row.shape, row.shape_template


def choose(field: ShapeField, shape: PayloadShape | None) -> None:
    """Open the list and take an entry, by keyboard."""
    box = field.box
    QTest.keyClick(box, Qt.Key.Key_Down)
    view = box.view()
    assert view.isVisible()
    view.setCurrentIndex(box.model().index(CHOICES.index(shape), 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def opened(field: ShapeField) -> CustomShape:
    """The dialog for a template."""
    assert field.custom is not None
    return field.custom


async def use(field: ShapeField, template: str, context: UiContext) -> None:
    """Write `template` in the open dialog and use it."""
    dialog = opened(field)
    dialog.editor.show_text(template)
    dialog.do.setEnabled(True)
    dialog.do.click()
    await context.bridge.idle()


@pytest.mark.parametrize("shape", [shape for shape in PayloadShape if shape is not PayloadShape.CUSTOM])
async def test_a_choice_is_stored_at_once_and_says_where_showing_cannot_be_confirmed(
    field: ShapeField, row: Subscription, context: UiContext, shape: PayloadShape
) -> None:
    assert field.box.currentText() == AS_CAMPAIGN
    choose(field, shape)
    await context.bridge.idle()
    assert stored(row) == (shape, "")
    for words in (field.words.text(), field.box.currentText()):
        assert ("cannot be confirmed" in words.lower()) is not confirms(shape)
    assert field.words.property("kind") == ("muted" if confirms(shape) else "caution")
    assert field.box.accessibleDescription() == field.words.text()
    choose(field, None)
    await context.bridge.idle()
    assert stored(row) == (None, "")
    assert field.words.property("kind") == "muted"


async def test_the_panel_shows_what_each_device_has(
    screen: DevicesScreen, field: ShapeField, desk: FakeDesk, context: UiContext
) -> None:
    await desk.devices.set_shape("s2", PayloadShape.NGSW)
    assert field.box.currentText() == AS_CAMPAIGN
    screen.open_item("s2")
    assert field.box.currentText() == "Angular (ngsw)"
    await desk.devices.set_shape("s2", PayloadShape.TEXT)
    assert field.box.currentText().startswith("Plain text")
    screen.open_item("s1")
    assert field.box.currentText() == AS_CAMPAIGN


async def test_a_custom_template_is_written_first_and_its_verdict_stands_there(
    field: ShapeField, row: Subscription, context: UiContext
) -> None:
    choose(field, PayloadShape.CUSTOM)
    assert field.box.currentText() == AS_CAMPAIGN
    assert opened(field).editor.text() == EXAMPLE
    await use(field, EXAMPLE, context)
    assert (row.shape, row.shape_template) == (PayloadShape.CUSTOM, EXAMPLE)
    assert field.box.currentText() == "Custom template…"
    assert field.words.property("kind") == "muted"
    field.edit_button.click()
    assert opened(field).editor.text() == EXAMPLE
    await use(field, SILENT_TEMPLATE, context)
    assert row.shape_template == SILENT_TEMPLATE
    assert "cannot be confirmed" in field.words.text()
    assert field.words.property("kind") == "caution"


async def test_a_template_that_wants_more_than_a_sample_has_is_no_verdict(
    field: ShapeField, desk: FakeDesk, context: UiContext
) -> None:
    await desk.devices.set_shape("s1", PayloadShape.CUSTOM, "{{ notification.data.order.number }}")
    await context.bridge.idle()
    assert field.words.text().endswith("depends on the message.")


async def test_a_dialog_that_is_closed_changes_nothing(
    field: ShapeField, row: Subscription, context: UiContext
) -> None:
    choose(field, PayloadShape.TEXT)
    await context.bridge.idle()
    choose(field, PayloadShape.CUSTOM)
    opened(field).reject()
    await context.bridge.idle()
    assert field.custom is None
    assert row.shape is PayloadShape.TEXT
    assert field.box.currentText().startswith("Plain text")


async def test_a_template_goes_to_the_device_it_was_written_for(
    screen: DevicesScreen, field: ShapeField, desk: FakeDesk, context: UiContext
) -> None:
    choose(field, PayloadShape.CUSTOM)
    screen.open_item("s2")
    await use(field, EXAMPLE, context)
    assert [row.shape for row in desk.devices.rows] == [PayloadShape.CUSTOM, None]
    assert field.box.currentText() == AS_CAMPAIGN


async def test_a_template_that_cannot_be_stored_is_a_sentence_and_is_not_lost(
    field: ShapeField, row: Subscription, context: UiContext, told: Told
) -> None:
    choose(field, PayloadShape.CUSTOM)
    await use(field, "{% if %}", context)
    assert told.refused[0].startswith("The payload template, line 1: ")
    assert row.shape is None
    assert field.box.currentText() == AS_CAMPAIGN
    choose(field, PayloadShape.CUSTOM)
    assert opened(field).editor.text() == "{% if %}"
    opened(field).reject()


async def test_a_choice_that_is_refused_is_taken_back_with_a_sentence(
    field: ShapeField, desk: FakeDesk, context: UiContext, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(identifier: str, shape: PayloadShape | None, template: str = "") -> Subscription:
        raise NotFound(f"There is no device “{identifier}”.")

    monkeypatch.setattr(desk.devices, "set_shape", refuse)
    choose(field, PayloadShape.TEXT)
    assert field.box.currentText().startswith("Plain text")
    await context.bridge.idle()
    assert told.refused == ["There is no device “s1”."]
    assert field.box.currentText() == AS_CAMPAIGN


async def test_another_shape_leaves_the_template_at_hand(
    field: ShapeField, row: Subscription, context: UiContext
) -> None:
    choose(field, PayloadShape.CUSTOM)
    await use(field, SILENT_TEMPLATE, context)
    choose(field, PayloadShape.RAW)
    await context.bridge.idle()
    assert (row.shape, row.shape_template) == (PayloadShape.RAW, "")
    choose(field, PayloadShape.CUSTOM)
    assert opened(field).editor.text() == SILENT_TEMPLATE
    opened(field).reject()


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_P])
async def test_a_key_opens_the_list_and_chooses_nothing_yet(
    field: ShapeField, row: Subscription, context: UiContext, key: Qt.Key
) -> None:
    QTest.keyClick(field.box, key)
    assert field.box.view().isVisible()
    QTest.keyClick(field.box.view(), Qt.Key.Key_Escape)
    await context.bridge.idle()
    assert row.shape is None
    assert field.box.currentText() == AS_CAMPAIGN


async def test_scrolling_over_the_chooser_chooses_nothing(
    field: ShapeField, row: Subscription, context: UiContext
) -> None:
    field.box.setFocus()
    turned = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.box.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.box, turned)
    await context.bridge.idle()
    assert field.box.currentText() == AS_CAMPAIGN
    assert row.shape is None


async def test_a_template_stored_later_takes_the_place_of_one_that_was_not(
    field: ShapeField, context: UiContext
) -> None:
    choose(field, PayloadShape.CUSTOM)
    await use(field, "{% if %}", context)
    choose(field, PayloadShape.CUSTOM)
    await use(field, EXAMPLE, context)
    field.edit_button.click()
    assert opened(field).editor.text() == EXAMPLE
    opened(field).reject()
