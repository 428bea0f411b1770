"""What can be done with the chosen devices: write to one, rename, tag, retire, export."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from pushdesk.model.errors import KnownError
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.device_page import DevicePage
from pushdesk.ui.devices.query import name_of
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.confirm import confirm

_NAMED = 5


class DeviceCommands(QObject):
    """Each command once, for the header, the table's menu and keys, the panels and the palette."""

    def __init__(self, context: UiContext, page: DevicePage) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        add = context.actions.add
        self.export = add(
            "devices.export", self.tr("Export…"), self._do_export, tip=self.tr("Export the devices shown")
        )
        self.send = add(
            "devices.send", self.tr("Send test…"), self._do_send, tip=self.tr("Write to the chosen device")
        )
        self.rename = add(
            "devices.rename", self.tr("Rename"), self._do_rename, tip=self.tr("Rename the chosen device")
        )
        self.retire = add(
            "devices.retire", self.tr("Retire…"), self._ask_retire, tip=self.tr("Retire the chosen devices")
        )
        self._connect()
        self.allow()

    def _connect(self) -> None:
        page = self._page
        page.table.picked.connect(self.allow)
        page.detail.renamed.connect(lambda device, name: self._describe(device, name=name))
        page.detail.tagged.connect(lambda device, tags: self._describe(device, tags=tags))
        page.detail.marked.connect(lambda device, mine: self._describe(device, mine=mine))
        page.detail.attributes.saved.connect(
            lambda device, attributes: self._describe(device, attributes=attributes)
        )
        page.detail.shape.chosen.connect(self._choose_shape)
        page.detail.send_asked.connect(self._do_send)
        page.detail.retire_asked.connect(self._ask_retire)
        page.several.retire_asked.connect(self._ask_retire)
        page.several.tag_asked.connect(lambda tags: self._tag(add=tags))
        page.several.untag_asked.connect(lambda tags: self._tag(remove=tags))
        page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.table.customContextMenuRequested.connect(self._show_menu)
        for keys, act in (("Del", self._ask_retire), ("F2", self._do_rename)):
            QShortcut(QKeySequence(keys), page.table, act).setContext(Qt.ShortcutContext.WidgetShortcut)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Where the devices are kept."""
        self._engine, self._desk = engine, desk
        shape = self._page.detail.shape
        shape.receiver = desk.addresses.receiver or shape.receiver

    def allow(self) -> None:
        """Only what makes sense for what is chosen can be pressed."""
        rows = self._page.chosen()
        active = [device for device in rows if device.state is SubscriptionState.ACTIVE]
        self.send.setEnabled(len(rows) == 1 and bool(active))
        self.rename.setEnabled(len(rows) == 1)
        self.retire.setEnabled(bool(active))
        self.export.setEnabled(bool(self._page.model.view.order))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._page.table)
        menu.addActions([self.send, self.rename, self.retire])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._page.table.viewport().mapToGlobal(place))

    def _do_export(self) -> None:
        chosen, model = self._page.chosen(), self._page.model
        shown = [model.view.at(place) for place in range(model.rowCount())]
        self._page.outlet.ask(chosen if len(chosen) > 1 else shown)

    def _do_send(self) -> None:
        if len(rows := self._page.chosen()) == 1:
            self._context.navigate("compose", f"device:{rows[0].id}")

    def _do_rename(self) -> None:
        if len(self._page.chosen()) == 1:
            self._context.navigate("devices")
            self._page.detail.name.setFocus()
            self._page.detail.name.selectAll()

    def _ask_retire(self) -> None:
        rows = [device for device in self._page.chosen() if device.state is SubscriptionState.ACTIVE]
        if not rows:
            return
        self._context.navigate("devices")
        names = ", ".join(f"“{name_of(device)}”" for device in rows[:_NAMED])
        more = self.tr(" and {} more").format(len(rows) - _NAMED) if len(rows) > _NAMED else ""
        number = humane.counted(len(rows), self.tr("device"), self.tr("devices"))
        confirm(
            self._page,
            self.tr("Retire {}?").format(number),
            self.tr("{} will not be sent to until subscribed again. The history stays.").format(names + more),
            self.tr("Retire {}").format(number),
            lambda: self._call(partial(self._retire_all, rows), "retire devices"),
        )

    async def _retire_all(self, rows: Sequence[Subscription]) -> None:
        """On the engine's loop."""
        assert self._desk is not None
        for device in rows:
            await self._desk.devices.retire(device.id)

    def _describe(self, identifier: str, **changed: Any) -> None:
        if self._desk is not None:
            self._call(partial(self._desk.devices.describe, identifier, **changed), "change a device")

    def _choose_shape(self, identifier: str, shape: PayloadShape | None, template: str) -> None:
        self._context.bridge.do(self._set_shape(identifier, shape, template), "shape a device's payloads")

    async def _set_shape(self, identifier: str, shape: PayloadShape | None, template: str) -> None:
        """A choice that cannot be stored is taken back; the bridge says why."""
        if self._engine is None or self._desk is None:
            return
        try:
            await self._engine.call(self._desk.devices.set_shape, identifier, shape, template)
        except KnownError:
            self._page.detail.shape.refuse(identifier, template)
            raise

    def _tag(self, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        if self._desk is not None and (chosen := self._page.table.selected_ids()):
            self._call(partial(self._desk.devices.tag, chosen, add=add, remove=remove), "tag devices")

    def _call(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        if self._engine is not None:
            self._context.bridge.do(self._engine.call(work), name)
