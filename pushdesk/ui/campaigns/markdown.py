"""A campaign as Markdown, for a bug report or a chat. Plain Python."""

from collections.abc import Iterable, Sequence

from pushdesk.model import clock
from pushdesk.model.campaign import DeliveryState, Said
from pushdesk.model.views import CampaignRow, Counts, DeliveryRow
from pushdesk.ui.campaigns.delivery_view import host_of
from pushdesk.ui.theme.chips import chip_for

# A table longer than this helps nobody; then only what went wrong is listed.
LONGEST = 100
_TROUBLES = {DeliveryState.REJECTED, DeliveryState.FAILED, DeliveryState.GONE, DeliveryState.RETRYING}


def as_markdown(campaign: CampaignRow, rows: Sequence[DeliveryRow]) -> str:
    """Title, state, numbers, a line a delivery; of a large campaign only the first 100 that went wrong."""
    counts = campaign.counts
    lines = [
        f"## {_escaped(campaign.title)}",
        "",
        f"{chip_for(campaign.state).text}, {counts.ended} of {counts.total} deliveries ended; "
        f"written {clock.iso(campaign.created_at)}; campaign `{campaign.id}`; "
        f"to {', '.join(f'`{choice}`' for choice in campaign.audience)}.",
        "",
        *_table([["", "Number"], *_numbers(counts)]),
    ]
    listed = list(rows) if len(rows) <= LONGEST else [row for row in rows if _is_trouble(row)]
    if listed:
        head = ["Device", "Push service", "Status", "Code", "Tries", "Latency", "Reason"]
        lines += ["", *_table([head, *(_line(row) for row in listed[:LONGEST])])]
    if len(rows) > LONGEST:
        more = len(listed) - LONGEST
        lines += ["", "Only what went wrong is listed." + (f" {more} more are not." if more > 0 else "")]
    return "\n".join(lines) + "\n"


def _is_trouble(row: DeliveryRow) -> bool:
    return row.state in _TROUBLES or row.said is Said.NOT_SHOWN


def _numbers(counts: Counts) -> Iterable[list[str]]:
    names = ("accepted", "shown", "clicked", "retrying", "gone", "rejected", "failed", "cancelled")
    return ([name.capitalize(), str(number)] for name in names if (number := getattr(counts, name)))


def _line(row: DeliveryRow) -> list[str]:
    return [
        row.device,
        host_of(row.endpoint, row.push_service),
        row.said.value,
        "" if row.status is None else str(row.status),
        str(row.attempts),
        "" if row.latency_ms is None else f"{row.latency_ms} ms",
        row.reason or "",
    ]


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    made = ["| " + " | ".join(_escaped(cell) for cell in line) + " |" for line in lines]
    made.insert(1, "|" + " --- |" * len(lines[0]))
    return made


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
