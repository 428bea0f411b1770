"""The Devices page: capture panel, import result, filters, table, and what is chosen beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.capture_panel import CapturePanel
from pushdesk.ui.devices.detail import DeviceDetail
from pushdesk.ui.devices.device_model import DeviceModel
from pushdesk.ui.devices.device_view import OLDER_KEY, DeviceFilter
from pushdesk.ui.devices.import_result import ImportResult
from pushdesk.ui.devices.intake import Intake
from pushdesk.ui.devices.outlet import Outlet
from pushdesk.ui.devices.query import parse_query
from pushdesk.ui.devices.selection_panel import SelectionPanel
from pushdesk.ui.tables.filter_chips import ALL, Choice
from pushdesk.ui.tables.filtered import FilteredTable, beside
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.basics import column, surface
from pushdesk.ui.widgets.cards import EmptyState


class DevicePage(QWidget):
    """Arranges the parts, and takes what is dropped or pasted on it. `seen` comes when it is shown."""

    seen = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DeviceModel(self)
        self.capture = CapturePanel(context)
        self.result = ImportResult()
        self.intake = Intake(context, self.result, self)
        self.outlet = Outlet(context, self)
        self.detail = DeviceDetail(context)
        self.list = FilteredTable[Subscription](
            context.theme,
            self.model,
            self.tr("Devices"),
            self._choices(),
            self.tr("Search: tag:qa state:active browser:firefox…"),
            search_width=270,
        )
        self.table, self.filters, self.search = self.list.table, self.list.filters, self.list.search
        self.list.asked.connect(self.apply_filter)
        self.table.picked.connect(self.show_chosen)
        self.table.opened.connect(lambda _: self.detail.name.setFocus())
        self.search.setToolTip(
            self.tr("Words, and tag: state: browser: service: user: id: — or “mine”. All must fit.")
        )
        self.several = SelectionPanel()
        self.empty = EmptyState(
            self.tr("No device yet"),
            self.tr(
                "A device is a browser that allowed notifications. Capture one above in ten seconds, or drop "
                "a file of subscriptions here."
            ),
            self.tr("Open the page in this computer’s browser"),
            self.capture.open_page,
        )
        self._side = QStackedWidget()
        self._side.addWidget(
            EmptyState(
                self.tr("Nothing chosen"), self.tr("Choose a device to see its endpoint, tags and state.")
            )
        )
        self._side.addWidget(self.detail)
        self._side.addWidget(self.several)
        self._main = QStackedWidget()
        self._main.addWidget(self._body())
        self._main.addWidget(self.empty)
        layout = column(self.capture, self.result, self._main, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.setAcceptDrops(True)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, self.intake.take_clipboard)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _choices(self) -> list[Choice]:
        return [
            Choice(ALL, self.tr("All"), Role.NEUTRAL),
            Choice(SubscriptionState.ACTIVE, self.tr("Active"), Role.OK),
            Choice(OLDER_KEY, self.tr("Older key"), Role.WARN),
            Choice(SubscriptionState.GONE, self.tr("Gone"), Role.BAD),
            Choice(SubscriptionState.UNSUBSCRIBED, self.tr("Unsubscribed"), Role.NEUTRAL),
            Choice(SubscriptionState.RETIRED, self.tr("Retired"), Role.NEUTRAL),
            Choice(SubscriptionState.REPLACED, self.tr("Replaced"), Role.NEUTRAL),
        ]

    def _body(self) -> QSplitter:
        side = surface("panel", "left")
        side.setLayout(column(self._side, gap=0))
        side.setMinimumWidth(330)
        return beside(self.list, side, (860, 384))

    def chosen(self) -> list[Subscription]:
        """The selected devices, from top to bottom."""
        rows = (self.model.view.row(identifier) for identifier in self.table.selected_ids())
        return [found for found in rows if found is not None]

    def show_rows(self) -> None:
        """The rows changed: other numbers, and what is chosen may read otherwise."""
        self.list.show_numbers()
        self._main.setCurrentIndex(0 if len(self.model.devices) else 1)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show one device in detail, several together, or that nothing is chosen."""
        rows = self.chosen()
        if len(rows) == 1:
            self.detail.show_device(rows[0], self.model.devices.current_key)
        else:
            self.detail.save()
        if len(rows) > 1:
            self.several.show_devices(rows)
        self._side.setCurrentIndex(min(len(rows), 2))

    def apply_filter(self) -> None:
        """Show what the chips and the search name."""
        terms = parse_query(self.search.text())
        self.model.filter(DeviceFilter(self.model.devices, self.filters.current, terms))

    def look_at(self, identifier: str) -> None:
        """Choose one device, whatever the filters hide."""
        self.list.look_at(identifier)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell it: what does not come as a change is read again."""
        super().showEvent(event)
        self.seen.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and text are welcome."""
        if self.intake.takes(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere on the page."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import it."""
        if self.intake.take_mime(event.mimeData()):
            event.acceptProposedAction()
