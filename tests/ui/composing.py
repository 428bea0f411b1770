"""A Compose screen for a test, taken down as the window does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext


@asynccontextmanager
async def composing(context: UiContext) -> AsyncIterator[ComposeScreen]:
    """The last keystrokes are saved, then tasks end, then the widgets go.

    qtbot.addWidget() closes the widgets first: a count of the audience that ends later would find none.
    """
    context.actions.ready = True
    screen = ComposeScreen(context)
    try:
        yield screen
    finally:
        await screen.detach()
        await context.bridge.close()
        context.bridge.blockSignals(True)
        for widget in (screen.widget, *screen.header_widgets()):
            widget.close()
            widget.deleteLater()
