"""The window's tests: one QApplication, coroutines on a qasync loop as in the product, a theme, a context."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest
import qasync
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from pushdesk.settings import Settings, load_settings
from pushdesk.settings import Theme as Choice
from pushdesk.ui.actions import Actions
from pushdesk.ui.application import make_application
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.context import UiContext
from pushdesk.ui.theme.theme import Theme
from tests.ui.fakes import FakeDesk, FakeEngine, Told

_KEPT: list[QApplication] = []


def application() -> QApplication:
    """The one QApplication of the run; pytest-qt's qapp finds it, too."""
    if not _KEPT:
        _KEPT.append(make_application())
    return _KEPT[0]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Async tests of the window run where its coroutines run: on Qt's event loop."""
    return {"qasync": lambda: qasync.QEventLoop(application(), set_running_loop=False)}


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """What pytest-qt and the loop share."""
    return application()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme; widgets that a test before left behind go: to style a window again takes a second."""
    for left_behind in qapp.topLevelWidgets():
        left_behind.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made = Theme(qapp, Choice.LIGHT)
    yield made
    made.deleteLater()


@pytest.fixture
def settings() -> Settings:
    """Settings of the test's own data folder."""
    return load_settings()


@pytest.fixture
def told() -> Told:
    """What the screen under test asked of the window: navigations, toasts, banners."""
    return Told()


@pytest.fixture
def context(theme: Theme, settings: Settings, told: Told) -> Iterator[UiContext]:
    """What a screen is made with, without a window."""
    bridge, actions = Bridge(), Actions()
    bridge.refused.connect(told.refused.append)
    yield UiContext(
        settings=settings,
        theme=theme,
        bridge=bridge,
        actions=actions,
        navigate=told.navigate,
        notify=told.notified.append,
        refuse=told.refused.append,
    )
    # A batch that is still on its way finds no widget any more.
    bridge.blockSignals(True)


@pytest.fixture
def desk(settings: Settings) -> FakeDesk:
    """A desk in memory with a few devices."""
    return FakeDesk(settings)


@pytest.fixture
def engine(desk: FakeDesk) -> FakeEngine:
    """An engine whose desk is ready at once."""
    return FakeEngine(desk)


@pytest.fixture(autouse=True)
def _nothing_left_over(qapp: QApplication) -> Iterator[None]:
    """What a test deleted is gone before the next: a new style sheet visits every widget there is."""
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
