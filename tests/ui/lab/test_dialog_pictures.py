"""The lab's dialogs on a desktop that puts pictures on their buttons: there are none."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QInputDialog,
    QMessageBox,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.browser_deeds import BrowserDeeds
from pushdesk.ui.lab.deeds import LabDeeds
from tests.ui.fakes import FakeDesk, FakeEngine
from tests.ui.lab.fake_browsers import FakeLabWithBrowsers
from tests.ui.lab.fake_lab import device


class Desktop(QProxyStyle):
    """As some desktops have it."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint is QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, option, widget, returned)


@pytest.fixture
def desktop(context: UiContext, qapp: QApplication) -> Iterator[QApplication]:
    """The application in its theme, on such a desktop."""
    qapp.setStyle(Desktop("Fusion"))
    yield qapp
    qapp.setStyle("Fusion")


async def test_no_button_of_the_labs_dialogs_has_a_picture(
    desktop: QApplication, context: UiContext, engine: FakeEngine, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    deeds = LabDeeds(context, window)
    deeds.attach(engine, FakeLabWithBrowsers(desk.feed.publish), desk.devices, None)
    browsers = BrowserDeeds(context, deeds, window)
    firefox = device("f1", "firefox", name="Firefox", profile="p1")
    browsers.forget(firefox)
    browsers.ask_url(firefox)
    window.show()
    for kind in (QInputDialog, QMessageBox):
        dialog = window.findChild(kind)
        assert dialog is not None
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        buttons = dialog.findChildren(QPushButton)
        assert [made.text() for made in buttons if not made.icon().isNull()] == []
        assert len(buttons) == 2
