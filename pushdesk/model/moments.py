"""Moments: aware UTC datetimes in Python, ISO 8601 in JSON; loads no database library."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, to the millisecond: what the database can hold."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """`moment` as ISO 8601 UTC with milliseconds, `2026-01-31T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
