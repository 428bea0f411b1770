"""Times that people mean: presets, how far away one is, and the name of this computer's time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QTimeZone

from pushdesk.ui.widgets.humane import duration

_MINUTE = timedelta(minutes=1)
_MORNING = 9
_SUNDAY = 6


@dataclass(frozen=True)
class Preset:
    """`at(now)` is the aware local moment that `text` means."""

    text: str
    at: Callable[[datetime], datetime]


def presets(now: datetime) -> list[Preset]:
    """What is offered at `now`; the Monday only where that is not tomorrow."""
    found = [
        Preset("In 10 minutes", lambda then: whole_minute(then + 10 * _MINUTE)),
        Preset("In 1 hour", lambda then: whole_minute(then + 60 * _MINUTE)),
        Preset("Tomorrow 9:00", lambda then: _morning(then, 1)),
    ]
    if now.astimezone().weekday() != _SUNDAY:
        found.append(Preset("Monday 9:00", lambda then: _morning(then, 7 - then.astimezone().weekday())))
    return found


def whole_minute(moment: datetime) -> datetime:
    """The full minute that is nearest to `moment`, in local time."""
    return (moment + _MINUTE / 2).astimezone().replace(second=0, microsecond=0)


def _morning(now: datetime, days: int) -> datetime:
    """9:00 by the clock of that day, whatever summer time does on the way."""
    day = now.astimezone().date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, _MORNING).astimezone()


def until(at: datetime, now: datetime) -> str:
    """“in 10 min”."""
    return f"in {duration((at - now).total_seconds())}"


def zone(at: datetime) -> str:
    """“Europe/Berlin (UTC+01:00)”: the offset is that of the moment `at`."""
    offset = f"{at.astimezone():%z}"
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    return "UTC" if name in {"UTC", "Etc/UTC"} else f"{name} (UTC{offset[:3]}:{offset[3:5]})"
