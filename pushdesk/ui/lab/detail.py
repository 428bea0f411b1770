"""CaughtDetail: one message beside the table: its notification, its texts, its checks, its life."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QStackedLayout, QWidget

from pushdesk.model.errors import NotFound
from pushdesk.model.lab import LabCaught
from pushdesk.model.views import CaughtRow
from pushdesk.services.lab.details import CaughtDetails
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.parts import TimelineView
from pushdesk.ui.lab.card_data import BUILTIN
from pushdesk.ui.lab.caught_view import chip_of
from pushdesk.ui.lab.check_list import CheckList
from pushdesk.ui.lab.deeds import LabDeeds
from pushdesk.ui.lab.detail_text import Tab, events, note_of, text_of
from pushdesk.ui.lab.shown_notification import ShownNotification
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row
from pushdesk.ui.widgets.cards import EmptyState
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.fields import SegmentedTabs
from pushdesk.ui.widgets.flow import FlowLayout
from pushdesk.ui.widgets.scrolling import ScrollingColumn
from pushdesk.ui.widgets.text import ElidedLabel, MonoText

_LINES = 16
_EDGE = 16


class CaughtDetail(QFrame):
    """Follows one row. `kind_of(agent_id)` says what its device is; `fill_*` fill the two menus."""

    def __init__(self, context: UiContext, deeds: LabDeeds, kind_of: Callable[[str | None], str]) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setProperty("rule", "left")
        self.setAccessibleName(self.tr("What arrived, in full"))
        self._context = context
        self._deeds = deeds
        self._kind_of = kind_of
        self.row: CaughtRow | None = None
        self._message: LabCaught | None = None
        self._details: CaughtDetails | None = None
        self._campaign_id: str | None = None
        self.name = ElidedLabel("", "title")
        self.chip = ChipLabel(context.theme)
        self.reason = label("", "muted", wrap=True, selectable=True)
        self.notification = ShownNotification()
        self.notification.pressed.connect(self._press)
        self.notification.closed.connect(lambda: self._press(None))
        names = [self.tr("Payload"), self.tr("HTTP"), self.tr("Token"), self.tr("Encryption")]
        # They decide how narrow the panel can be, and so what is left for the list.
        self.tabs = SegmentedTabs([*names, self.tr("Worker")], narrow=True)
        self.tabs.chosen.connect(lambda _: self._say_text())
        self.text = MonoText("", name=self.tr("The message’s text"), lines=_LINES)
        self.note = label("", "muted", wrap=True)
        self.campaign = button(self.tr("Show the campaign"), self._show_campaign, "link")
        self.campaign.hide()
        self.checks = CheckList(context.theme)
        self.timeline = TimelineView(context.theme)
        self.replay_menu, self.device_menu = QMenu(self), QMenu(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState(
                self.tr("Nothing chosen"),
                self.tr("Choose a message to see what is in it, what was checked, and what became of it."),
            )
        )
        self._stack.addWidget(self._pane())

    def _pane(self) -> QWidget:
        inner = QWidget()
        title = FlowLayout(gap=10)  # a long verdict stands under the name
        title.addWidget(self.name)
        title.addWidget(self.chip)
        copy = button(self.tr("Copy this"), self._copy)
        copy.setToolTip(self.tr("Copy the text that is shown"))
        replay = self._menu_button(self.tr("Replay to"), self.replay_menu)
        device = self._menu_button(self.tr("Device"), self.device_menu)
        inner.setLayout(
            column(
                title,
                self.reason,
                row(self.campaign, 1),
                self.notification,
                row(self.tabs, 1),
                self.note,
                self.text,
                row(copy, replay, device, 1, gap=6),
                SectionLabel(self.tr("Checks")),
                self.checks,
                SectionLabel(self.tr("What became of it")),
                self.timeline,
                1,
                gap=10,
            )
        )
        # The tabs are what cannot give way; and room for the scroll bar.
        self.setMinimumWidth(self.tabs.sizeHint().width() + 2 * _EDGE + 2)
        return ScrollingColumn(inner, (_EDGE, 14, _EDGE, 14))

    def _menu_button(self, text: str, menu: QMenu) -> QPushButton:
        made = button(text)
        made.setMenu(menu)
        made.setProperty("menu", "true")
        return made

    @property
    def unreadable(self) -> bool:
        """Whether nobody here knows the payload of the message that is shown; False until it was read."""
        message, details = self._message, self._details
        if message is None or details is None:
            return False
        return details.payload is None and message.size > 0

    def show_row(self, found: CaughtRow) -> None:
        """Show a message, or its newer state: it is read in full each time."""
        same = self.row is not None and self.row.number == found.number
        self.row = found
        if not same:
            self._message = self._details = self._campaign_id = None
            self.campaign.hide()
        self.name.setText(found.device or self.tr("Unknown device"))
        self.chip.say(*chip_of(found))
        self.reason.setText(found.reason)
        self.reason.setVisible(bool(found.reason))
        self._context.bridge.spawn(self._read(found.number), "read a message")

    def clear(self) -> None:
        """Show nothing."""
        self.row = self._message = self._details = None
        self._stack.setCurrentIndex(0)

    async def _read(self, number: int) -> None:
        try:
            message, details, campaign = await self._deeds.read(number)
        except NotFound:
            return  # cleared meanwhile: the row leaves the table with the next batch
        if self.row is None or self.row.number != number:
            return
        self._message, self._details, self._campaign_id = message, details, campaign
        self.campaign.setVisible(campaign is not None)
        self.notification.say(self.row, details.payload, self._kind_of(self.row.agent_id))
        self.checks.say(details.checks)
        self.timeline.say(events(details.timeline))
        self._say_text()
        self._stack.setCurrentIndex(1)

    def _say_text(self) -> None:
        if self._message is not None and self._details is not None:
            tab = Tab(self.tabs.current)
            note = note_of(tab, self._message, self._details)
            self.note.setText(note)
            self.note.setVisible(bool(note))
            self.text.say(text_of(tab, self._message, self._details))

    def _press(self, action: str | None) -> None:
        if self.row is None or self._message is None:
            return
        if self._kind_of(self.row.agent_id) == BUILTIN:
            self._deeds.press_builtin(self._message, action)
        elif self._message.message_id is not None:
            self._deeds.press_virtual(self._message.message_id, action)

    def _show_campaign(self) -> None:
        if self._campaign_id is not None:
            self._context.navigate("campaigns", self._campaign_id)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._context.notify(self.tr("Copied."))
