"""CampaignsScreen: the history, and the campaign that is open, live whoever sends it."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from pushdesk.model.errors import KnownError
from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
from pushdesk.ui.campaigns.campaign_page import CampaignPage
from pushdesk.ui.campaigns.commands import CampaignCommands
from pushdesk.ui.campaigns.deeds import Deeds
from pushdesk.ui.campaigns.history_page import HistoryPage
from pushdesk.ui.campaigns.markdown import as_markdown
from pushdesk.ui.campaigns.missed import Missed
from pushdesk.ui.campaigns.pace import Pace
from pushdesk.ui.campaigns.words import note, state_chip
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.explanation import Remedy
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets import humane

# Rows read at a time: what is seen at once, then pages; to take one in takes a fraction of a frame.
_FIRST_PAGE, _PAGE = 200, 500
# “2 min ago” grows older while nothing changes.
_REFRESH_MS = 20_000


class CampaignsScreen(QObject):
    """One place of the window. Until a campaign is opened it shows the history."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.title = self.tr("Campaigns")
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._pace = Pace()
        self._wanted = ""
        self._early: list[DeliveryRow] = []
        self._early_campaign: CampaignRow | None = None
        self._loading = False
        self.header = ScreenHeader(
            self.title,
            self.tr("Every status is saved as it happens: closing pauses a campaign, nothing is sent twice."),
            self,
        )
        self.history = HistoryPage(context.theme, lambda: context.navigate("compose"))
        self.history.opened.connect(self.open_item)
        self.page = CampaignPage(context)
        self.page.left.connect(self.close_item)
        self.page.inspector.asked.connect(self._remedy)
        self.widget = QStackedWidget()
        self.widget.addWidget(self.history)
        self.widget.addWidget(self.page)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.page, self.close_item)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.deeds = Deeds(context, self.widget.window)
        self.missed = Missed(context, self.deeds, self.history)
        self.commands = CampaignCommands(context, self.deeds, self._do_duplicate, self._do_copy)
        # The widget's: what it makes older goes with the window.
        self._refresh = QTimer(self.widget, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self._grow_older)
        self.missed.found.connect(self._grow_older)
        self._refresh.start()
        self._say()

    def header_actions(self) -> Sequence[QAction]:
        """What can be done with the campaign that is open."""
        return self.commands.every

    def notice(self) -> QWidget:
        """What the window shows over any place: the campaigns that were missed."""
        return self.missed.bar

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Load the history."""
        self._engine, self._desk = engine, desk
        self.page.inspector.attach(engine, desk)
        self.deeds.attach(engine, desk)
        self.missed.attach(engine, desk)
        self._context.bridge.spawn(self._load(), "load campaigns")
        if self._wanted:
            self.open_item(self._wanted)

    async def _load(self) -> None:
        assert self._engine is not None
        assert self._desk is not None
        self.history.load(await self._engine.call(self._desk.sender.every))
        self._say()

    def apply(self, changes: Changes) -> None:
        """Show what changed, in the history and in the campaign that is open."""
        if changes.campaigns:
            self.history.apply(changes.campaigns)
            self.missed.apply(changes.campaigns)
        if not self._wanted:
            self._say()
            return
        rows = [row for row in changes.deliveries if row.campaign_id == self._wanted]
        campaign = next((row for row in changes.campaigns if row.id == self._wanted), None)
        if self.page.campaign is None:
            # The table is being loaded: what came meanwhile is applied on top of it.
            self._early += rows
            self._early_campaign = campaign or self._early_campaign
            return
        if campaign is not None:
            self._follow(campaign)
        if self._loading:
            # What is not in the table yet is read later than it was told of here, or is in the page now read.
            self._early += [row for row in rows if self.page.model.view.row(row.id) is None]
            rows = [row for row in rows if self.page.model.view.row(row.id) is not None]
        if rows:
            self.page.apply(rows)
        self._say()

    def open_item(self, identifier: str) -> None:
        """Open one campaign."""
        self._wanted, self._pace, self._loading = identifier, Pace(), False
        self._early, self._early_campaign = [], None
        self.page.campaign = None
        self._context.bridge.spawn(self._open(identifier), "open campaign")

    async def _open(self, identifier: str) -> None:
        if self._engine is None or self._desk is None:
            return
        read = self._desk.sender.deliveries
        try:
            campaign = await self._engine.call(self._desk.sender.get, identifier)
            rows = await self._engine.call(read, identifier, limit=_FIRST_PAGE)
        except KnownError:
            self.close_item()
            raise
        if identifier != self._wanted:
            return
        self.page.show_campaign(campaign, rows)
        if self._early:
            self.page.apply(self._early)
        self._follow(self._early_campaign or campaign)
        self._early, self._early_campaign = [], None
        self.widget.setCurrentWidget(self.page)
        self.page.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()
        self._loading = True
        read_all = len(rows) < _FIRST_PAGE
        while not read_all:
            self._early = []
            rows = await self._engine.call(read, identifier, rows[-1].position, _PAGE)
            if identifier != self._wanted:
                return
            read_all = len(rows) < _PAGE
            here = {row.id for row in rows}
            self.page.apply(rows)
            self.page.apply([row for row in self._early if row.id in here])
        self._loading = False

    def close_item(self) -> None:
        """Back to the history, with the campaign that was open still chosen there."""
        self.history.table.look_at(self._wanted)
        self._wanted = ""
        self.page.campaign = None
        self.widget.setCurrentWidget(self.history)
        self.history.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _follow(self, campaign: CampaignRow) -> None:
        self._pace.note(time.monotonic(), campaign.counts.ended)
        self.page.show_row(campaign)

    def _say(self) -> None:
        number = len(self.history.model.view)
        badge = humane.count(number) if number else ""
        campaign = self.page.campaign
        if campaign is None:
            self.header.say(title=self.title, chips=(), note="", badge=badge)
        else:
            chips, words = (state_chip(campaign),), note(campaign, self._pace)
            self.header.say(title=campaign.title, chips=chips, note=words, badge=badge)
        self.commands.follow(campaign)

    def _grow_older(self) -> None:
        self.history.model.refresh()
        self._say()

    def _do_duplicate(self) -> None:
        if self.page.campaign is not None:
            self._context.navigate("compose", self.page.campaign.id)

    def _do_copy(self) -> None:
        if self._loading:
            self._context.notify(self.tr("The table is still being loaded: copy it when it is complete."))
        elif self.page.campaign is not None:
            text = as_markdown(self.page.campaign, self.page.model.view.rows())
            QGuiApplication.clipboard().setText(text)
            self._context.notify(self.tr("Copied as Markdown."))

    def _remedy(self, remedy: Remedy) -> None:
        delivery = self.page.inspector.row
        if remedy is Remedy.SETTINGS:
            self._context.navigate("settings")
        elif remedy is Remedy.DUPLICATE:
            self._do_duplicate()
        elif delivery is not None:
            self._context.navigate("devices", delivery.subscription_id)
