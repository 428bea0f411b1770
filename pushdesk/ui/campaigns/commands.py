"""CampaignCommands: the header's buttons for the campaign that is open, each where it makes sense."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from pushdesk.model.campaign import ENDED_CAMPAIGNS, CampaignState
from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.deeds import Deeds
from pushdesk.ui.campaigns.words import can_retry
from pushdesk.ui.context import UiContext


class CampaignCommands(QObject):
    """`every` from left to right; `follow` says which campaign they are for."""

    def __init__(
        self,
        context: UiContext,
        deeds: Deeds,
        duplicate: Callable[[], object],
        copy: Callable[[], object],
    ) -> None:
        super().__init__()
        self._campaign: CampaignRow | None = None
        add = context.actions.add

        def ask(what: str, text: str, deed: Callable[[CampaignRow], object], tip: str) -> QAction:
            return add(f"campaigns.{what}", text, lambda: self._do(deed), tip=tip)

        self._send_now = ask(
            "send_now", self.tr("Send now"), deeds.resume, self.tr("Send the scheduled campaign now")
        )
        self._time = ask(
            "reschedule",
            self.tr("Change time…"),
            deeds.ask_time,
            self.tr("Send the scheduled campaign at another time"),
        )
        self._pause = ask("pause", self.tr("Pause"), deeds.pause, self.tr("Pause the campaign"))
        self._resume = ask("resume", self.tr("Resume"), deeds.resume, self.tr("Go on with the campaign"))
        self._retry = ask(
            "retry",
            self.tr("Retry failed"),
            deeds.retry,
            self.tr("Send once more what failed or was rejected"),
        )
        self._cancel = ask(
            "cancel", self.tr("Cancel"), deeds.ask_cancel, self.tr("Cancel the campaign for good")
        )
        self._duplicate = add(
            "campaigns.duplicate",
            self.tr("Duplicate"),
            duplicate,
            tip=self.tr("Duplicate the campaign’s message in Compose"),
        )
        self._copy = add(
            "campaigns.copy",
            self.tr("Copy as Markdown"),
            copy,
            tip=self.tr("Copy the campaign as Markdown"),
        )

    @property
    def every(self) -> Sequence[QAction]:
        """All of them."""
        return [
            self._send_now,
            self._time,
            self._pause,
            self._resume,
            self._retry,
            self._cancel,
            self._duplicate,
            self._copy,
        ]

    def follow(self, campaign: CampaignRow | None) -> None:
        """The campaign that is open, as it is now; None where none is."""
        self._campaign = campaign
        state = campaign.state if campaign is not None else None
        waits = state is CampaignState.SCHEDULED
        self._send_now.setVisible(waits)
        self._time.setVisible(waits)
        self._pause.setVisible(state is CampaignState.SENDING)
        self._resume.setVisible(state in {CampaignState.PAUSED, CampaignState.INTERRUPTED})
        self._retry.setVisible(campaign is not None and can_retry(campaign))
        self._cancel.setVisible(state is not None and state not in ENDED_CAMPAIGNS)
        for action in (self._duplicate, self._copy):
            action.setVisible(state is not None)
        for action in self.every:
            action.setEnabled(action.isVisible())

    def _do(self, deed: Callable[[CampaignRow], object]) -> None:
        if self._campaign is not None:
            deed(self._campaign)
