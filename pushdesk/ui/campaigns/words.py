"""What the header says of a campaign: where it stands, how fast it goes, what was sent. Plain Python."""

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState
from pushdesk.model.schedule import is_missed, local
from pushdesk.model.views import CampaignRow, Counts
from pushdesk.ui.campaigns.pace import Pace
from pushdesk.ui.theme.chips import Chip, chip_for
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

_ON_THEIR_WAY = {CampaignState.INTERRUPTED: "without an answer"}
_UNFINISHED = {CampaignState.SENDING, CampaignState.PAUSED, CampaignState.INTERRUPTED}


def state_chip(row: CampaignRow) -> Chip:
    """“Sending · 6 204 of 10 128”, “Scheduled · today 14:06”; an ended campaign's state alone."""
    chip = chip_for(row.state)
    if row.state is CampaignState.SCHEDULED and row.scheduled_at:
        missed = waits_in_vain(row)
        words = "Missed" if missed else chip.text
        return Chip(f"{words} · {local(row.scheduled_at)}", Role.WARN if missed else chip.role)
    if row.state not in _UNFINISHED:
        return chip
    counts = row.counts
    return Chip(f"{chip.text} · {humane.count(counts.ended)} of {humane.count(counts.total)}", chip.role)


def note(row: CampaignRow, pace: Pace) -> str:
    """“started 14:02:11 · 2 140 a second · about 2 s left”, or what was sent and what was not."""
    parts = [f"started {humane.time_of_day(row.started_at)}"] if row.started_at else []
    if row.state is CampaignState.SENDING:
        parts += _speed(row.counts, pace)
    elif row.state is CampaignState.SCHEDULED and row.scheduled_at:
        parts += [_later(row), already_sent(row)]
    elif row.state is CampaignState.FINISHED:
        parts += _took(row)
    else:
        parts.append(already_sent(row))
    if row.resent:
        parts.append(f"up to {humane.count(row.resent)} sent twice after an interruption")
    return " · ".join(parts)


def _took(row: CampaignRow) -> list[str]:
    """How long the run that was last took, pauses left out; nothing where that is not known."""
    if row.run_started_at is None or row.finished_at is None:
        return []
    took = (row.finished_at - row.run_started_at).total_seconds()
    what = "took" if row.run_started_at == row.started_at else "last run took"
    # Where the clock was set back meanwhile, nobody knows.
    return [f"{what} {humane.duration(took)}"] if took >= 0 else []


def waits_in_vain(row: CampaignRow) -> bool:
    """Whether its time was missed: it starts only when somebody says so."""
    return row.state is CampaignState.SCHEDULED and is_missed(row.scheduled_at, clock.now())


def _later(row: CampaignRow) -> str:
    """What becomes of one whose time its chip tells."""
    return "missed: nothing is sent until you say so" if waits_in_vain(row) else "starts by itself"


def cancel_question(row: CampaignRow) -> tuple[str, str]:
    """The sentence under “Cancel …?”, and the words of the button that leaves all as it is."""
    if row.state is CampaignState.SCHEDULED and row.scheduled_at:
        devices = humane.counted(row.counts.total, "device", "devices")
        at = local(row.scheduled_at)
        if waits_in_vain(row):
            return (
                f"It was due {at}, for {devices}. Nothing of it was sent or ever will be.",
                "Let it wait",
            )
        return f"It is to go to {devices} {at}. Nothing of it will ever be sent.", "Keep it scheduled"
    keep = "Go on sending" if row.state is CampaignState.SENDING else "Keep the campaign"
    return f"{already_sent(row)}. What was not sent never will be.", keep


def already_sent(row: CampaignRow) -> str:
    """“6 204 sent, 12 on their way, 3 912 waiting, 5 never sent”; what is zero is left out.

    Where nobody sends any more, what was on its way is “without an answer”: it may have been sent or not.
    """
    counts = row.counts
    sent = counts.accepted + counts.gone + counts.rejected + counts.failed
    parts = [f"{humane.count(sent)} sent"]
    for number, words in (
        (counts.sending + counts.retrying, _ON_THEIR_WAY.get(row.state, "on their way")),
        (counts.pending, "waiting"),
        (counts.cancelled, "never sent"),
    ):
        if number:
            parts.append(f"{humane.count(number)} {words}")
    return ", ".join(parts)


def can_retry(row: CampaignRow) -> bool:
    """Whether something failed or was rejected that may be sent once more now."""
    still = row.state in {CampaignState.FINISHED, CampaignState.PAUSED, CampaignState.INTERRUPTED}
    return still and row.counts.failed + row.counts.rejected > 0


def troubles(counts: Counts) -> int:
    """How many deliveries ended badly."""
    return counts.gone + counts.rejected + counts.failed


def _speed(counts: Counts, pace: Pace) -> list[str]:
    rate, left = pace.rate, pace.left(counts.open)
    if rate is None or left is None:
        return []
    number = humane.count(round(rate)) if rate >= 10 else f"{rate:.1f}"
    return [f"{number} a second", f"about {humane.duration(max(1.0, round(left)))} left"]
