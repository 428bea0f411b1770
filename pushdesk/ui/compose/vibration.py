"""Vibration: a pattern of milliseconds as text, with names for the usual ones. Pure functions.

Source: W3C Vibration API: on, off, on … in milliseconds; a browser cuts what is longer than it likes.
"""

from pushdesk.model.option_words import is_milliseconds, pattern_parts

PRESETS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Short", (200,)),
    ("Twice", (200, 100, 200)),
    ("Three times", (150, 80, 150, 80, 150)),
    ("Long", (800,)),
    ("Heartbeat", (80, 120, 160, 600, 80, 120, 160)),
    ("SOS", (100, 100, 100, 100, 100, 300, 300, 100, 300, 100, 300, 300, 100, 100, 100, 100, 100)),
)
_FEW = 3


def pattern_text(pattern: tuple[int, ...] | list[int]) -> str:
    """`200, 100, 200`."""
    return ", ".join(str(part) for part in pattern)


def short_pattern(pattern: list[int]) -> str:
    """`200·100·200`, for a place with little room."""
    return "·".join(map(str, pattern[:_FEW])) + ("…" if len(pattern) > _FEW else "")


def parse_pattern(text: str) -> list[int] | None:
    """The milliseconds in `text`; None where it holds anything else."""
    parts = pattern_parts(text)
    return [int(part) for part in parts] if all(map(is_milliseconds, parts)) else None


def is_pattern(value: object) -> bool:
    """Whether `value` is a list of milliseconds as parse_pattern() makes it."""
    return isinstance(value, list) and all(type(part) is int and 0 <= part < 10**9 for part in value)


def pulses(pattern: list[int]) -> list[tuple[float, float]]:
    """Where the device vibrates, as (start, length) in parts of the whole pattern's time."""
    whole = sum(pattern)
    found, start = [], 0
    for place, part in enumerate(pattern):
        if place % 2 == 0 and part:
            found.append((start / whole, part / whole))
        start += part
    return found
