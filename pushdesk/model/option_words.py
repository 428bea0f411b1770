"""Words for a ttl, a timestamp or a vibration that is none: what belongs there, in form, JSON and file alike.

Sources: RFC 8030 section 5.2, Firebase Cloud Messaging (it keeps a message for 28 days), autopush-rs (it cuts
a TTL at 30 days), W3C Vibration API, High Resolution Time (EpochTimeStamp is in milliseconds).
"""

import json
import re
from collections.abc import Callable
from typing import Any

# What fits into the number that push services read a TTL into; they keep no message that long.
MAX_TTL = 2**31 - 1
KEPT_DAYS = 28
_DAY_S = 86_400
_LONGEST_SHOWN = 24
# A billion milliseconds are eleven days: no device vibrates so long.
_DIGITS = 9
_BETWEEN = re.compile(r"[\s,;·]+")


def of_option(finding: Any) -> str:
    """The words for one of pydantic's findings, to be read after the option's name; empty for other options.

    The finding's input may be left out; then a vibration's wrong part is not named.
    """
    place = finding["loc"]
    writer = _WRITERS.get(place[0]) if place else None
    return "" if writer is None else writer(finding["type"], finding.get("input"), len(place) > 1)


def pattern_parts(text: str) -> list[str]:
    """The parts of a vibration as people write it: `200, 100, 200`, `[200,100]`, `200·100`."""
    return [part for part in _BETWEEN.split(text.strip().strip("[]")) if part]


def is_milliseconds(part: str) -> bool:
    """Whether a part is a number of milliseconds."""
    return part.isascii() and part.isdigit() and len(part) <= _DIGITS


def _ttl(kind: str, found: object, _inside: bool) -> str:
    if kind in {"greater_than_equal", "less_than_equal"}:
        kept = (
            f"of which FCM keeps {KEPT_DAYS * _DAY_S:,} ({KEPT_DAYS} days) and Mozilla’s push service 30 days"
        )
        return f"must be 0 to {MAX_TTL:,} seconds, {kept}"
    if _is_number(found):
        return f"must be a whole number of seconds, without quotes: {found}"
    return "must be a whole number of seconds such as 14400; the form also reads 4 h and 28 days"


def _timestamp(_kind: str, found: object, _inside: bool) -> str:
    if _is_number(found):
        return f"must be a whole number of milliseconds, without quotes: {found}"
    words = "must be a whole number of milliseconds since 1970 such as 1767225600000"
    return f"{words}; the form also reads 2026-01-31 13:00 and now"


def _vibrate(_kind: str, found: object, inside: bool) -> str:
    if inside:
        said = _said(found)
        return f"is {said}, which is no number of milliseconds: write a whole number such as 200"
    if isinstance(found, str):
        wrong = next((part for part in pattern_parts(found) if not is_milliseconds(part)), None)
        if wrong is not None:
            said = _said(wrong)
            return f"has {said}, which is no number of milliseconds: write numbers such as 200, 100, 200"
    return "must be a list of milliseconds such as [200, 100, 200]"


def _said(found: object) -> str:
    """A value in few words."""
    if isinstance(found, list | dict):
        return "a list or an object"
    text = found if isinstance(found, str) else json.dumps(found)
    short = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return f"“{short}”" if isinstance(found, str) else short


def _is_number(found: object) -> bool:
    return isinstance(found, str) and re.fullmatch(r"-?\d{1,15}", found, re.ASCII) is not None


_WRITERS: dict[object, Callable[[str, object, bool], str]] = {
    "ttl": _ttl,
    "timestamp": _timestamp,
    "vibrate": _vibrate,
}
