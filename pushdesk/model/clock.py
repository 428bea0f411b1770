"""Moments: aware UTC datetimes in Python, milliseconds in the database, ISO 8601 in JSON."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.types import TypeDecorator  # sqlmodel does not re-export it
from sqlmodel import BigInteger

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """This moment, to the millisecond: what the database can hold."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """`moment` as ISO 8601 UTC with milliseconds, `2026-01-31T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Moment(TypeDecorator[datetime]):
    """A column of aware datetimes kept as whole milliseconds since 1970 (sortable, no time zone lost)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Milliseconds for the database."""
        return None if value is None else round((value - _EPOCH) / timedelta(milliseconds=1))

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """An aware datetime for Python."""
        return None if value is None else _EPOCH + timedelta(milliseconds=int(value))
