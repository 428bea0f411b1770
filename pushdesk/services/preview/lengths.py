"""How many characters title and body have as they are shown: with devices' own values, or with defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.services.preview import characters
from pushdesk.services.preview.audience import Audience, OwnText
from pushdesk.services.preview.defaults import with_defaults
from pushdesk.services.variables import MARK

# What platforms cut.
TEXTS = ("title", "body")


@dataclass(frozen=True)
class Length:
    """Characters (grapheme clusters) of one text, the longest where devices differ.

    `own` has the devices' numbers where their values were counted. `filled`: variables have their defaults;
    `open`: some have none, and the text will be longer.
    """

    longest: int
    own: OwnText | None = None
    filled: bool = False
    open: bool = False

    @property
    def qualifier(self) -> str:
        """What belongs before the number; empty where it is exact for everybody."""
        if self.own is not None and len(self.own.devices) > 1:
            return "up to"
        return "at least" if self.open else ""

    @property
    def basis(self) -> str:
        """What the number is of, as a sentence; empty for a text without variables."""
        if self.own is not None:
            return f"With the values of the devices; “{self.own.device}” has the most."
        return "With the defaults of the variables." if self.filled else ""

    def of(self, name: str, limit: int) -> str:
        """The beginning of a sentence about the text `name`, of which a platform shows `limit` characters."""
        least = "at least " if self.open else ""
        words = f"he {name} has {least}{self.longest:,} characters"
        if self.own is None:
            return f"With its defaults t{words}" if self.filled else f"T{words}"
        number = self.own.longer_than(limit)
        if number == 1:
            return f"With the values of “{self.own.device}” t{words}"
        return f"With the values of {number:,} devices the {name} has up to {self.longest:,} characters"


def lengths(options: Mapping[str, Any], audience: Audience | None) -> dict[str, Length]:
    """The length of each of TEXTS that is a text. What is no template counts as it is written."""
    texts = {name: text for name in TEXTS if isinstance(text := options.get(name), str)}
    own = audience.payloads.texts if audience else {}
    return {name: _length(text, own.get(name)) for name, text in texts.items()}


def _length(text: str, own: OwnText | None) -> Length:
    if MARK not in text:
        return Length(characters.count(text))
    return _filled(text) if own is None else Length(own.longest, own)


@lru_cache(maxsize=16)
def _filled(text: str) -> Length:
    """Kept: the checks and the counters ask for the same text, and compiling one takes a while."""
    try:
        filled, absent = with_defaults({"text": text})
    except BadInput:
        return Length(characters.count(text))
    return Length(characters.count(str(filled["text"])), filled=True, open=bool(absent))
