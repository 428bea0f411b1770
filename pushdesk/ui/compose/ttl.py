"""TTL as people write it: `4 h`, `28 days`, or plain seconds. Pure functions."""

import re

from pushdesk.model.errors import BadInput
from pushdesk.model.message import DEFAULT_TTL

# 28 days is what FCM keeps (facts: push-services.md); 0 (now or never) can be typed, it is not offered.
OFFERED = (60, 5 * 60, 3600, DEFAULT_TTL, 86400, 7 * 86400, 28 * 86400)
_TEXT = re.compile(r"(-?\d{1,20})\s*([a-z]*)\.?", re.ASCII)
_UNITS = {"": 1, "s": 1, "sec": 1, "second": 1, "min": 60, "m": 60, "minute": 60, "h": 3600, "hour": 3600}
_UNITS |= {"hr": 3600, "d": 86400, "day": 86400, "w": 7 * 86400, "week": 7 * 86400}


def parse_ttl(text: str) -> int:
    """The seconds that `text` means, which may be less or more than a TTL can be; raises BadInput."""
    found = _TEXT.fullmatch(text.strip().lower())
    unit = found.group(2) if found else ""
    factor = _UNITS.get(unit, _UNITS.get(unit.removesuffix("s")))
    if not found or factor is None:
        raise BadInput("“ttl” must be a time such as 4 h, 28 days, or a number of seconds.")
    return int(found.group(1)) * factor


def ttl_text(seconds: int) -> str:
    """`4 h`, `28 days`, `90 s`: the largest unit that says it exactly; parse_ttl() reads it back."""
    for size, one, many in ((86400, "day", "days"), (3600, "h", "h"), (60, "min", "min")):
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return f"{number} {one if number == 1 else many}"
    return f"{seconds} s"
