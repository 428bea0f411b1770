"""A notification's timestamp as people write it: `now`, a date with a time, or milliseconds since 1970."""

from datetime import UTC, datetime, timedelta

from pushdesk.model import moments

NOW = "now"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# What Python's datetime can hold, with a day to spare for time zones.
_LAST = datetime(9999, 12, 30, tzinfo=UTC)
_FIRST = datetime(1, 1, 3, tzinfo=UTC)


def parse_timestamp(text: str) -> int | None:
    """Milliseconds since 1970; None where `text` says no moment. Without a zone it is this computer's."""
    words = text.strip()
    if words.lower() == NOW:
        return (moments.now() - _EPOCH) // _MILLISECOND
    if words.isascii() and words.removeprefix("-").isdigit() and len(words) > 8:
        return int(words) if len(words) < 17 else None
    try:
        # "2026-01-31 13:00 +01:00": with the blank before the zone it is no ISO 8601.
        moment = datetime.fromisoformat(words.replace(" +", "+").replace(" -", "-"))
        return (moment.astimezone(UTC) - _EPOCH) // _MILLISECOND
    except (ValueError, OverflowError, OSError):
        return None


def timestamp_text(milliseconds: int) -> str:
    """`2026-01-31 13:00:00 +01:00` in this computer's zone; the bare number where no calendar has it."""
    if not (_FIRST - _EPOCH) // _MILLISECOND <= milliseconds <= (_LAST - _EPOCH) // _MILLISECOND:
        return str(milliseconds)
    try:
        moment = (_EPOCH + milliseconds * _MILLISECOND).astimezone()
    except (OverflowError, OSError):  # Windows knows no local time before 1970
        moment = _EPOCH + milliseconds * _MILLISECOND
    here = moment.replace(tzinfo=None)
    zone = moment.isoformat()[len(here.isoformat()) :]
    return f"{here.isoformat(sep=' ', timespec='milliseconds' if milliseconds % 1000 else 'seconds')} {zone}"
