"""How many characters a person sees in a text: grapheme clusters, by Unicode's general categories.

Source: UAX #29, table 1c, simplified: marks, joiners and variation selectors extend what is before them,
a joined emoji is one, two regional indicators are a flag. What a platform cuts is counted the same way.
"""

import unicodedata

# Beyond this nobody needs the exact number, and a keystroke must stay cheap.
EXACT = 4096
_JOINER = "\u200d"
_EXTENDING = {"Mn", "Me", "Mc", "Cf"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def count(text: str) -> int:
    """The grapheme clusters of `text`; its code points where it is longer than EXACT."""
    if text.isascii() or len(text) > EXACT:
        return len(text)
    number, joined, half_flag = 0, False, False
    for letter in text:
        code = ord(letter)
        flag = code in _REGIONAL
        extends = code in _SKIN_TONES or unicodedata.category(letter) in _EXTENDING
        if not (extends or joined or (flag and half_flag)) or number == 0:
            number += 1
        half_flag = flag and not half_flag
        joined = letter == _JOINER
    return number
