"""When a campaign is to start: a moment that somebody writes, and what becomes of one that has passed."""

from datetime import UTC, datetime, timedelta

from pushdesk.model import moments
from pushdesk.model.errors import BadInput

# Woken so much later than planned, a computer still sends; after that somebody has to say so.
LATENESS = timedelta(seconds=60)
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def parse_moment(text: str) -> datetime:
    """`text` in ISO 8601, this computer's time where it names no offset, as aware UTC. Raises BadInput."""
    try:
        # Aware first: what Python takes for local time depends on the time zone of this computer.
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise BadInput(
            f"“{text}” is no moment: write it as 2026-01-31T14:30 (this computer’s time) or with an offset, "
            "2026-01-31T14:30+01:00."
        ) from None


def require_future(at: datetime, now: datetime) -> None:
    """Raises BadInput for a moment that has passed."""
    if at <= now:
        raise BadInput(f"{sentence(local(at, now))} has passed already: name a later time, or send at once.")


def is_missed(at: datetime | None, now: datetime) -> bool:
    """Whether a campaign that still waits to start `at` is too late to start by itself."""
    return at is not None and now - at > LATENESS


def local(at: datetime, now: datetime | None = None) -> str:
    """`at` by this computer's clock as people say it within a sentence.

    “today 14:06”, “tomorrow 9:00”, “Wed 25 Nov 2026, 14:06”.
    """
    then, here = at.astimezone(), (now or moments.now()).astimezone()
    clock = f"{then.hour}:{then:%M}"
    days = (then.date() - here.date()).days
    if days in _NEAR:
        return f"{_NEAR[days]} {clock}"
    return f"{then:%a} {then.day} {then:%b} {then.year}, {clock}"


def sentence(words: str) -> str:
    """`words` where a sentence begins with them."""
    return words[:1].upper() + words[1:]
