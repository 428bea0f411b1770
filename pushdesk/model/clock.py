"""Moments in the database: whole milliseconds; `now` and `iso` stand here too, for all that uses both."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.types import TypeDecorator  # sqlmodel does not re-export it
from sqlmodel import BigInteger

from pushdesk.model.moments import iso as iso
from pushdesk.model.moments import now as now

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
