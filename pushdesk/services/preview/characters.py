"""How many characters a person sees in a text: grapheme clusters, by Unicode's general categories.

Source: UAX #29, table 1c, simplified: marks, joiners and variation selectors extend what is before them,
a joined emoji is one, two regional indicators are a flag, Korean letters are one syllable. What a platform
cuts is counted the same way.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Beyond this nobody needs the exact number, and a keystroke must stay cheap.
EXACT = 4096
_JOINER = "\u200d"
_EXTENDING = {"Mn", "Me", "Mc", "Cf"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)
# Korean letters that are written into the syllable before them.
_JAMO, _JAMO_INSIDE = range(0x1100, 0x1200), range(0x1160, 0x1200)
_SYLLABLES = range(0xAC00, 0xD7A4)


def count(text: str) -> int:
    """The grapheme clusters of `text`; its code points where it is longer than EXACT."""
    if text.isascii() or len(text) > EXACT:
        return len(text)
    return sum(1 for _ in _starts(text))


def head(text: str, number: int, most: int = EXACT) -> str:
    """The first `number` grapheme clusters, as far as they end within `most` code points.

    None is torn, except the first where it alone has more.
    """
    if len(text) <= min(number, most):
        return text
    known = text[: most + 1]  # whether the last one ends within `most` is seen in what follows
    return known[: min(number, most)] if known.isascii() else _head(known, number, most)


# A keystroke changes one of the texts, and each platform asks for its own part of all of them.
@lru_cache(maxsize=128)
def _head(text: str, number: int, most: int) -> str:
    """head() of a text of at most `most` + 1 code points."""
    end = 0
    for seen, start in enumerate(_starts(text)):
        end = start
        if seen == number:
            return text[:end]
    return text if len(text) <= most else text[: end or most]


def _starts(text: str) -> Iterator[int]:
    """Where each cluster begins."""
    joined, half_flag, before = False, False, 0
    for place, letter in enumerate(text):
        code = ord(letter)
        flag = code in _REGIONAL
        extends = (
            code in _SKIN_TONES
            or unicodedata.category(letter) in _EXTENDING
            or (code in _JAMO_INSIDE and (before in _JAMO or before in _SYLLABLES))
        )
        if not (extends or joined or (flag and half_flag)) or place == 0:
            yield place
        half_flag = flag and not half_flag
        joined = letter == _JOINER
        before = code
