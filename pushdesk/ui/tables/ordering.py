"""Sort keys that agree with the eye: “Lab device 9” before “Lab device 10”, what is missing last."""

import re
from typing import Any

# At most 18 digits at a time: a name may hold thousands, which int() refuses.
_DIGITS = re.compile(r"([0-9]{1,18})")
NEVER = float("inf")


def natural(text: str) -> tuple[Any, ...]:
    """A key by which numbers inside text count as numbers and capitals do not matter.

    Texts and numbers alternate, beginning with a text, so that any two keys can be compared.
    """
    parts = _DIGITS.split(text.casefold())
    return tuple(int(part) if number % 2 else part for number, part in enumerate(parts))


def number_or_last(value: float | None) -> float:
    """`value`, or more than any where there is none."""
    return NEVER if value is None else value
