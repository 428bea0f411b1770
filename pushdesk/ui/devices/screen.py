"""DevicesScreen: every device, and what can be done with the chosen ones."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.commands import DeviceCommands
from pushdesk.ui.devices.device_page import DevicePage
from pushdesk.ui.devices.device_view import OLDER_KEY
from pushdesk.ui.devices.query import browser_of, name_of
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

# “2 min ago” grows older while nothing changes.
_REFRESH_MS = 20_000


class DevicesScreen(QObject):
    """One place of the window."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.title = self.tr("Devices")
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._loaded = False
        self._early: list[Subscription] = []
        self._wanted = ""
        self.header = ScreenHeader(
            self.title, self.tr("A retired device keeps its history and is never sent to again."), self
        )
        self.widget = self.page = DevicePage(context)
        self._commands = DeviceCommands(context, self.page)
        self._add_actions()
        self.page.seen.connect(self._look_again)
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.page.model.refresh)
        self._refresh.start()

    def _add_actions(self) -> None:
        add = self._context.actions.add
        self._import = add("devices.import", self.tr("Import"), self._import_file)
        from_file = add(
            "devices.import-file",
            self.tr("From a file…"),
            self._import_file,
            tip=self.tr("Import devices from a file"),
        )
        paste = add(
            "devices.import-clipboard",
            self.tr("Paste from the clipboard"),
            self._import_clipboard,
            tip=self.tr("Import devices from the clipboard"),
        )
        self._menu = QMenu()
        self._menu.addActions([from_file, paste])
        self._import.setMenu(self._menu)
        self._capture = add(
            "devices.capture",
            self.tr("Capture a device"),
            self._show_capture,
            primary=True,
            tip=self.tr("Show how to capture a device"),
        )

    def header_actions(self) -> Sequence[QAction]:
        """Import, Export, and the one thing a newcomer comes for."""
        return [self._import, self._commands.export, self._capture]

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Load every device."""
        self._engine, self._desk = engine, desk
        self.page.intake.attach(engine, desk)
        self._commands.attach(engine, desk)
        self.page.capture.show_receiver(desk.addresses.receiver)
        self._context.bridge.spawn(self._load(), "load devices")

    async def _load(self) -> None:
        assert self._engine is not None
        assert self._desk is not None
        view = self.page.model.devices
        view.current_key = (await self._engine.call(self._desk.keys.current)).public_key
        rows = await self._engine.call(self._desk.devices.every)
        # The first browser name costs 0.1 s (it builds the patterns): not in the window's thread.
        await asyncio.to_thread(lambda: [browser_of(device) for device in rows])
        self.page.model.load(rows)
        self.page.model.apply(self._early)
        self._loaded, self._early = True, []
        self._say()
        if self._wanted:
            self.open_item(self._wanted)

    def apply(self, changes: Changes) -> None:
        """Show devices that changed, and say when one was captured."""
        if not self._loaded:
            # The table is being loaded: what came meanwhile is applied on top of it.
            self._early += changes.subscriptions
            return
        if not changes.subscriptions:
            return
        view = self.page.model.devices
        new = [device for device in changes.subscriptions if view.row(device.id) is None]
        self.page.model.apply(changes.subscriptions)
        self._say()
        arrived = [device for device in new if device.state is SubscriptionState.ACTIVE]
        if len(arrived) == 1 and not self.page.intake.running:
            self._context.notify(self.tr("“{}” was captured.").format(name_of(arrived[0])))

    def open_item(self, identifier: str) -> None:
        """Choose one device."""
        self._wanted = "" if self._loaded else identifier
        if self._loaded:
            self.page.look_at(identifier)

    def _look_again(self) -> None:
        """The current key may be another one since the screen was last seen."""
        if self._engine is not None and self._loaded:
            self._context.bridge.spawn(self._load_key(), "read the current key")

    async def _load_key(self) -> None:
        assert self._engine is not None
        assert self._desk is not None
        key = (await self._engine.call(self._desk.keys.current)).public_key
        view = self.page.model.devices
        if key != view.current_key:
            view.current_key = key
            view.recount()
            self.page.apply_filter()
            self._say()

    def _say(self) -> None:
        self.page.show_rows()
        self._commands.allow()
        view = self.page.model.devices
        total = humane.count(len(view))
        chips = [Chip(total, Role.NEUTRAL)] if len(view) else []
        for key, words, role in (
            (SubscriptionState.ACTIVE, self.tr("{} active"), Role.OK),
            (OLDER_KEY, self.tr("{} with an older key"), Role.WARN),
        ):
            if number := view.counts.get(key, 0):
                chips.append(Chip(words.format(humane.count(number)), role))
        self.header.say(chips=chips, badge=total if len(view) else "")

    def _import_file(self) -> None:
        self._context.navigate("devices")
        self.page.intake.ask_for_file()

    def _import_clipboard(self) -> None:
        self._context.navigate("devices")
        self.page.intake.take_clipboard()

    def _show_capture(self) -> None:
        self._context.navigate("devices")
        self.page.capture.show()
        self.page.capture.open_button.setFocus()
