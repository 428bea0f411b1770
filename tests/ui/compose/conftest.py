"""What tests of the whole screen start from."""

from collections.abc import AsyncIterator

import pytest_asyncio

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.composing import composing


@pytest_asyncio.fixture
async def screen(context: UiContext) -> AsyncIterator[ComposeScreen]:
    """The screen on its own, shown, without a desk yet."""
    async with composing(context) as made:
        made.widget.resize(1240, 800)
        made.widget.show()
        yield made
