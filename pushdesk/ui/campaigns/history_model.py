"""The history's columns and model: one line a campaign, newest first."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from pushdesk.model.campaign import CampaignState
from pushdesk.model.views import CampaignRow
from pushdesk.ui.campaigns.words import state_chip, troubles
from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.ordering import natural
from pushdesk.ui.tables.view import LiveView
from pushdesk.ui.widgets import humane


def newest_first(row: CampaignRow) -> float:
    """The order of the history where the user asked for no other."""
    return -row.created_at.timestamp()


def _count(
    title: str,
    counted: Callable[[CampaignRow], int],
    width: int,
    hover: Callable[[CampaignRow], str] | None = None,
) -> Column[CampaignRow]:
    """A column of numbers, in which none is no number."""
    return Column[CampaignRow](
        title,
        lambda row: humane.count(counted(row)) if counted(row) else humane.NO_VALUE,
        counted,
        width=width,
        raw=lambda row: str(counted(row)),
        hover=hover,
    )


_STATES = list(CampaignState)

COLUMNS = (
    Column[CampaignRow](
        "Title", lambda row: row.title, lambda row: natural(row.title), width=300, narrowest=120, strong=True
    ),
    Column[CampaignRow](
        "State",
        lambda row: state_chip(row).text,
        lambda row: _STATES.index(row.state),
        width=280,
        narrowest=210,
        chip=state_chip,
        raw=lambda row: row.state.value,
        hover=lambda row: humane.exact(row.scheduled_at) if row.state is CampaignState.SCHEDULED else "",
    ),
    Column[CampaignRow](
        "Devices",
        lambda row: humane.count(row.counts.total),
        lambda row: row.counts.total,
        width=84,
        raw=lambda row: str(row.counts.total),
    ),
    _count(
        "Accepted",
        lambda row: row.counts.accepted,
        88,
        lambda row: f"{row.counts.accepted} taken by their push service",
    ),
    _count(
        "Shown",
        lambda row: row.counts.shown,
        80,
        lambda row: f"{row.counts.shown} devices said they showed it",
    ),
    _count("Clicked", lambda row: row.counts.clicked, 80),
    _count(
        "Problems",
        lambda row: troubles(row.counts),
        92,
        lambda row: f"{row.counts.gone} gone, {row.counts.rejected} rejected, {row.counts.failed} failed",
    ),
    Column[CampaignRow](
        "To",
        lambda row: ", ".join(row.audience),
        lambda row: row.audience,
        width=150,
        narrowest=60,
    ),
    Column[CampaignRow](
        "When",
        lambda row: humane.ago(row.created_at),
        newest_first,
        width=110,
        hover=lambda row: humane.exact(row.created_at),
        raw=lambda row: humane.exact(row.created_at),
    ),
)


class HistoryModel(LiveTableModel[CampaignRow]):
    """Every campaign; without a column to sort by, the newest is first."""

    def __init__(self, parent: QObject | None = None) -> None:
        view = LiveView[CampaignRow](lambda row: row.id)
        super().__init__(view, COLUMNS, parent, natural_order=newest_first)
