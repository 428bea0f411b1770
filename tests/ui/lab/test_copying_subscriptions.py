"""A subscription to copy, plain or with https: from the dialog for backends and from a device's menu."""

import json

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.backend_dialog import BackendDialog
from pushdesk.ui.lab.screen import LabScreen
from tests.ui.fakes import FakeDesk, FakeEngine, Told
from tests.ui.lab.fake_lab import FakeLab, device
from tests.ui.lab.opened import choose, start

PLAIN, SECURE = "http://127.0.0.1:8766/push/c1", "https://localhost:8767/push/c1"


@pytest.fixture
async def screen(context: UiContext, qtbot: QtBot, engine: FakeEngine, desk: FakeDesk) -> LabScreen:
    made = LabScreen(context)
    qtbot.addWidget(made.widget)
    context.actions.ready = True
    assert isinstance(desk.lab, FakeLab)
    desk.lab.there = [device("c1", "chromium", name="Chromium")]
    await start(made, context, engine)
    return made


def copied() -> str:
    """The endpoint of the subscription in the clipboard."""
    endpoint: str = json.loads(QGuiApplication.clipboard().text())["endpoint"]
    return endpoint


async def test_the_dialog_has_both_and_says_what_https_needs(screen: LabScreen, told: Told) -> None:
    screen.show_backend()
    dialog = screen.page.findChild(BackendDialog)
    assert dialog is not None
    buttons = {made.accessibleName() or made.text(): made for made in dialog.findChildren(QPushButton)}
    buttons["Copy Chromium"].click()
    assert copied() == PLAIN
    buttons["Copy Chromium with https"].click()
    assert copied() == SECURE
    assert told.notified[-1].endswith("Its sender must trust the certificate authority.")
    dialog.close()


async def test_a_devices_menu_has_both_where_the_lab_has_https(screen: LabScreen, desk: FakeDesk) -> None:
    menu = screen.page.cards.cards[0].menu
    choose(menu, "Copy its subscription")
    assert copied() == PLAIN
    choose(menu, "Copy its subscription with https")
    assert copied() == SECURE
    screen._deeds.push_service_tls = None
    menu.aboutToShow.emit()
    assert "Copy its subscription with https" not in [action.text() for action in menu.actions()]
