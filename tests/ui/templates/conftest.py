"""A Compose screen with a fake desk behind it."""

from collections.abc import AsyncIterator

import pytest

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.composing import composing
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
async def compose(context: UiContext, engine: FakeEngine, desk: FakeDesk) -> AsyncIterator[ComposeScreen]:
    """The screen, loaded and visible."""
    async with composing(context) as screen:
        screen.attach(engine, desk)
        await context.bridge.idle()
        screen.widget.show()
        yield screen
