"""When a campaign is to start: a moment that somebody writes, and what becomes of one that has passed."""

from datetime import UTC, datetime, timedelta

from pushdesk.model.errors import BadInput

# Woken so much later than planned, a computer still sends; after that somebody has to say so.
LATENESS = timedelta(seconds=60)


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
        raise BadInput(f"{local(at)} has passed already: name a later time, or send at once.")


def is_missed(at: datetime | None, now: datetime) -> bool:
    """Whether a campaign that still waits to start `at` is too late to start by itself."""
    return at is not None and now - at > LATENESS


def local(at: datetime) -> str:
    """`at` by this computer's clock, with its offset: `2026-01-31 14:30:00 +0100`."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
