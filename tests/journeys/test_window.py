"""The real window on the real engine: capture, compose, send, and the row turns Accepted, then Shown."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from pushdesk.desk import open_desk
from pushdesk.services.engine import Engine
from pushdesk.services.parts import Desk
from pushdesk.settings import FREE_PORTS, load_settings
from pushdesk.ui.application import live_window
from pushdesk.ui.window import MainWindow
from tests.journeys.processes import pushdesk

pytestmark = pytest.mark.allow_log("no keyring answers")
SECONDS = 20


class Person:
    """Somebody in front of the window: sees what it shows, types, presses buttons."""

    def __init__(self, window: MainWindow, engine: Engine[Desk]) -> None:
        self.window = window
        self.engine = engine

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The visible widget that a screen reader calls `name`, or that bears it as its text."""
        found = [
            widget
            for widget in self.window.findChildren(kind)
            if widget.isVisible() and name in (widget.accessibleName(), widget.property("text"))
        ]
        assert found, f"nobody sees “{name}”"
        return found[0]

    def press(self, name: str) -> None:
        """Click the middle of it."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def write(self, name: str, text: str) -> None:
        """Put `text` in the place of what stands there."""
        box = self.find(name, QLineEdit)
        QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(box, text)

    def rows(self, *columns: str) -> list[tuple[str, ...]]:
        """The cells of the visible table under these titles; none where there is no table."""
        visible = [table for table in self.window.findChildren(QTableView) if table.isVisible()]
        if not visible:
            return []
        model = visible[0].model()
        titles = [
            model.headerData(number, Qt.Orientation.Horizontal) for number in range(model.columnCount())
        ]
        return [
            tuple(str(model.index(number, titles.index(title)).data()) for title in columns)
            for number in range(model.rowCount())
        ]

    async def sees(self, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Wait until the visible table holds exactly `rows`: asked again after each batch of changes."""
        try:
            async with asyncio.timeout(SECONDS):
                await self._see(columns, rows)
        except TimeoutError:
            raise AssertionError(f"sees {self.rows(*columns)}, not {rows}") from None

    async def _see(self, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        changed = asyncio.Event()
        connection = self.window.bridge.changed.connect(lambda _changes: changed.set())
        try:
            await self.window.bridge.idle()
            while self.rows(*columns) != rows:
                await changed.wait()
                changed.clear()
                await self.window.bridge.idle()
        finally:
            self.window.bridge.changed.disconnect(connection)


def in_window(play: Callable[[Person, Desk], Awaitable[None]], *, devices: int) -> None:
    """Run `play` with a person in front of a fresh window."""
    settings = load_settings(**FREE_PORTS)
    engine = Engine(partial(open_desk, settings, own=True, devices=devices))

    async def run(window: MainWindow) -> None:
        await window.settled()
        assert window.problem is None, window.problem
        await play(Person(window, engine), await engine.ready())

    live_window(settings, lambda: engine, run, stay=False)


def test_capture_compose_send_and_the_row_turns_accepted_then_shown(qapp: QApplication) -> None:
    async def play(person: Person, desk: Desk) -> None:
        person.press("Devices")
        assert desk.lab is not None
        (device,) = await person.engine.call(desk.lab.ensure_devices, 1)
        await person.sees(
            (
                "Device",
                "State",
            ),
            [(f"{device.name} · mine", "Active")],
        )
        await person.engine.call(desk.lab.devices.set_away, True, device.id)

        person.press("Compose")
        person.write("Title", "Hello from the window")
        person.press("Send test to me")
        person.press("Campaigns")
        await person.sees(("Title",), [("Hello from the window",)])
        campaign = (await person.engine.call(desk.sender.every))[0]
        person.window.navigate("campaigns", campaign.id)
        await person.sees(
            (
                "Device",
                "Status",
            ),
            [(device.name, "Accepted")],
        )

        await person.engine.call(desk.lab.devices.set_away, False, device.id)
        await person.sees(
            (
                "Device",
                "Status",
            ),
            [(device.name, "Shown")],
        )

    in_window(play, devices=0)


def test_a_campaign_of_the_command_line_appears_in_the_window_live(
    qapp: QApplication, data_dir: Path
) -> None:
    async def play(person: Person, desk: Desk) -> None:
        person.press("Campaigns")
        command = ("send", "--title", "From the command line", "--to", "all", "--json")
        sent = await _on_engine(person, command)
        await person.sees(("Title",), [("From the command line",)])
        person.window.navigate("campaigns", sent["id"])
        await person.sees(("Status",), [("Shown",)] * 3)

    async def _on_engine(person: Person, command: tuple[str, ...]) -> dict[str, str]:
        answer = await person.engine.call(pushdesk, data_dir, *command)
        assert answer.status == 0, answer.err
        found: dict[str, str] = json.loads(answer.out)
        return found

    in_window(play, devices=3)
