"""Words that the checks share: platforms by name, options in quotes, what makes a word out of a text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pushdesk.services.preview.profile import Platform, platforms

_LONGEST_NAME = 40


def short(name: str) -> str:
    """A name from outside as it fits into a sentence: cut where somebody gave it a whole page."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def few(parts: Sequence[str], most: int = 5) -> str:
    """listed(), with the number alone for what comes after the first `most`."""
    rest = len(parts) - most
    return listed([*parts[:most], *([f"{rest:,} more"] if rest > 0 else [])])


def named(chosen: Iterable[Platform]) -> str:
    """“Chrome on Windows and Android, Firefox on Linux”; “every browser” where all are meant."""
    wanted = list(chosen)
    if len(wanted) == len(platforms()):
        return "every browser"
    browsers = dict.fromkeys(one.browser for one in wanted)
    return ", ".join(
        f"{browser} on {listed(one.system for one in wanted if one.browser == browser)}"
        for browser in browsers
    )


def ids(chosen: Iterable[Platform]) -> tuple[str, ...]:
    """The contract's platform ids."""
    return tuple(one.id for one in chosen)


def joined(texts: Iterable[str]) -> str:
    """Each different text once, such as the sources of several facts."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def slug(text: str, longest: int = 32) -> str:
    """A word of a–z, 0–9 and “-” made from `text`; empty where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
