"""Numbers for people: grouped digits, spans of time, moments seen from now."""

from datetime import datetime

from pushdesk.model import clock

_THIN = "\u202f"
_UNITS = ((86400, "day", "days"), (3600, "h", "h"), (60, "min", "min"))


def grouped(number: int) -> str:
    """`1 204`, with narrow no-break spaces."""
    return f"{number:,}".replace(",", _THIN)


def span(seconds: int) -> str:
    """`4 h`, `28 days`, `90 s`: the largest unit that says it exactly."""
    for size, one, many in _UNITS:
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return f"{number} {one if number == 1 else many}"
    return f"{seconds} s"


def milliseconds(value: int | None) -> str:
    """`184 ms`, `2.1 s`, or a dash."""
    if value is None:
        return "–"
    return f"{value} ms" if value < 2000 else f"{value / 1000:.1f} s"


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """`just now`, `2 min ago`, `yesterday`, `12 Nov`; a dash for never."""
    if moment is None:
        return "–"
    seconds = int(((now or clock.now()) - moment).total_seconds())
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if seconds < 86400:
        return f"{seconds // 3600} h ago"
    if seconds < 2 * 86400:
        return "yesterday"
    if seconds < 7 * 86400:
        return f"{seconds // 86400} days ago"
    local = moment.astimezone()
    return f"{local.day} {local:%b}" if seconds < 300 * 86400 else f"{local.day} {local:%b %Y}"


def exact(moment: datetime | None) -> str:
    """The moment in this computer's time zone, for a tooltip."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z") if moment else "never"
