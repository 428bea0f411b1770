"""LabScreen: what arrived at the embedded push service, from whomever, and the devices that got it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from pushdesk.model.errors import NotFound
from pushdesk.model.views import Changes, LabOverview
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.backend_dialog import BackendDialog
from pushdesk.ui.lab.browser_deeds import BrowserDeeds
from pushdesk.ui.lab.card_data import CardData, cards, has_address, key_of
from pushdesk.ui.lab.caught_reader import CaughtReader
from pushdesk.ui.lab.commands import LabCommands, header_actions
from pushdesk.ui.lab.deeds import LabDeeds
from pushdesk.ui.lab.detail import CaughtDetail
from pushdesk.ui.lab.kept_columns import KeptColumns
from pushdesk.ui.lab.lab_seam import LabLike
from pushdesk.ui.lab.menus import add, fill_device
from pushdesk.ui.lab.page import LabPage
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import AddressesLike, DeskLike, EngineLike
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role

# The overview reads every device: once a second while messages come, sooner after a deed.
_AT_MOST_MS, _SOON_MS = 1000, 80


class LabScreen(QObject):
    """One place of the window."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.title = self.tr("Lab")
        self._context = context
        self._engine: EngineLike | None = None
        self._lab: LabLike | None = None
        self._addresses: AddressesLike | None = None
        self._dialog: BackendDialog | None = None
        self._kinds: dict[str, str] = {}
        self._wanted = ""
        self.overview = LabOverview()
        self.header = ScreenHeader(
            self.title,
            self.tr("Anything that speaks Web Push can send here. Nothing leaves this computer."),
            self,
        )
        self._deeds = LabDeeds(context, self)
        self.detail = CaughtDetail(context, self._deeds, lambda agent: self._kinds.get(agent or "", ""))
        self._use_backend = context.actions.add(
            "lab.backend", self.tr("Use from my backend…"), self.show_backend,
            tip=self.tr("Use the lab from a backend of mine"),
        )  # fmt: skip
        self.page = LabPage(context, self.detail, self._fill_card, self._use_backend.trigger)
        self.widget: QWidget = self.page
        self._browsers = BrowserDeeds(context, self._deeds, self.page)
        self.commands = LabCommands(context, self._deeds, self._browsers, self.page)
        self.columns = KeptColumns(context, self.page.table)
        self.page.menu.addMenu(self.columns.menu)
        self.page.menu.addActions([self.commands.export, self.commands.clear])
        self.reader = CaughtReader(context.bridge, self.page.model, self)
        self._connect()
        self._say()

    def _connect(self) -> None:
        self.reader.loaded.connect(self._loaded)
        self.page.seen.connect(self._seen)
        self.page.searched.connect(self.reader.search)
        self.reader.searched.connect(self.page.show_hits)
        self.detail.device_menu.aboutToShow.connect(self._fill_device)
        self.detail.replay_menu.aboutToShow.connect(self._fill_replay)
        self.page.table.opened.connect(lambda _: self.detail.tabs.button(self.detail.tabs.current).setFocus())
        table = self.page.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        self._timer = QTimer(self.page, singleShot=True)
        self._timer.timeout.connect(self._look)

    def header_actions(self) -> Sequence[QAction]:
        """Faults, the way in for other people's senders, more devices."""
        return header_actions(self.commands, self._use_backend)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Load what arrived, and who is there."""
        self._engine, self._lab, self._addresses = engine, desk.lab, desk.addresses
        self._say()
        self.columns.attach(engine, desk)
        if desk.lab is None:
            self.page.show_off()
            return
        self._deeds.attach(engine, desk.lab, desk.devices, desk.addresses.push_service_tls)
        self.reader.attach(engine, desk.lab)
        self._context.bridge.spawn(self._find(), "find browsers")
        self._look()

    async def detach(self) -> None:
        """Ask nothing more: the engine is about to stop, and a timer would find no loop any more."""
        self._engine = None
        self._timer.stop()
        self.reader.detach()
        self.columns.detach()

    def apply(self, changes: Changes) -> None:
        """Show what arrived or changed."""
        if changes.caught:
            self.reader.apply(changes)
            self._choose_wanted()
            self.page.show_rows()
            self.page.follow(changes.caught)
            self._say()
        if changes.lab:
            self._look_in(_SOON_MS)
        elif changes.caught:
            self._look_in(_AT_MOST_MS)

    def open_item(self, identifier: str) -> None:
        """Choose one message by its number, or show one device by the address that it has in Devices."""
        if "/" in identifier:
            self._context.bridge.spawn(self._show_device(identifier), "show a device of the lab")
        else:
            self._wanted = "" if self.page.look_at(identifier) else identifier

    async def _show_device(self, endpoint: str) -> None:
        """Its card, and what arrived for it."""
        if self._engine is None or self._lab is None:
            return
        await self._load_overview(self._engine, self._lab)
        for device in self.overview.devices:
            if has_address(device, endpoint):
                self.page.search_for(device.name)
                self.page.cards.show_card(key_of(device))
                return
        raise NotFound(self.tr("The lab has no such device any more."))

    def show_backend(self) -> None:
        """The dialog for other people's senders."""
        if self._addresses is None or self._lab is None:
            return
        self._context.navigate("lab")
        self._dialog = BackendDialog(self.page, self._addresses, self._deeds.invite, self._context.notify)
        self._dialog.finished.connect(self._dialog_closed)
        self._dialog.say(self.overview.devices)
        self._dialog.open()

    def _dialog_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _look_in(self, milliseconds: int) -> None:
        """Ask for the overview after so long, or sooner where that is planned already."""
        if self._engine is None:
            return
        if not self._timer.isActive() or self._timer.remainingTime() > milliseconds:
            self._timer.start(milliseconds)

    def _look(self) -> None:
        if self._engine is not None and self._lab is not None:
            self._context.bridge.spawn(self._load_overview(self._engine, self._lab), "look at the lab")

    async def _load_overview(self, engine: EngineLike, lab: LabLike) -> None:
        self.overview = await engine.call(lab.overview)
        self._kinds = {device.id: device.kind for device in self.overview.devices}
        self.page.cards.say(cards(self.overview, self._browsers.builtin is not None))
        self.commands.say(self.overview)
        self.reader.forget_below(self.overview.caught_from)
        self.page.show_rows()
        if self._dialog is not None:
            self._dialog.say(self.overview.devices)
        self._say()

    async def _find(self) -> None:
        await self._browsers.look()
        self.commands.show_found()

    def _loaded(self) -> None:
        self.page.show_rows()
        self._say()
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted and self.page.look_at(self._wanted):
            self._wanted = ""

    def _seen(self) -> None:
        self.reader.want_older()

    def _fill_card(self, menu: QMenu, data: CardData) -> None:
        if data.device is None:
            self.commands.fill_virtual(menu)
        else:
            fill_device(menu, data.device, self._deeds, self._browsers)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self.page.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.detail.row
        if row is not None:
            add(
                menu,
                self.tr("Copy"),
                lambda: QGuiApplication.clipboard().setText(self.page.table.copied_text()),
            )
            add(menu, self.tr("Copy as curl"), lambda: self.copy_as_curl(row.number))
            self.commands.fill_replay(
                menu.addMenu(self.tr("Replay to")), row.number, known=not self.detail.unreadable
            )
            menu.addSeparator()
        menu.addMenu(self.columns.menu)
        menu.addActions([self.commands.export, self.commands.clear])
        menu.popup(self.page.table.viewport().mapToGlobal(place))

    def copy_as_curl(self, number: int) -> None:
        """The request once more, for a terminal."""
        if self._addresses is not None and self._addresses.push_service is not None:
            self._deeds.copy_as_curl(number, self._addresses.push_service)

    def _fill_device(self) -> None:
        menu, row = self.detail.device_menu, self.detail.row
        menu.clear()
        found = next((d for d in self.overview.devices if row is not None and d.id == row.agent_id), None)
        if found is not None:
            fill_device(menu, found, self._deeds, self._browsers)
        else:
            menu.addAction(self.tr("It is not in the lab any more")).setEnabled(False)

    def _fill_replay(self) -> None:
        self.detail.replay_menu.clear()
        if self.detail.row is not None:
            number, known = self.detail.row.number, not self.detail.unreadable
            self.commands.fill_replay(self.detail.replay_menu, number, known=known)

    def _say(self) -> None:
        address = self._addresses.push_service if self._addresses is not None else None
        on = address is not None and self._lab is not None
        chip = Chip(self.tr("Push service running"), Role.OK) if on else Chip(self.tr("Off"), Role.NEUTRAL)
        for action in (self.commands.export, self.commands.clear):
            action.setEnabled(len(self.page.model.view) > 0)
        self.header.say(
            chips=[chip],
            note=self.tr("{} · works offline").format(address) if on else "",
            badge=self.tr("on") if on else "",
        )
