"""Campaigns and deliveries printed: the contract's JSON, or lines for people."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pushdesk.cli import output
from pushdesk.cli.running import Outcome
from pushdesk.model import clock
from pushdesk.model.campaign import Attempt, CampaignState
from pushdesk.model.schedule import is_missed, local
from pushdesk.model.views import CampaignRow, DeliveryRow
from pushdesk.services import folder


def print_outcome(outcome: Outcome, as_json: bool) -> int:
    """A campaign that ran here; 0 where every delivery was accepted and nothing else went wrong, else 1.

    For JSON the outcome has to be whole, otherwise it must not be.
    """
    if outcome.problem:
        output.note(outcome.problem)
    if as_json:
        output.print_json(document(outcome))
    else:
        output.say(summary(outcome.campaign))
        _print_failures(outcome)
    return 0 if outcome.accepted and outcome.problem is None else 1


def print_scheduled(outcome: Outcome, data_dir: Path, as_json: bool) -> int:
    """A campaign that was written for later, and who will send it; always 0."""
    at = outcome.campaign.scheduled_at
    assert at is not None
    try:
        folder.refuse_if_owned(data_dir)
    except folder.FolderOwned:
        who = "The window or `pushdesk lab` that has this data folder open will send it"
    else:
        who = "Nobody has this data folder open: open the window or run `pushdesk lab` before then"
    output.note(f"Scheduled for {local(at)}. {who}.")
    if as_json:
        output.print_json(document(outcome))
    else:
        output.say(summary(outcome.campaign))
    return 0


def print_campaign(outcome: Outcome, as_json: bool) -> None:
    """A campaign with each of its deliveries."""
    if as_json:
        output.print_json(document(outcome))
        return
    output.say(summary(outcome.campaign))
    output.say("")
    head = ("DEVICE", "STATUS", "ANSWER", "TRIES", "MS", "REASON")
    output.table(head, [_cells(row) for row in outcome.deliveries])


def print_history(rows: Sequence[CampaignRow], as_json: bool) -> None:
    """All campaigns."""
    if as_json:
        output.print_json([row.document() for row in rows])
        return
    head = ("ID", "TITLE", "STATE", "CREATED", "ACCEPTED", "SHOWN", "OF")
    output.table(head, [_history_cells(row) for row in rows])


def document(outcome: Outcome) -> dict[str, Any]:
    """The contract's JSON of a campaign with its deliveries."""
    return outcome.campaign.document() | {"deliveries": [row.document() for row in outcome.deliveries]}


def attempt_document(attempt: Attempt) -> dict[str, Any]:
    """One request and its answer, for an export."""
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
    }


def summary(row: CampaignRow) -> str:
    """One line: what the push services and the devices said."""
    counts = row.counts
    words = [f"{counts.accepted:,} of {counts.total:,} accepted", f"{counts.shown:,} shown"]
    others = {name: getattr(counts, name) for name in ("clicked", "gone", "rejected", "failed", "cancelled")}
    words += [f"{number:,} {name}" for name, number in others.items() if number]
    if counts.open:
        words.append(f"{counts.open:,} not sent yet")
    if row.resent:
        words.append(f"up to {row.resent:,} sent twice after an interruption")
    if row.state is CampaignState.SCHEDULED and row.scheduled_at is not None:
        words.append(_when(row.id, row.scheduled_at))
    return f"{row.id}  “{row.title}”  {row.state.value}: {', '.join(words)}."


def _when(campaign_id: str, at: datetime) -> str:
    if is_missed(at, clock.now()):
        return f"its time, {local(at)}, was missed; `pushdesk campaigns resume {campaign_id}` sends it now"
    return f"to be sent {local(at)}"


def _print_failures(outcome: Outcome) -> None:
    for row in outcome.deliveries:
        device = output.elided(row.device, output.CELL_WIDTH)
        output.note(f"  {device}: {row.said.value}. {row.reason or ''}".rstrip())
    counts = outcome.campaign.counts
    if rest := counts.total - counts.accepted - len(outcome.deliveries):
        output.note(f"  and {rest:,} more: `pushdesk campaigns show {outcome.campaign.id}`")


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
