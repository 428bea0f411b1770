"""The Lab's table: its columns, and its model with the newest message first."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from pushdesk.model.views import CaughtRow, verdict
from pushdesk.ui.lab.caught_view import caught_view, chip_of, identify, size_text
from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.model import LiveTableModel
from pushdesk.ui.tables.ordering import natural, number_or_last
from pushdesk.ui.widgets import humane

# As many as the lab keeps; a little more is let in before the oldest are taken out together.
MOST = 20_000
_OVER = 500


def _duration(row: CaughtRow) -> str:
    if row.ttl is None:
        return humane.NO_VALUE
    return humane.duration(row.ttl) if row.ttl else "0 s"


def _short_key(key: str) -> str:
    """As the window's sidebar has its own."""
    return f"{key[:4]}…{key[-3:]}"


def _verdict_hover(row: CaughtRow) -> str:
    return f"{verdict(row)}\n{row.reason}" if row.reason else verdict(row)


COLUMNS = (
    Column[CaughtRow](
        "Time",
        lambda row: humane.time_of_day(row.at),
        lambda row: row.number,
        width=75,
        hover=lambda row: humane.exact(row.at),
        raw=lambda row: humane.exact(row.at),
        mono=True,
    ),
    Column[CaughtRow](
        "Device",
        lambda row: row.device or humane.NO_VALUE,
        lambda row: natural(row.device),
        width=137,
        widest=240,
        strong=True,
    ),
    Column[CaughtRow](
        "Title",
        lambda row: row.title or humane.NO_VALUE,
        lambda row: natural(row.title),
        width=162,
        narrowest=96,
        widest=360,
        raw=lambda row: row.title,
    ),
    Column[CaughtRow](
        "Size",
        size_text,
        lambda row: row.size,
        width=70,
        gives_way=1,
        hover=lambda row: f"{humane.count(row.size)} B",
        raw=lambda row: str(row.size),
        mono=True,
    ),
    Column[CaughtRow](
        "TTL",
        _duration,
        lambda row: number_or_last(row.ttl),
        width=70,
        gives_way=2,
        hover=lambda row: "" if row.ttl is None else f"{row.ttl} s",
        raw=lambda row: "" if row.ttl is None else str(row.ttl),
    ),
    Column[CaughtRow](
        "Urgency",
        lambda row: row.urgency or humane.NO_VALUE,
        lambda row: row.urgency or "",
        width=74,
        gives_way=3,
        raw=lambda row: row.urgency or "",
    ),
    Column[CaughtRow](
        "Topic",
        lambda row: row.topic or humane.NO_VALUE,
        lambda row: natural(row.topic or ""),
        width=104,
        gives_way=4,
        raw=lambda row: row.topic or "",
    ),
    Column[CaughtRow](
        "Sender’s key",
        lambda row: _short_key(row.sender_key) if row.sender_key else humane.NO_VALUE,
        lambda row: row.sender_key or "",
        width=104,
        gives_way=5,
        hover=lambda row: row.sender_key or "",
        raw=lambda row: row.sender_key or "",
        mono=True,
    ),
    Column[CaughtRow](
        "Verdict",
        verdict,
        lambda row: natural(verdict(row)),
        width=252,
        narrowest=196,
        chip=chip_of,
        hover=_verdict_hover,
        raw=verdict,
    ),
)


class CaughtModel(LiveTableModel[CaughtRow]):
    """What arrived. At most MOST rows: the oldest leave, as they do in the lab."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(caught_view(), COLUMNS, parent, natural_order=lambda row: -row.number)

    def apply(self, rows: Sequence[CaughtRow]) -> None:
        """Take in new and changed rows, and let the oldest go where there are too many."""
        super().apply(rows)
        if len(self.view) > MOST + _OVER:
            numbers = sorted(row.number for row in self.view.rows())
            self.remove_below(numbers[-MOST])

    def take_older(self, rows: Sequence[CaughtRow]) -> None:
        """Take in a page that was read; a row that is here already is the newer one."""
        super().apply([row for row in rows if self.view.row(identify(row)) is None])

    def remove_below(self, number: int) -> None:
        """The rows with a smaller number are gone."""
        gone = [identify(row) for row in self.view.rows() if row.number < number]
        if gone:
            self.remove(gone)
