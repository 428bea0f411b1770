"""A Compose screen with a fake desk behind it."""

from collections.abc import AsyncIterator

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.fakes import FakeDesk, FakeEngine
from tests.ui.rows import device


@pytest.fixture
def named(desk: FakeDesk) -> list[str]:
    """Three devices with attributes; the second has no first name."""
    for identifier, attributes in (("a", {"first": "Ada"}), ("b", {"order": 7}), ("c", {"first": "Cy"})):
        row = device(identifier, f"Phone {identifier}", tags=("phones",), push_service="lab")
        row.attributes = attributes
        desk.devices.rows.append(row)
    return ["a", "b", "c"]


@pytest.fixture
async def compose(
    context: UiContext, engine: FakeEngine, desk: FakeDesk, qtbot: QtBot
) -> AsyncIterator[ComposeScreen]:
    """The screen, loaded and visible."""
    screen = ComposeScreen(context)
    qtbot.addWidget(screen.widget)
    for widget in screen.header_widgets():
        qtbot.addWidget(widget)
    context.actions.ready = True
    screen.attach(engine, desk)
    await context.bridge.idle()
    screen.widget.show()
    yield screen
    await screen.detach()
