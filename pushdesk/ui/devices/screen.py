"""DevicesScreen: every device, and what can be done with the chosen ones."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.device_page import DevicePage
from pushdesk.ui.devices.device_view import OLDER_KEY
from pushdesk.ui.devices.outlet import Outlet
from pushdesk.ui.devices.query import browser_of, name_of
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.confirm import confirm

# “2 min ago” grows older while nothing changes.
_REFRESH_MS = 20_000
_NAMED = 5


class DevicesScreen(QObject):
    """One place of the window."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.title = self.tr("Devices")
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._loaded = False
        self._wanted = ""
        self.header = ScreenHeader(
            self.title, self.tr("A retired device keeps its history and is never sent to again."), self
        )
        self.widget = self.page = DevicePage(context)
        self._outlet = Outlet(context, self.page)
        self._add_actions()
        self._connect()
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.page.model.refresh)
        self._refresh.start()

    def _add_actions(self) -> None:
        add, page = self._context.actions.add, self.page
        self._import = add("devices.import", self.tr("Import"), page.intake.ask_for_file)
        from_file = add(
            "devices.import-file",
            self.tr("From a file…"),
            page.intake.ask_for_file,
            tip=self.tr("Import devices from a file"),
        )
        paste = add(
            "devices.import-clipboard",
            self.tr("Paste from the clipboard"),
            page.intake.take_clipboard,
            tip=self.tr("Import devices from the clipboard"),
        )
        self._menu = QMenu()
        self._menu.addActions([from_file, paste])
        self._import.setMenu(self._menu)
        self._export = add(
            "devices.export", self.tr("Export…"), self._do_export, tip=self.tr("Export the devices shown")
        )
        self._capture = add(
            "devices.capture",
            self.tr("Capture a device"),
            self._show_capture,
            primary=True,
            tip=self.tr("Show how to capture a device"),
        )
        self._send = add(
            "devices.send", self.tr("Send test…"), self._do_send, tip=self.tr("Write to the chosen device")
        )
        self._rename = add(
            "devices.rename", self.tr("Rename"), self._do_rename, tip=self.tr("Rename the chosen device")
        )
        self._retire = add(
            "devices.retire", self.tr("Retire…"), self._ask_retire, tip=self.tr("Retire the chosen devices")
        )

    def _connect(self) -> None:
        page = self.page
        page.seen.connect(self._look_again)
        page.table.picked.connect(self._allow)
        page.detail.renamed.connect(lambda device, name: self._describe(device, name=name))
        page.detail.tagged.connect(lambda device, tags: self._describe(device, tags=tags))
        page.detail.marked.connect(lambda device, mine: self._describe(device, mine=mine))
        page.detail.send_asked.connect(self._do_send)
        page.detail.retire_asked.connect(self._ask_retire)
        page.several.retire_asked.connect(self._ask_retire)
        page.several.tag_asked.connect(lambda tags: self._tag(add=tags))
        page.several.untag_asked.connect(lambda tags: self._tag(remove=tags))
        page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.table.customContextMenuRequested.connect(self._context_menu)
        for keys, act in (("Del", self._ask_retire), ("F2", self._do_rename)):
            shortcut = QShortcut(QKeySequence(keys), page.table, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._allow()

    def header_actions(self) -> Sequence[QAction]:
        """Import, Export, and the one thing a newcomer comes for."""
        return [self._import, self._export, self._capture]

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Load every device."""
        self._engine, self._desk = engine, desk
        self.page.intake.attach(engine, desk)
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
        self._loaded = True
        self._say()
        if self._wanted:
            self.open_item(self._wanted)

    def apply(self, changes: Changes) -> None:
        """Show devices that changed, and say when one was captured."""
        if not changes.subscriptions or not self._loaded:
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
        self._allow()
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

    def _allow(self) -> None:
        rows = self.page.chosen()
        active = [device for device in rows if device.state is SubscriptionState.ACTIVE]
        self._send.setEnabled(len(rows) == 1 and bool(active))
        self._rename.setEnabled(len(rows) == 1)
        self._retire.setEnabled(bool(active))
        self._export.setEnabled(bool(self.page.model.view.order))

    def _context_menu(self, place: QPoint) -> None:
        menu = QMenu(self.page.table)
        menu.addActions([self._send, self._rename, self._retire])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.page.table.viewport().mapToGlobal(place))

    def _show_capture(self) -> None:
        self.page.capture.show()
        self.page.capture.open_button.setFocus()

    def _do_export(self) -> None:
        chosen = self.page.chosen()
        model = self.page.model
        shown = [model.view.at(place) for place in range(model.rowCount())]
        self._outlet.ask(chosen if len(chosen) > 1 else shown)

    def _do_send(self) -> None:
        if len(rows := self.page.chosen()) == 1:
            self._context.navigate("compose", f"device:{rows[0].id}")

    def _do_rename(self) -> None:
        if len(self.page.chosen()) == 1:
            self.page.detail.name.setFocus()
            self.page.detail.name.selectAll()

    def _ask_retire(self) -> None:
        rows = [device for device in self.page.chosen() if device.state is SubscriptionState.ACTIVE]
        if not rows:
            return
        names = ", ".join(f"“{name_of(device)}”" for device in rows[:_NAMED])
        more = self.tr(" and {} more").format(len(rows) - _NAMED) if len(rows) > _NAMED else ""
        number = humane.counted(len(rows), self.tr("device"), self.tr("devices"))
        confirm(
            self.page,
            self.tr("Retire {}?").format(number),
            self.tr("{} will not be sent to until subscribed again. The history stays.").format(names + more),
            self.tr("Retire {}").format(number),
            lambda: self._spawn(self._retire_all(rows), "retire devices"),
        )

    async def _retire_all(self, rows: Sequence[Subscription]) -> None:
        assert self._engine is not None
        assert self._desk is not None
        for device in rows:
            await self._engine.call(self._desk.devices.retire, device.id)
        number = humane.counted(len(rows), self.tr("device was retired."), self.tr("devices were retired."))
        self._context.notify(number)

    def _describe(self, identifier: str, **changed: Any) -> None:
        if self._desk is not None:
            self._call(partial(self._desk.devices.describe, identifier, **changed), "change a device")

    def _tag(self, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        if self._desk is not None and (chosen := self.page.table.selected_ids()):
            self._call(partial(self._desk.devices.tag, chosen, add=add, remove=remove), "tag devices")

    def _call(self, work: Callable[[], Coroutine[Any, Any, object]], name: str) -> None:
        if self._engine is not None:
            self._spawn(self._engine.call(work), name)

    def _spawn(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self._context.bridge.spawn(work, name)
