"""A Lab's screen on a lab in memory."""

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeDesk
from tests.ui.lab.fake_lab import FakeLab


@pytest.fixture
def lab(desk: FakeDesk) -> FakeLab:
    assert desk.lab is not None
    return desk.lab


@pytest.fixture
def screen(context: UiContext, qtbot: QtBot) -> LabScreen:
    made = LabScreen(context)
    context.actions.ready = True
    context.bridge.changed.connect(made.apply)
    qtbot.addWidget(made.widget)
    return made
