"""The device table's columns and model: one line a subscription, updated in place."""

from PySide6.QtCore import QObject

from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.ui.devices.device_view import DeviceView
from pushdesk.ui.devices.query import browser_of, name_of, service_of
from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.ordering import natural
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.widgets import humane

_STATES = list(SubscriptionState)


def newest_first(row: Subscription) -> float:
    """The order of the table where the user asked for no other: the latest capture on top."""
    return -row.created_at.timestamp()


def _last_seen_key(row: Subscription) -> float:
    return -row.last_seen_at.timestamp() if row.last_seen_at else 0.0


def _shown_name(row: Subscription) -> str:
    return f"{name_of(row)} · mine" if row.mine else name_of(row)


COLUMNS = (
    Column[Subscription](
        "Device",
        _shown_name,
        lambda row: natural(name_of(row)),
        width=180,
        narrowest=110,
        strong=True,
        hover=lambda row: f"{name_of(row)} ({row.id})",
        raw=name_of,
    ),
    Column[Subscription](
        "Browser",
        lambda row: browser_of(row) or humane.NO_VALUE,
        lambda row: natural(browser_of(row)),
        width=170,
        narrowest=70,
        hover=lambda row: str(row.device.get("userAgent", "")),
    ),
    Column[Subscription](
        "Push service",
        service_of,
        service_of,
        width=96,
        hover=lambda row: row.endpoint,
        raw=lambda row: row.endpoint,
    ),
    Column[Subscription](
        "Tags",
        lambda row: ", ".join(row.tags),
        lambda row: row.tags,
        width=120,
        narrowest=60,
        tags=lambda row: row.tags,
    ),
    Column[Subscription](
        "State",
        lambda row: chip_for(row.state).text,
        lambda row: _STATES.index(row.state),
        width=118,
        chip=lambda row: chip_for(row.state),
        hover=lambda row: f"{chip_for(row.state).text} since {humane.exact(row.state_since)}",
        raw=lambda row: row.state.value,
    ),
    Column[Subscription](
        "Last seen",
        lambda row: humane.ago(row.last_seen_at),
        _last_seen_key,
        width=100,
        hover=lambda row: humane.exact(row.last_seen_at),
        raw=lambda row: humane.exact(row.last_seen_at),
    ),
)


class DeviceModel(LiveTableModel[Subscription]):
    """Every device; without a column to sort by, the latest capture is on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        self.devices = DeviceView()
        super().__init__(self.devices, COLUMNS, parent, natural_order=newest_first)
