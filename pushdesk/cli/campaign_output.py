"""Campaigns and deliveries printed: the contract's JSON, or lines for people."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pushdesk.cli import output
from pushdesk.cli.delivery_pages import failures, pages
from pushdesk.cli.json_stream import print_json_list
from pushdesk.cli.running import Outcome
from pushdesk.model import clock
from pushdesk.model.campaign import Attempt, CampaignState
from pushdesk.model.schedule import is_missed, local
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services import folder

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk


async def print_outcome(desk: "Desk", outcome: Outcome, as_json: bool) -> int:
    """A campaign that ran here; 0 where every delivery was accepted and nothing else went wrong, else 1."""
    if outcome.problem:
        output.note(outcome.problem)
    if as_json:
        await print_document(desk, outcome.campaign)
    else:
        output.say(summary(outcome.campaign))
        if not outcome.accepted:
            _print_failures(outcome.campaign, await failures(desk, outcome.campaign.id))
    return 0 if outcome.accepted and outcome.problem is None else 1


async def print_scheduled(desk: "Desk", campaign: CampaignRow, as_json: bool) -> int:
    """A campaign that waits for its time, and who will send it; always 0."""
    assert campaign.scheduled_at is not None
    try:
        folder.refuse_if_owned(desk.settings.data_dir)
    except folder.FolderOwned:
        who = "The window or `pushdesk lab` that has this data folder open will send it"
    else:
        who = "Nobody has this data folder open: open the window or run `pushdesk lab` before then"
    output.note(f"Scheduled for {local(campaign.scheduled_at)}. {who}.")
    if as_json:
        await print_document(desk, campaign)
    else:
        output.say(summary(campaign))
    return 0


async def print_campaign(desk: "Desk", campaign: CampaignRow, as_json: bool) -> None:
    """A campaign with each of its deliveries."""
    if as_json:
        await print_document(desk, campaign)
        return
    print_table(campaign, [row async for page in pages(desk, campaign.id) for row in page])


def print_table(campaign: CampaignRow, rows: Sequence[DeliveryRow]) -> None:
    """A campaign and `rows`, all of its deliveries, for people."""
    output.say(summary(campaign))
    output.say("")
    output.table(("DEVICE", "STATUS", "ANSWER", "TRIES", "MS", "REASON"), [_cells(row) for row in rows])


async def print_document(desk: "Desk", campaign: CampaignRow) -> None:
    """The contract's JSON of a campaign with its deliveries, printed as they are read."""
    await print_json_list(campaign.document(), "deliveries", _documents(desk, campaign.id))


async def _documents(desk: "Desk", campaign_id: str) -> AsyncIterator[list[dict[str, Any]]]:
    async for page in pages(desk, campaign_id):
        yield [row.document() for row in page]


async def print_export(desk: "Desk", campaign: CampaignRow) -> None:
    """A campaign as JSON with all that is known of it: message, audience, deliveries and each attempt."""
    more: dict[str, Any] = {
        "message": campaign.message,
        "audience": list(campaign.audience),
        "shape": campaign.shape.value,
    }
    if campaign.shape_template:
        more["shapeTemplate"] = campaign.shape_template
    with_attempts = _with_attempts(desk, campaign.id)
    await print_json_list(campaign.document(), "deliveries", with_attempts, more, indent=2)


async def _with_attempts(desk: "Desk", campaign_id: str) -> AsyncIterator[list[dict[str, Any]]]:
    """“attempts” is their number, as everywhere."""
    async for page in _documents(desk, campaign_id):
        for delivery in page:
            attempts = await desk.sender.attempts(delivery["id"])
            delivery["attemptLog"] = [_attempt_document(attempt) for attempt in attempts]
        yield page


def print_history(rows: Sequence[CampaignRow], as_json: bool) -> None:
    """All campaigns."""
    if as_json:
        output.print_json([row.document() for row in rows])
        return
    head = ("ID", "TITLE", "STATE", "CREATED", "ACCEPTED", "SHOWN", "OF")
    output.table(head, [_history_cells(row) for row in rows])


def _attempt_document(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "startedAt": clock.iso(attempt.started_at),
        "latencyMs": attempt.latency_ms,
        "status": attempt.status,
        "reason": attempt.reason,
        "requestHeaders": attempt.request_headers,
        "responseHeaders": attempt.response_headers,
        "responseBody": attempt.response_body,
        "bodyBytes": attempt.body_bytes,
        "timings": attempt.timings,
    }


def summary(row: CampaignRow) -> str:
    """One line: what the push services and the devices said."""
    counts = row.counts
    words = [f"{counts.accepted:,} of {counts.total:,} accepted", f"{counts.shown:,} shown"]
    others = {name: getattr(counts, name) for name in ("clicked", "gone", "rejected", "failed", "cancelled")}
    words += [f"{number:,} {name}" for name, number in others.items() if number]
    if counts.open:
        words.append(f"{counts.open:,} still open")
    if row.resent:
        words.append(f"up to {row.resent:,} sent twice after an interruption")
    if row.state is CampaignState.SCHEDULED and row.scheduled_at is not None:
        words.append(_when(row.id, row.scheduled_at))
    return f"{row.id}  “{row.title}”  {row.state.value}: {', '.join(words)}."


def _when(campaign_id: str, at: datetime) -> str:
    if is_missed(at, clock.now()):
        return (
            f"its time, {local(at)}, was missed; `pushdesk campaigns resume {campaign_id}` sends it now, "
            f"`pushdesk campaigns reschedule {campaign_id} --at TIME` later"
        )
    return f"to be sent {local(at)}"


def _print_failures(campaign: CampaignRow, rows: Sequence[DeliveryRow]) -> None:
    for row in rows:
        device = output.elided(row.device, output.CELL_WIDTH)
        output.note(f"  {device}: {row.said.value}. {row.reason or ''}".rstrip())
    counts = campaign.counts
    if rest := counts.total - counts.accepted - len(rows):
        output.note(f"  and {rest:,} more: `pushdesk campaigns show {campaign.id}`")


def _cells(row: DeliveryRow) -> tuple[str, ...]:
    answer = "" if row.status is None else str(row.status)
    latency = "" if row.latency_ms is None else str(row.latency_ms)
    return row.device, row.said.value, answer, str(row.attempts), latency, row.reason or ""


def _history_cells(row: CampaignRow) -> tuple[str, ...]:
    numbers = (row.counts.accepted, row.counts.shown, row.counts.total)
    created = output.moment(row.created_at)
    return row.id, row.title, _state(row), created, *(f"{number:,}" for number in numbers)


def _state(row: CampaignRow) -> str:
    """With the time where one is waited for, or was."""
    if row.state is not CampaignState.SCHEDULED or row.scheduled_at is None:
        return row.state.value
    word = "missed" if is_missed(row.scheduled_at, clock.now()) else row.state.value
    return f"{word}, {local(row.scheduled_at)}"
