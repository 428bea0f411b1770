"""The Lab's commands: for the header's menus and the palette."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from pushdesk.model.lab import AgentKind
from pushdesk.model.views import LabDevice, LabOverview
from pushdesk.services.lab.faults import Preset
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.browser_deeds import BrowserDeeds
from pushdesk.ui.lab.card_data import VIRTUAL
from pushdesk.ui.lab.deeds import LabDeeds
from pushdesk.ui.lab.lab_seam import FoundLike
from pushdesk.ui.lab.menus import KINDS, SERVICES, add, add_clear, add_presets, fill_device, whose
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.confirm import confirm
from pushdesk.ui.widgets.file_dialogs import ask_new_file
from pushdesk.ui.widgets.picker import Entry, Picker

_LONGEST_TITLE = 26


class LabCommands(QObject):
    """`overview` is what the menus speak of; the screen keeps it new."""

    def __init__(self, context: UiContext, deeds: LabDeeds, browsers: BrowserDeeds, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._deeds = deeds
        self._browsers = browsers
        self._window = window
        self.overview = LabOverview()
        self._add_devices()
        self._add_faults()
        self._add_catch()

    def _add_devices(self) -> None:
        add_action = self._context.actions.add
        self.add_one = add_action(
            "lab.add-one", self.tr("Virtual device"), lambda: self._deeds.add_virtual(1),
            tip=self.tr("Add a virtual device"),
        )  # fmt: skip
        self.add_ten = add_action(
            "lab.add-ten", self.tr("10 virtual devices"), lambda: self._deeds.add_virtual(10),
            tip=self.tr("Add 10 virtual devices"),
        )  # fmt: skip
        self.builtin = add_action(
            "lab.builtin", self.tr("Built-in browser"), self._browsers.start_builtin,
            tip=self.tr("Start the built-in browser"),
        )  # fmt: skip
        self.builtin.setVisible(False)
        self.one = add_action(
            "lab.device", self.tr("Do something with one device…"), self.ask_device,
            tip=self.tr("Do something with one device of the lab"),
        )  # fmt: skip
        all_devices = self.tr("All virtual devices")
        self.away = add_action(
            "lab.away", self.tr("All go away"), lambda: self._deeds.set_away(True),
            tip=f"{all_devices}: {self.tr('go away')}",
        )  # fmt: skip
        self.back = add_action(
            "lab.back", self.tr("All come back"), lambda: self._deeds.set_away(False),
            tip=f"{all_devices}: {self.tr('come back')}",
        )  # fmt: skip
        self.add_device = add_action("lab.add", self.tr("Add device"), lambda: None, primary=True)
        self._add_menu = QMenu()
        self._add_menu.addActions([self.add_one, self.add_ten, self.builtin])
        self.add_device.setMenu(self._add_menu)

    def _add_faults(self) -> None:
        add_action = self._context.actions.add
        self.faults = add_action("lab.faults", self.tr("Faults: none"), lambda: None)
        self._fault_menu = QMenu()
        self._fault_menu.aboutToShow.connect(self._fill_faults)
        self.faults.setMenu(self._fault_menu)
        self.fault = add_action(
            "lab.fault", self.tr("Fault for all devices…"), self.ask_fault,
            tip=self.tr("Lab: set a fault for all devices"),
        )  # fmt: skip
        self.clear_faults = add_action(
            "lab.clear-faults", self.tr("Clear all faults"), self._deeds.clear_faults,
            tip=self.tr("Lab: clear all faults"),
        )  # fmt: skip

    def _add_catch(self) -> None:
        add_action = self._context.actions.add
        self.export = add_action(
            "lab.export", self.tr("Export…"), self._ask_export, tip=self.tr("Export what arrived at the lab")
        )
        self.clear = add_action(
            "lab.clear", self.tr("Clear…"), self._ask_clear, tip=self.tr("Clear what arrived at the lab")
        )

    def show_found(self) -> None:
        """The browsers of this computer are known: each can be opened, on a new profile."""
        self.builtin.setVisible(self._browsers.builtin is not None)
        known = {action.objectName() for action in self._context.actions.every()}
        for browser in self._browsers.found:
            for keep, words in (
                (False, self.tr("{}, throw-away profile")),
                (True, self.tr("{}, kept profile")),
            ):
                name = f"lab.open-{browser.id}-{'kept' if keep else 'throw-away'}"
                if name not in known:
                    run = partial(self._browsers.open, browser, keep=keep)
                    text = words.format(browser.title)
                    action = self._context.actions.add(name, text, run, tip=self.tr("Open {}").format(text))
                    self._add_menu.addAction(action)
                    self._add_at_page(browser, text, name, keep=keep)

    def _add_at_page(self, browser: FoundLike, text: str, name: str, *, keep: bool) -> None:
        run = partial(self._browsers.ask_first_url, browser, keep=keep)
        words = self.tr("{}, another page…").format(text)
        tip = self.tr("Open {} at a page of your own").format(text)
        self._add_menu.addAction(self._context.actions.add(f"{name}-page", words, run, tip=tip))

    def say(self, overview: LabOverview) -> None:
        """Devices and faults as they are now."""
        self.overview = overview
        everywhere = [fault for fault in overview.faults if fault.agent_id is None and fault.kind is None]
        if len(overview.faults) == 1 and everywhere:
            words = everywhere[0].title
        else:
            words = humane.count(len(overview.faults)) if overview.faults else self.tr("none")
        self.faults.setText(self.tr("Faults: {}").format(_short(words).replace("&", "&&")))
        self.clear_faults.setEnabled(bool(overview.faults))
        for action in (self.away, self.back, self.one):
            action.setEnabled(bool(overview.devices))

    def fill_virtual(self, menu: QMenu) -> None:
        """What can be done with the virtual devices together, and the way to one of them."""
        menu.addActions([self.add_one, self.add_ten])
        menu.addSeparator()
        menu.addActions([self.away, self.back, self.one])

    def fill_replay(self, menu: QMenu, number: int, *, known: bool) -> None:
        """The devices that a message can be sent to again, where its payload is `known`; many by name."""
        if not known:
            menu.addAction(self.tr("The lab cannot read it")).setEnabled(False)
            return
        there = [device for device in self.overview.devices if device.subscriptions]
        for device in there[:12]:
            add(menu, device.name, partial(self._deeds.replay, number, device.id, device.name))
        if len(there) > 12:
            add(menu, self.tr("Another device…"), partial(self._ask_replay, number, there))
        if not there:
            menu.addAction(self.tr("No device has a subscription")).setEnabled(False)

    def _ask_replay(self, number: int, there: list[LabDevice]) -> None:
        self._pick(
            self.tr("Replay to"), there, lambda device: self._deeds.replay(number, device.id, device.name)
        )

    def ask_device(self) -> None:
        """Choose one device, then what to do with it."""
        self._pick(self.tr("Which device?"), list(self.overview.devices), self._show_menu)

    def _show_menu(self, device: LabDevice) -> None:
        menu = QMenu(self._window)
        fill_device(menu, device, self._deeds, self._browsers)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def _pick(self, title: str, devices: list[LabDevice], then: object) -> None:
        assert callable(then)
        picker = Picker(self._context.theme, title, self.tr("Type a few letters of its name"), self._window)
        picker.chosen.connect(then)
        picker.finished.connect(picker.deleteLater)
        picker.ask([Entry(device.name, _note(device), device) for device in devices])

    def ask_fault(self) -> None:
        """Choose a fault by name, for all devices."""
        title = self.tr("Fault for all devices")
        picker = Picker(self._context.theme, title, self.tr("429, Apple, drop…"), self._window)
        picker.chosen.connect(lambda preset: self._deeds.set_fault(None, preset))
        picker.finished.connect(picker.deleteLater)
        picker.ask(
            [Entry(preset.title, SERVICES[preset.service], preset) for preset in self._deeds.presets()]
        )

    def _fill_faults(self) -> None:
        menu = self._fault_menu
        menu.clear()
        menu.setToolTipsVisible(True)
        names = {device.id: device.name for device in self.overview.devices}
        for fault in self.overview.faults:
            add_clear(menu, fault, names.get(fault.agent_id or "", whose(fault)), self._deeds)
        if self.overview.faults:
            menu.addAction(self.clear_faults)
            menu.addSeparator()
        add_presets(menu, self._deeds.presets(), self._set_for_all)
        menu.addSeparator()
        for kind, title in KINDS.items():
            inner = menu.addMenu(self.tr("Only {}").format(self.tr(title)))
            add_presets(inner, self._deeds.presets(), partial(self._set_for_all, kind=kind))

    def _set_for_all(self, preset: Preset, kind: AgentKind | None = None) -> None:
        self._deeds.set_fault(None, preset, kind)

    def _ask_clear(self) -> None:
        confirm(
            self._window,
            self.tr("Clear what arrived?"),
            self.tr("The lab forgets every message here. What waits for its device is still delivered."),
            self.tr("Clear"),
            self._deeds.clear,
        )

    def _ask_export(self) -> QFileDialog:
        title, kind = self.tr("Export what arrived"), self.tr("JSON (*.json)")
        return ask_new_file(self._window, title, "caught.json", kind, self._deeds.export)


def header_actions(commands: LabCommands, backend: QAction) -> list[QAction]:
    """From left to right, the primary one last."""
    return [commands.faults, backend, commands.add_device]


def _short(title: str) -> str:
    """A fault's title in a button: the whole is in its menu."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _note(device: LabDevice) -> str:
    words = [device.state if device.kind != VIRTUAL or device.state == "away" else "", *device.faults]
    return " · ".join(filter(None, words))
