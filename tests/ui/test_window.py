"""The window: there at once, one place in front, started and closed in order, usable by keyboard alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest
import pytest_asyncio
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import BadInput, FolderError, PortTaken
from pushdesk.settings import Settings
from pushdesk.settings import Theme as Choice
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.devices.screen import DevicesScreen
from pushdesk.ui.navigation import Part
from pushdesk.ui.palette import CommandPalette
from pushdesk.ui.places import PLACES
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.window import MainWindow
from tests.ui.devices.test_screen import SUBSCRIPTION
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.rows import campaign
from tests.ui.windows import close, opened, start

PLACE_NAMES = ["compose", "devices", "campaigns", "lab", "settings"]


@pytest.fixture
def engines(desk: FakeDesk) -> list[FakeEngine]:
    """The engines that the window gets, one a start."""
    return [FakeEngine(desk), FakeEngine(desk)]


@pytest_asyncio.fixture
async def window(theme: Theme, settings: Settings, engines: list[FakeEngine]) -> AsyncIterator[MainWindow]:
    """The window, shown, not started."""
    async with opened(theme, settings, engines) as made:
        yield made


async def test_the_window_is_there_before_the_engine(window: MainWindow, engines: list[FakeEngine]) -> None:
    engines[0].gate = asyncio.Event()
    window.start()
    assert engines[0].started
    assert window.screens["compose"].widget.isVisible()
    assert window.side.said(Part.RECEIVER) == "Receiver starting…"
    window.navigate("devices")
    assert window.starting.isVisible()
    window.navigate("compose")
    engines[0].gate.set()
    await window.settled()
    await window.idle()
    assert not window.starting.isVisible()
    assert window.screens["compose"].widget.isVisible()
    assert window.side.said(Part.RECEIVER) == "Receiver localhost:8765"
    assert window.side.said(Part.KEY) == "VAPID key · BNcR…DkM"


async def test_the_places_are_those_of_this_version(window: MainWindow) -> None:
    assert [place.name for place in PLACES] == PLACE_NAMES


async def test_ctrl_and_a_number_bring_a_place_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    await start(window)
    for key, name in zip(
        (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_1), ("devices", "campaigns", "compose"), strict=True
    ):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.place == name
        assert window.screens[name].widget.isVisible()
        assert window.side.button(name).isChecked()


async def test_ctrl_enter_sends_the_test_while_typing(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    await start(window)
    body = next(box for box in window.findChildren(QPlainTextEdit) if box.accessibleName() == "Body")
    body.setFocus()
    QTest.keyClick(body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: desk.sender.sent)
    assert "\n" not in body.toPlainText()


async def test_the_navigation_shows_a_screens_count(window: MainWindow) -> None:
    window.screens["campaigns"].header.say(badge="15")
    assert window.side.button("campaigns").badge == "15"
    assert window.side.button("campaigns").accessibleName() == "Campaigns, 15"


async def test_another_key_is_shown_at_the_next_place(window: MainWindow, desk: FakeDesk) -> None:
    await start(window)
    await desk.keys.create()
    window.navigate("settings")
    await window.idle()
    assert window.side.said(Part.KEY) == "VAPID key · B1cR…DkM"


async def test_the_palette_finds_a_command_and_gives_it(window: MainWindow, qtbot: QtBot) -> None:
    await start(window)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    assert palette.isVisible()
    QTest.keyClicks(palette.field, "go camp")
    assert palette.texts[0] == "Go to Campaigns"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.place == "campaigns"
    assert not palette.isVisible()


async def test_before_the_desk_is_ready_the_palette_offers_no_sending(window: MainWindow) -> None:
    names = [action.text() for action in window.actions_registry.available()]
    assert "Quit PushDesk" in names
    assert "Send test to me" not in names


async def test_a_start_that_fails_is_a_sentence_over_the_whole_window_and_can_be_tried_again(
    window: MainWindow, engines: list[FakeEngine], qtbot: QtBot
) -> None:
    engines[0].problem = PortTaken("The port 8765 is taken: choose another one.")
    await start(window)
    assert window.problem_page.isVisible()
    assert window.problem_page.words.text() == "The port 8765 is taken: choose another one."
    assert not window.side.isVisible()
    QTest.mouseClick(window.problem_page.retry_button, Qt.MouseButton.LeftButton)
    await window.settled()
    await window.idle()
    assert window.problem is None
    assert window.screens["compose"].widget.isVisible()


async def test_quitting_after_a_failed_start_closes_the_window(
    window: MainWindow, engines: list[FakeEngine], qtbot: QtBot
) -> None:
    engines[0].problem = FolderError("Another PushDesk uses this folder.")
    await start(window)
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    QTest.mouseClick(window.problem_page.quit_button, Qt.MouseButton.LeftButton)
    await closed.wait()
    assert not window.isVisible()


async def test_closing_stops_the_engine_before_the_window_goes(
    window: MainWindow, engines: list[FakeEngine]
) -> None:
    await start(window)
    window.close()
    assert window.isVisible()
    await until(lambda: not window.isVisible())
    assert engines[0].stopped


async def test_closing_saves_the_last_keystrokes(window: MainWindow, desk: FakeDesk, qtbot: QtBot) -> None:
    await start(window)
    title = next(box for box in window.findChildren(QLineEdit) if box.accessibleName() == "Title")
    QTest.keyClicks(title, "!")
    await close(window)
    assert desk.drafts.draft is not None
    assert desk.drafts.draft.form["document"]["title"].startswith("!")


async def test_closing_before_the_desk_is_there_keeps_what_was_typed(
    theme: Theme, settings: Settings, engines: list[FakeEngine], desk: FakeDesk
) -> None:
    engines[0].gate = asyncio.Event()
    async with opened(theme, settings, engines) as first:
        first.start()
        title = next(box for box in first.findChildren(QLineEdit) if box.accessibleName() == "Title")
        QTest.keyClicks(title, "Typed early")
    async with opened(theme, settings, engines[1:]) as second:
        await start(second)
        title = next(box for box in second.findChildren(QLineEdit) if box.accessibleName() == "Title")
        assert title.text() == "Typed early"


async def test_esc_closes_what_is_on_top(window: MainWindow, qtbot: QtBot) -> None:
    await start(window)
    window.show_error("The device is gone.")
    window.notify("Copied.")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert (window.toast.sentence, window.banner.sentence) == ("", "The device is gone.")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.banner.sentence == ""


async def test_a_known_error_in_a_task_of_the_window_is_told_across_the_top(window: MainWindow) -> None:
    async def fail() -> None:
        raise BadInput("The device is gone: subscribe it again.")

    window.bridge.spawn(fail(), "fail")
    await until(lambda: window.banner.sentence)
    assert window.banner.sentence == "The device is gone: subscribe it again."


async def test_the_next_deed_takes_a_refusal_away_and_no_other_trouble(
    window: MainWindow, desk: FakeDesk
) -> None:
    async def fail() -> None:
        raise BadInput("It has no subscription.")

    await start(window)
    window.navigate("lab")
    window.bridge.spawn(fail(), "fail")
    await until(lambda: window.banner.sentence)
    window.actions_registry.get("lab.add-one").trigger()
    assert window.banner.sentence == ""
    window.show_error("The database is full.")
    window.actions_registry.get("lab.add-one").trigger()
    await window.idle()
    assert window.banner.sentence == "The database is full."


async def test_a_success_takes_a_refusal_of_the_same_thing_away(
    window: MainWindow, desk: FakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(window)
    compose, devices = window.screens["compose"], window.screens["devices"]
    assert isinstance(compose, ComposeScreen)
    assert isinstance(devices, DevicesScreen)

    async def refuse(*_given: object) -> NoReturn:
        raise BadInput("That cannot be read.")

    def drop_a_picture() -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "i.png"))])
        where, copy, left = QPointF(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDropEvent(where, copy, data, left, Qt.KeyboardModifier.NoModifier)
        compose.views.form.pictures["icon"].dropEvent(event)

    def import_a_template() -> None:
        compose.templates.files.import_file()
        dialog = compose.templates.files.dialog
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path / "a.yaml"))
        dialog.close()

    for service, name, deed in (
        (desk.pictures, "keep", drop_a_picture),
        (desk.templates, "import_files", import_a_template),
        (desk.importer, "run", lambda: devices.page.intake.take_text(json.dumps(SUBSCRIPTION))),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(service, name, refuse)
            deed()
            await until(lambda: window.banner.sentence)
            assert window.banner.isVisible()
        deed()
        await window.idle()
        assert window.banner.sentence == "", name
    window.context.refuse("One file at a time.")
    drop_a_picture()
    await window.idle()
    assert window.banner.sentence == ""


async def test_a_campaign_can_be_opened_from_anywhere(window: MainWindow, desk: FakeDesk) -> None:
    desk.sender.campaigns = [campaign("c9")]
    await start(window)
    window.navigate("campaigns", "c9")
    await window.idle()
    assert window.place == "campaigns"
    assert window.screens["campaigns"].header.title == "Your parcel is on its way"


INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def named_by_qt(widget: QWidget) -> bool:
    """Parts that Qt builds into a widget of ours, which has the name: a clear button, a popup's list."""
    parent = widget.parentWidget()
    return (
        widget.objectName().startswith("qt_")
        or (isinstance(parent, QLineEdit) and isinstance(widget, QAbstractButton))
        or (parent is not None and parent.inherits("QComboBoxPrivateContainer"))
        or widget.inherits("QTableCornerButton")
        or widget.inherits("QHeaderView")
    )


def put_away(widget: QWidget) -> bool:
    """Whether the widget waits for something to say; a page that is not in front does not count."""
    while (parent := widget.parentWidget()) is not None:
        if widget.isHidden() and not isinstance(parent, QStackedWidget):
            return True
        widget = parent
    return False


async def test_every_control_has_an_accessible_name(window: MainWindow) -> None:
    await start(window)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and not named_by_qt(widget)
        and not put_away(widget)
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


async def test_every_button_of_a_screen_can_be_reached_by_keyboard(window: MainWindow) -> None:
    await start(window)
    mouse_only = [
        (name, widget.accessibleName())
        for name, screen in window.screens.items()
        for widget in screen.widget.findChildren(QAbstractButton)
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not named_by_qt(widget)
    ]
    assert mouse_only == []


async def test_the_theme_changes_the_whole_window(window: MainWindow, theme: Theme) -> None:
    await start(window)
    place = (window.side.width() + 4, window.height() // 2)
    assert window.grab().toImage().pixelColor(*place).name() == theme.tokens.window
    theme.choose(Choice.DARK)
    await asyncio.sleep(0)
    assert window.grab().toImage().pixelColor(*place).name() == theme.tokens.window
    assert theme.tokens.name == "dark"
