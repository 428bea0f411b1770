"""Numbers and moments as people say them: “1 204”, “2 min ago”, “4 h”. The exact value belongs on hover."""

from datetime import datetime

import humanize

from pushdesk.model import moments

# Narrow and unbreakable: a number never falls apart at a line's end.
THIN = "\u202f"
NO_VALUE = "–"


def count(number: int) -> str:
    """1204 as “1 204”."""
    return humanize.intcomma(number).replace(",", THIN)


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """“just now”, “40 s ago”, “2 min ago”, “3 h ago”, “yesterday”, “12 Nov”, “12 Nov 2025”."""
    if moment is None:
        return NO_VALUE
    here, then = (now or moments.now()).astimezone(), moment.astimezone()
    seconds = (here - then).total_seconds()
    days = (here.date() - then.date()).days
    if seconds < 10:
        return "just now"
    if seconds < 60:
        return f"{int(seconds)} s ago"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if days == 0 or seconds < 6 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return "yesterday" if days == 1 else day(moment, here)


def day(moment: datetime, now: datetime | None = None) -> str:
    """“12 Nov”, with the year where it is not this one."""
    then = moment.astimezone()
    year = "" if then.year == (now or moments.now()).astimezone().year else f" {then.year}"
    return f"{then.day} {then:%b}{year}"


def exact(moment: datetime | None) -> str:
    """“2026-01-31 13:00:00.250 CET”: to the millisecond, in this computer's time zone."""
    if moment is None:
        return ""
    then = moment.astimezone()
    return f"{then:%Y-%m-%d %H:%M:%S}.{then.microsecond // 1000:03} {then:%Z}"


def time_of_day(moment: datetime) -> str:
    """“14:02:11”."""
    return f"{moment.astimezone():%H:%M:%S}"


def duration(seconds: float) -> str:
    """“0.2 s”, “12 s”, “2 min”, “4 h”, “3 days”: one unit, the largest that fits."""
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 86400:.0f} days"


def latency(milliseconds: int | None) -> str:
    """“84 ms”, “1.2 s”."""
    if milliseconds is None:
        return NO_VALUE
    return f"{milliseconds} ms" if milliseconds < 1000 else duration(milliseconds / 1000)


def counted(number: int, one: str, many: str) -> str:
    """“1 device”, “1 204 devices”: `one` and `many` are whole translated words."""
    return f"{count(number)} {one if number == 1 else many}"


def elided(text: str, head: int = 32, tail: int = 6) -> str:
    """`text` with its middle left out where it is longer than `head` and `tail` together."""
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"
