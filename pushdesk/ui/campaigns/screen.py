"""CampaignsScreen: the history, and the campaign that is open, live whoever sends it."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from pushdesk.model.campaign import ENDED_CAMPAIGNS, CampaignState
from pushdesk.model.errors import KnownError
from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
from pushdesk.ui.campaigns.campaign_page import CampaignPage
from pushdesk.ui.campaigns.history_page import HistoryPage
from pushdesk.ui.campaigns.markdown import as_markdown
from pushdesk.ui.campaigns.pace import Pace
from pushdesk.ui.campaigns.words import already_sent, can_retry, note, state_chip
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.explanation import Remedy
from pushdesk.ui.screen import ScreenHeader
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets import humane
from pushdesk.ui.widgets.confirm import confirm

# Rows read at a time: what is seen at once, then pages. The table is painted anew for each, which takes about
# as long as to take one in; both are done well within a frame.
_FIRST_PAGE, _PAGE = 200, 2500
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
        self._add_actions()
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.history.model.refresh)
        self._refresh.start()
        self._say()

    def _add_actions(self) -> None:
        add = self._context.actions.add

        def ask(what: str, text: str, tip: str) -> QAction:
            return add(f"campaigns.{what}", text, lambda: self._ask_sender(what), tip=tip)

        self._pause = ask("pause", self.tr("Pause"), self.tr("Pause the campaign"))
        self._resume = ask("resume", self.tr("Resume"), self.tr("Go on with the campaign"))
        self._retry = ask(
            "retry", self.tr("Retry failed"), self.tr("Send once more what failed or was rejected")
        )
        self._cancel = add(
            "campaigns.cancel",
            self.tr("Cancel"),
            self._ask_cancel,
            tip=self.tr("Cancel the campaign for good"),
        )
        self._duplicate = add(
            "campaigns.duplicate",
            self.tr("Duplicate"),
            self._do_duplicate,
            tip=self.tr("Duplicate the campaign’s message in Compose"),
        )
        self._copy = add(
            "campaigns.copy",
            self.tr("Copy as Markdown"),
            self._do_copy,
            tip=self.tr("Copy the campaign as Markdown"),
        )

    def header_actions(self) -> Sequence[QAction]:
        """What can be done with the campaign that is open."""
        return [self._pause, self._resume, self._retry, self._cancel, self._duplicate, self._copy]

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Load the history."""
        self._engine, self._desk = engine, desk
        self.page.inspector.attach(engine, desk)
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
        state = campaign.state if campaign is not None else None
        self._pause.setVisible(state is CampaignState.SENDING)
        waits = state is CampaignState.SCHEDULED
        self._resume.setVisible(waits or state in {CampaignState.PAUSED, CampaignState.INTERRUPTED})
        self._resume.setText(self.tr("Send now") if waits else self.tr("Resume"))
        self._retry.setVisible(campaign is not None and can_retry(campaign))
        self._cancel.setVisible(state is not None and state not in ENDED_CAMPAIGNS)
        for action in (self._duplicate, self._copy):
            action.setVisible(state is not None)
        for action in self.header_actions():
            action.setEnabled(action.isVisible())

    def _ask_cancel(self) -> None:
        campaign = self.page.campaign
        if campaign is None:
            return
        sentence = self.tr("{}. What was not sent never will be.").format(already_sent(campaign.counts))
        confirm(
            self.widget,
            self.tr("Cancel “{}”?").format(campaign.title),
            sentence,
            self.tr("Cancel the campaign"),
            lambda: self._ask_sender("cancel"),
            keep_text=self.tr("Go on sending"),
        )

    def _ask_sender(self, what: str) -> None:
        if self._engine is None or self._desk is None or self.page.campaign is None:
            return
        sender = self._desk.sender
        works = {"pause": sender.pause, "resume": sender.resume, "cancel": sender.cancel}
        work = (works | {"retry": sender.retry_failed})[what]
        self._context.bridge.spawn(self._engine.call(work, self.page.campaign.id), f"{what} campaign")

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
