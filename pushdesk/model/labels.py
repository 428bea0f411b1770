"""Names and tags that people give: short, on one line, without characters that reorder or hide text."""

import re
import unicodedata

from pushdesk.model.errors import BadInput

LONGEST_NAME = 200
LONGEST_TAG = 100
# Cc: controls. These format characters turn the reading direction of whatever follows (UAX #9, section 2).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def parse_name(text: str) -> str:
    """A device's or user's name, without blanks around it; raises BadInput."""
    return _parse(text, "A name", LONGEST_NAME)


def parse_tag(text: str) -> str:
    """A tag, without blanks around it; raises BadInput, for an empty one too."""
    tag = _parse(text, "A tag", LONGEST_TAG)
    if not tag:
        raise BadInput("A tag must not be empty: leave it out.")
    return tag


def _parse(text: str, what: str, longest: int) -> str:
    # A table's cell may hold a line break: as a label it is a blank.
    label = re.sub(r"[ \t]*[\t\r\n]+[ \t]*", " ", text.strip())
    if len(label) > longest:
        raise BadInput(f"{what} may have {longest} characters; this has {len(label):,}. Shorten it.")
    if any(unicodedata.category(letter) == "Cc" or letter in _TURNING for letter in label):
        raise BadInput(f"{what} must not hold control characters: “{_visible(label)}”.")
    return label


def _visible(label: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in label)
