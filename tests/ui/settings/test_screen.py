"""The Settings screen: a wrong value gets a sentence beside its field, a right one is saved at once."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import FolderError
from pushdesk.model.vapid import KeyStorage, VapidKey
from pushdesk.settings import Settings, Theme
from pushdesk.ui.context import UiContext
from pushdesk.ui.settings.screen import SettingsScreen
from pushdesk.ui.theme.tokens import DARK
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.names import nameless
from tests.ui.rows import MOMENT

OLDER = "B" + "x" * 86


@pytest.fixture
def screen(context: UiContext, engine: FakeEngine, qtbot: QtBot) -> SettingsScreen:
    """Attached, as the window has it once the desk is open."""
    context.actions.ready = True
    made = SettingsScreen(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(1200, 800)
    made.widget.show()
    return made


@pytest.fixture
async def attached(screen: SettingsScreen, engine: FakeEngine) -> SettingsScreen:
    screen.attach(engine, engine.desk)
    await until(lambda: screen.keys.current.text())
    return screen


def write(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


async def test_a_wrong_contact_is_explained_while_it_is_typed_and_not_saved(
    attached: SettingsScreen, engine: FakeEngine
) -> None:
    write(attached.contact.field, "mailto:admin@localhost")
    assert "localhost" in attached.contact.line.problem.text()
    assert attached.contact.field.property("problem") == "true"
    assert engine.desk.applied == []


async def test_a_right_contact_is_saved_and_the_sentence_goes(
    attached: SettingsScreen, engine: FakeEngine, told: Told
) -> None:
    write(attached.contact.field, "mailto:admin@localhost")
    write(attached.contact.field, "mailto:desk@example.org")
    await until(lambda: told.notified)
    assert engine.desk.applied == [{"contact": "mailto:desk@example.org"}]
    assert not attached.contact.line.problem.isVisible()


async def test_a_contact_can_be_taken_away(attached: SettingsScreen, engine: FakeEngine) -> None:
    write(attached.contact.field, "mailto:desk@example.org")
    await until(lambda: len(engine.desk.applied) == 1)
    attached.contact.field.selectAll()
    QTest.keyClick(attached.contact.field, Qt.Key.Key_Delete)
    QTest.keyClick(attached.contact.field, Qt.Key.Key_Return)
    await until(lambda: len(engine.desk.applied) == 2)
    assert engine.desk.applied[-1] == {"contact": ""}


async def test_what_the_desk_refuses_stands_beside_the_field(
    attached: SettingsScreen, engine: FakeEngine, told: Told
) -> None:
    async def refuse(**changed: Any) -> Settings:
        raise FolderError("The settings cannot be saved: read-only.")

    engine.desk.apply = refuse  # type: ignore[method-assign]
    write(attached.contact.field, "mailto:desk@example.org")
    await until(lambda: attached.contact.line.problem.isVisible())
    assert attached.contact.line.problem.text() == "The settings cannot be saved: read-only."
    assert told.refused == []


async def test_a_port_is_saved_and_says_when_it_applies(attached: SettingsScreen, engine: FakeEngine) -> None:
    box, _ = attached.network.ports["receiver_port"]
    box.setValue(9000)
    box.editingFinished.emit()
    await until(lambda: engine.desk.applied)
    assert engine.desk.applied == [{"receiver_port": 9000}]
    await until(lambda: attached.network.port_lines["receiver_port"].note.isVisible())
    assert "next start" in attached.network.port_lines["receiver_port"].note.text()


async def test_two_parts_cannot_have_one_port(attached: SettingsScreen, engine: FakeEngine) -> None:
    box, _ = attached.network.ports["receiver_port"]
    box.setValue(engine.desk.settings.push_service_port)
    box.editingFinished.emit()
    assert "different" in attached.network.port_lines["receiver_port"].problem.text()
    assert engine.desk.applied == []


async def test_leaving_a_port_alone_saves_nothing(attached: SettingsScreen, engine: FakeEngine) -> None:
    for box, _ in attached.network.ports.values():
        box.editingFinished.emit()
    attached.pace.concurrency.editingFinished.emit()
    attached.pace.timeout.editingFinished.emit()
    assert engine.desk.applied == []


async def test_trusted_hosts_are_checked_and_saved_as_a_list(
    attached: SettingsScreen, engine: FakeEngine
) -> None:
    write(attached.network.hosts, "https://push.example.org")
    assert attached.network.hosts_line.problem.isVisible()
    write(attached.network.hosts, "127.0.0.1:8090, Push.example.org")
    await until(lambda: engine.desk.applied)
    assert engine.desk.applied == [{"trusted_push_hosts": ("127.0.0.1:8090", "push.example.org")}]


async def test_the_proxy_is_checked_and_saved(attached: SettingsScreen, engine: FakeEngine) -> None:
    write(attached.network.proxy, "socks5://proxy.example")
    assert "write it like" in attached.network.proxy_line.problem.text()
    write(attached.network.proxy, "proxy.example:3128")
    await until(lambda: engine.desk.applied)
    assert engine.desk.applied == [{"proxy": "http://proxy.example:3128"}]
    assert not attached.network.proxy_line.problem.isVisible()


async def test_the_pace_is_saved(attached: SettingsScreen, engine: FakeEngine) -> None:
    assert attached.pace.cap.text() == "No cap"
    attached.pace.concurrency.setValue(8)
    attached.pace.concurrency.editingFinished.emit()
    attached.pace.cap.setValue(2.5)
    attached.pace.cap.editingFinished.emit()
    attached.pace.timeout.setValue(12.5)
    attached.pace.timeout.editingFinished.emit()
    await until(lambda: len(engine.desk.applied) == 3)
    assert engine.desk.applied == [
        {"concurrency": 8},
        {"messages_per_second": 2.5},
        {"request_timeout": 12.5},
    ]


async def test_the_theme_applies_at_once(
    attached: SettingsScreen, context: UiContext, engine: FakeEngine
) -> None:
    attached.appearance.tabs.choose(2)
    assert context.theme.tokens is DARK
    await until(lambda: engine.desk.applied)
    assert engine.desk.applied == [{"theme": Theme.DARK}]


async def test_the_current_key_can_be_copied_and_says_where_its_private_part_is(
    attached: SettingsScreen, engine: FakeEngine
) -> None:
    attached.keys.copy.click()
    assert QGuiApplication.clipboard().text() == engine.desk.keys.keys[0].public_key
    assert "keyring" in attached.keys.line.note.text()


async def test_older_keys_are_listed_to_be_copied(screen: SettingsScreen, engine: FakeEngine) -> None:
    older = VapidKey(public_key=OLDER, storage=KeyStorage.FILE, current=False, created_at=MOMENT)
    engine.desk.keys.keys.insert(0, older)
    screen.attach(engine, engine.desk)
    await until(lambda: screen.keys.current.text())
    press(screen.widget, "Copy")
    assert QGuiApplication.clipboard().text() == OLDER


async def test_a_new_key_is_made_after_a_question(
    attached: SettingsScreen, engine: FakeEngine, told: Told
) -> None:
    attached.keys.make.click()
    box = attached.widget.findChild(QMessageBox)
    assert box is not None
    assert "keep working" in box.informativeText()
    assert len(engine.desk.keys.keys) == 1
    press(box, "Make a new key")
    await until(lambda: told.notified)
    assert attached.keys.current.text() == engine.desk.keys.keys[-1].public_key


async def test_a_key_file_is_imported(
    attached: SettingsScreen, engine: FakeEngine, told: Told, tmp_path: Path
) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(b"-----BEGIN PRIVATE KEY-----")
    attached.keys.take_file(file)
    await until(lambda: told.notified)
    assert len(engine.desk.keys.keys) == 2


@pytest.mark.parametrize(("content", "words"), [(b"", "holds no key"), (b"x" * 70_000, "too large")])
async def test_a_file_that_is_no_key_is_refused_beside_the_key(
    attached: SettingsScreen, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    attached.keys.take_file(file)
    await until(lambda: attached.keys.line.problem.isVisible())
    assert words in attached.keys.line.problem.text()


async def test_a_missing_key_file_is_a_sentence(attached: SettingsScreen, tmp_path: Path) -> None:
    attached.keys.take_file(tmp_path / "none.pem")
    await until(lambda: attached.keys.line.problem.isVisible())
    assert "“none.pem” cannot be read" in attached.keys.line.problem.text()


async def test_the_data_folder_is_shown_and_copied(attached: SettingsScreen, settings: Settings) -> None:
    attached.folder.copy_button.click()
    assert QGuiApplication.clipboard().text() == str(settings.data_dir)


async def test_a_narrow_window_puts_the_sections_under_each_other(attached: SettingsScreen) -> None:
    attached.widget.resize(700, 800)
    assert attached.network.mapTo(attached.widget, attached.network.rect().topLeft()).y() > 300


async def test_every_control_has_a_name_for_those_who_do_not_see_it(attached: SettingsScreen) -> None:
    assert nameless(attached.widget) == []


def press(parent: QWidget, text: str) -> None:
    next(button for button in parent.findChildren(QPushButton) if button.text() == text).click()
