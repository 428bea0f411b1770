"""Deeds: what can be asked of a campaign, and the question before the steps that need one."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pushdesk.model.schedule import local
from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.words import cancel_question
from pushdesk.ui.context import UiContext
from pushdesk.ui.later.dialog import TimeDialog, ask_time
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.widgets.confirm import confirm


class Deeds(QObject):
    """`window` is what questions stand over. Before attach() nothing is done."""

    def __init__(self, context: UiContext, window: Callable[[], QWidget]) -> None:
        super().__init__()
        self._context = context
        self._window = window
        self._services: tuple[EngineLike, DeskLike] | None = None
        self.asking: TimeDialog | None = None

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Ask this desk from now on."""
        self._services = engine, desk

    def pause(self, campaign: CampaignRow) -> None:
        """Stop sending for now."""
        if self._services is not None:
            engine, desk = self._services
            self._context.bridge.do(engine.call(desk.sender.pause, campaign.id), "pause campaign")

    def resume(self, campaign: CampaignRow) -> None:
        """Go on sending; a scheduled one is sent now."""
        if self._services is not None:
            engine, desk = self._services
            self._context.bridge.do(engine.call(desk.sender.resume, campaign.id), "resume campaign")

    def retry(self, campaign: CampaignRow) -> None:
        """Send once more what failed."""
        if self._services is not None:
            engine, desk = self._services
            work = engine.call(desk.sender.retry_failed, campaign.id)
            self._context.bridge.do(work, "retry campaign")

    def ask_cancel(self, campaign: CampaignRow) -> None:
        """Cancel for good, once somebody says so."""
        sentence, keep = cancel_question(campaign)
        title = self.tr("Cancel “{}”?").format(campaign.title)
        do = self.tr("Cancel the campaign")
        confirm(self._window(), title, sentence, do, lambda: self._cancel(campaign), keep_text=keep)

    def _cancel(self, campaign: CampaignRow) -> None:
        if self._services is not None:
            engine, desk = self._services
            self._context.bridge.do(engine.call(desk.sender.cancel, campaign.id), "cancel campaign")

    def ask_time(self, campaign: CampaignRow) -> None:
        """Another time for a scheduled campaign."""
        title = self.tr("When shall “{}” be sent?").format(campaign.title)
        self.asking = ask_time(
            self._window(),
            title,
            self.tr("Change the time"),
            lambda at: self._context.bridge.do(self._move(campaign, at), "reschedule campaign"),
            campaign.scheduled_at,
        )
        self.asking.finished.connect(self._timed)

    def _timed(self) -> None:
        self.asking = None

    async def _move(self, campaign: CampaignRow, at: datetime) -> None:
        if self._services is not None:
            engine, desk = self._services
            await engine.call(desk.sender.reschedule, campaign.id, at)
            self._context.notify(self.tr("Scheduled for {}.").format(local(at)))
