"""Where a platform cuts a text: by characters, in the band that its sources give. No fonts here.

A character is a grapheme cluster (UAX #29), as Qt finds them: a family emoji is never cut in its middle.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QTextBoundaryFinder

from pushdesk.services.preview import characters

ELLIPSIS = "…"


@dataclass(frozen=True)
class Passage:
    """A text cut to a band. `faded` is the UTF-16 index from which some sources say it is cut already.

    `faded` is None where no source cuts; `cut` says that every source does, and the text ends with “…”.
    """

    text: str
    faded: int | None = None
    cut: bool = False


@lru_cache(maxsize=256)
def passage(text: str, shortest: int, longest: int) -> Passage:
    """`text` cut after `longest` characters, faded after `shortest`."""
    if len(text) <= shortest:
        return Passage(text)
    # The wall gives no longer ones (content.py), so that Qt alone looks at every letter.
    whole = characters.head(text, characters.EXACT) if len(text) > characters.EXACT else text
    raw = whole.encode("utf-16-le")
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, whole)
    faded = _advance(finder, shortest)
    if faded is None or faded * 2 >= len(raw):
        cut = len(whole) < len(text)
        return Passage(whole + ELLIPSIS if cut else whole, None, cut)
    end = _advance(finder, longest - shortest)
    cut = (end is not None and end * 2 < len(raw)) or len(whole) < len(text)
    shown = raw[: end * 2].decode("utf-16-le") if end is not None else whole
    return Passage(shown.rstrip() + ELLIPSIS if cut else shown, faded if longest > shortest else None, cut)


def _advance(finder: QTextBoundaryFinder, characters: int) -> int | None:
    """The UTF-16 index `characters` further on; None beyond the end."""
    place = finder.position()
    for _ in range(characters):
        place = finder.toNextBoundary()
        if place < 0:
            return None
    return place


@lru_cache(maxsize=256)
def right_to_left(text: str, direction: str = "auto") -> bool:
    """`dir`, or for auto what the first strong character says (Unicode Bidirectional Algorithm, rule P2)."""
    if direction != "auto":
        return direction == "rtl"
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def one_line(text: str) -> str:
    """Line breaks as spaces, as every platform does where there is one line."""
    return " ".join(text.split("\n")) if "\n" in text else text
