"""The Devices screen as a person uses it: capture, look, search, import, edit, retire."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.model.subscription import SubscriptionState
from pushdesk.model.views import Changes
from pushdesk.services.exchange import read_subscriptions
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.screen import DevicesScreen
from tests.ui.fakes import KEY, FakeDesk, FakeEngine, Told, until
from tests.ui.names import nameless
from tests.ui.rows import device

SUBSCRIPTION = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "keys": {"p256dh": KEY, "auth": "tBHItJI5svbpez7KI4CCXg"},
}


@pytest.fixture
def screen(context: UiContext, desk: FakeDesk, qtbot: QtBot) -> DevicesScreen:
    """Three devices, one of them retired."""
    context.actions.ready = True
    desk.devices.rows = [
        device("s1", "Studio iMac", tags=("design",), vapid_public_key=KEY),
        device("s2", "QA laptop", tags=("qa",), vapid_public_key="BOld"),
        device("s3", "Old tablet", SubscriptionState.RETIRED, tags=("qa",)),
    ]
    made = DevicesScreen(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(1250, 820)
    made.widget.show()
    return made


async def attach(screen: DevicesScreen, engine: FakeEngine) -> None:
    """Load, and hear what changes as the window's bridge would tell."""
    engine.desk.feed.listen(screen.apply)
    screen.attach(engine, engine.desk)
    await until(lambda: screen.page.model.rowCount() == len(engine.desk.devices.rows) > 0)


def shown(screen: DevicesScreen) -> list[str]:
    model = screen.page.model
    return [model.id_at(row) for row in range(model.rowCount())]


async def test_a_device_of_the_lab_leads_there_and_any_other_does_not(
    screen: DevicesScreen, engine: FakeEngine, desk: FakeDesk, told: Told
) -> None:
    desk.devices.rows[1].push_service = "lab"
    await attach(screen, engine)
    screen.open_item("s1")
    assert not screen.page.detail.in_lab.isVisible()
    screen.open_item("s2")
    assert screen.page.detail.in_lab.isVisible()
    assert screen.page.detail.in_lab.accessibleName() == "Show in the Lab"
    screen.page.detail.in_lab.click()
    assert told.places == [("lab", desk.devices.rows[1].endpoint)]


async def test_the_header_counts_devices_active_ones_and_older_keys(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    assert [chip.text for chip in screen.header.chips] == ["3", "2 active", "1 with an older key"]
    assert screen.header.badge == "3"


async def test_the_capture_panel_names_the_receiver_and_the_cables_command(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    assert not screen.page.capture.open_button.isEnabled()
    await attach(screen, engine)
    assert screen.page.capture.url.text() == "http://localhost:8765"
    assert screen.page.capture.adb.text() == "adb reverse tcp:8765 tcp:8765"
    press(screen.widget, "Copy command")
    assert QGuiApplication.clipboard().text() == "adb reverse tcp:8765 tcp:8765"


class Browser(QObject):
    """Stands where the user's browser would be started."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


async def test_the_page_opens_in_the_users_browser(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    browser = Browser()
    # The stub wants bytes, the call takes only text.
    QDesktopServices.setUrlHandler("http", browser, "open")  # type: ignore[arg-type]
    try:
        screen.page.capture.open_button.click()
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert browser.opened == ["http://localhost:8765"]


async def test_a_captured_device_appears_and_is_announced(
    screen: DevicesScreen, engine: FakeEngine, told: Told
) -> None:
    await attach(screen, engine)
    screen.apply(Changes(4, subscriptions=(device("s9", "Pixel 9"),)))
    assert "s9" in shown(screen)
    assert told.notified == ["“Pixel 9” was captured."]


async def test_what_changes_while_the_table_is_loaded_is_not_lost(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    screen.attach(engine, engine.desk)
    screen.apply(Changes(4, subscriptions=(device("s9", "Pixel 9"),)))
    await until(lambda: screen.page.model.rowCount() == 4)


async def test_without_devices_the_screen_says_how_to_get_one(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    engine.desk.devices.rows = []
    screen.attach(engine, engine.desk)
    await until(lambda: screen.page.empty.isVisible())
    screen.apply(Changes(4, subscriptions=(device("s9", "Pixel 9"),)))
    assert screen.page.table.isVisible()


async def test_chips_and_search_narrow_the_table(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    screen.page.filters.choose(SubscriptionState.ACTIVE)
    assert sorted(shown(screen)) == ["s1", "s2"]
    QTest.keyClicks(screen.page.search, "tag:qa")
    QTest.keyClick(screen.page.search, Qt.Key.Key_Return)
    assert shown(screen) == ["s2"]


async def test_a_chosen_device_is_shown_in_detail_with_no_secret(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.open_item("s1")
    detail = screen.page.detail
    assert detail.title.text() == "Studio iMac"
    assert "Firefox 153" in detail.own_words.toPlainText() or "Firefox/153" in detail.own_words.toPlainText()
    assert "tBHItJI5svbpez7KI4CCXg" not in detail.address.toPlainText()
    press(detail, "Copy endpoint")
    assert QGuiApplication.clipboard().text() == engine.desk.devices.rows[0].endpoint


async def test_opening_a_device_that_a_filter_hides_takes_the_filter_away(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.page.filters.choose(SubscriptionState.RETIRED)
    screen.open_item("s1")
    assert screen.page.table.selected_ids() == ["s1"]


async def test_a_device_asked_for_before_the_desk_is_ready_is_opened_then(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    screen.open_item("s2")
    await attach(screen, engine)
    assert screen.page.table.selected_ids() == ["s2"]


async def test_a_name_and_tags_are_saved_when_the_field_is_left(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.open_item("s1")
    detail = screen.page.detail
    for field, text in ((detail.name, "Front desk"), (detail.tags, "qa, on the desk")):
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    await until(
        lambda: detail.title.text() == "Front desk" and engine.desk.devices.rows[0].tags != ["design"]
    )
    assert engine.desk.devices.rows[0].tags == ["on the desk", "qa"]


async def test_what_is_being_typed_survives_a_change_and_is_saved_by_choosing_another_device(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.open_item("s1")
    screen.page.detail.name.selectAll()
    QTest.keyClicks(screen.page.detail.name, "Half a na")
    screen.apply(Changes(5, subscriptions=(engine.desk.devices.rows[0],)))
    assert screen.page.detail.name.text() == "Half a na"
    screen.open_item("s2")
    await until(lambda: engine.desk.devices.rows[0].name == "Half a na")
    assert screen.page.detail.name.text() == "QA laptop"


async def test_a_device_becomes_mine(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    screen.open_item("s1")
    screen.page.detail.mine.click()
    await until(lambda: engine.desk.devices.rows[0].mine)
    await until(lambda: screen.page.model.index_of("s1").data() == "Studio iMac · mine")


async def test_send_test_opens_compose_for_that_device(
    screen: DevicesScreen, engine: FakeEngine, told: Told
) -> None:
    await attach(screen, engine)
    screen.open_item("s1")
    screen.page.detail.send.click()
    assert told.places == [("compose", "device:s1")]


async def test_retiring_asks_first_and_retires_every_chosen_active_device(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.page.table.setFocus()
    screen.page.table.selectAll()
    assert screen.page.several.title.text() == "3 devices chosen"
    press(screen.page.several, "Retire…")
    box = screen.widget.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "Retire 2 devices?"
    press(box, "Retire 2 devices")
    await until(lambda: all(row.state is SubscriptionState.RETIRED for row in engine.desk.devices.rows))


async def test_several_devices_are_tagged_together(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    screen.page.table.selectAll()
    QTest.keyClicks(screen.page.several.field, "launch")
    QTest.keyClick(screen.page.several.field, Qt.Key.Key_Return)
    await until(lambda: all("launch" in row.tags for row in engine.desk.devices.rows))
    QTest.keyClicks(screen.page.several.field, "launch, qa")
    screen.page.several.remove.click()
    await until(lambda: all(not {"launch", "qa"} & set(row.tags) for row in engine.desk.devices.rows))


async def test_pasting_imports(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    QGuiApplication.clipboard().setText(json.dumps(SUBSCRIPTION))
    screen.widget.activateWindow()
    screen.page.table.setFocus()
    await until(screen.page.table.hasFocus)
    QTest.keyClick(screen.page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: screen.page.result.isVisible())
    assert screen.page.result.words.text() == "Imported 1 device: 1 new."
    assert screen.page.model.rowCount() == 4


async def test_pasting_nothing_is_a_sentence(screen: DevicesScreen, engine: FakeEngine, told: Told) -> None:
    await attach(screen, engine)
    QGuiApplication.clipboard().clear()
    screen.page.intake.take_clipboard()
    assert told.refused
    assert "clipboard" in told.refused[0]


async def test_a_dropped_file_with_faults_imports_nothing_and_lists_each(
    screen: DevicesScreen, engine: FakeEngine, tmp_path: Path
) -> None:
    await attach(screen, engine)
    file = tmp_path / "devices.jsonl"
    file.write_text(json.dumps(SUBSCRIPTION) + '\n{"endpoint": "x"}\n', encoding="utf-8")
    drop(screen.widget, QUrl.fromLocalFile(str(file)))
    result = screen.page.result
    await until(result.isVisible)
    assert result.words.text() == "Nothing was imported: 1 entry cannot be taken."
    assert result.list.item(0).text().startswith("Line 2: ")
    assert screen.page.model.rowCount() == 3
    result.good_button.click()
    await until(lambda: screen.page.model.rowCount() == 4)
    await until(lambda: result.words.text() == "Imported 1 device: 1 new, 1 refused.")


async def test_a_file_that_cannot_be_read_is_a_sentence(
    screen: DevicesScreen, engine: FakeEngine, told: Told, tmp_path: Path
) -> None:
    await attach(screen, engine)
    screen.page.intake.take_file(tmp_path / "none.json")
    await until(lambda: told.refused)
    assert told.refused[0].startswith("“none.json” cannot be read: ")


async def test_the_refusals_can_be_copied_and_the_result_goes_with_escape(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.page.intake.take_text("endpoint,p256dh,auth\nx,y,z\n")
    result = screen.page.result
    await until(result.isVisible)
    result.copy_button.click()
    assert QGuiApplication.clipboard().text().startswith("Line 2: ")
    screen.widget.activateWindow()
    result.list.setFocus()
    await until(result.list.hasFocus)
    QTest.keyClick(result.list, Qt.Key.Key_Escape)
    assert not result.isVisible()


async def test_an_export_can_be_imported_again(
    screen: DevicesScreen, engine: FakeEngine, told: Told, tmp_path: Path
) -> None:
    await attach(screen, engine)
    file = tmp_path / "out.json"
    screen.page.outlet.write(engine.desk.devices.rows, file)
    await until(lambda: told.notified)
    assert len(read_subscriptions(file.read_text("utf-8"))) == 3
    assert "3 devices" in told.notified[0]


async def test_a_file_dialog_leaves_the_window_alive(screen: DevicesScreen, engine: FakeEngine) -> None:
    await attach(screen, engine)
    dialog = screen.page.intake.ask_for_file()
    screen.apply(Changes(4, subscriptions=(device("s9", "Pixel 9"),)))
    assert "s9" in shown(screen)
    dialog.reject()


async def test_commands_can_be_pressed_only_where_they_mean_something(
    screen: DevicesScreen, engine: FakeEngine, context: UiContext
) -> None:
    def enabled() -> list[str]:
        names = ("devices.send", "devices.rename", "devices.retire")
        return [name for name in names if context.actions.get(name).isEnabled()]

    await attach(screen, engine)
    assert enabled() == []
    screen.open_item("s1")
    assert enabled() == ["devices.send", "devices.rename", "devices.retire"]
    screen.open_item("s3")
    assert enabled() == ["devices.rename"]


async def test_another_current_key_is_noticed_when_the_screen_is_seen_again(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    screen.widget.hide()
    await engine.desk.keys.create()
    screen.widget.show()
    await until(lambda: "2 with an older key" in [chip.text for chip in screen.header.chips])


async def test_every_control_has_a_name_for_those_who_do_not_see_it(
    screen: DevicesScreen, engine: FakeEngine
) -> None:
    await attach(screen, engine)
    assert nameless(screen.widget) == []


def press(parent: QWidget, text: str) -> None:
    next(button for button in parent.findChildren(QPushButton) if button.text() == text).click()


def drop(widget: QWidget, url: QUrl) -> None:
    mime = QMimeData()
    mime.setUrls([url])
    copy, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(400, 400), copy, mime, button, none)
    QApplication.sendEvent(widget, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(400, 400), copy, mime, button, none))
