"""Flaw: what keeps a value from being written as JSON, and where in the value it stands.

Sources: RFC 8259 section 6 (no NaN, no Infinity), 8.2 (half of a surrogate pair) and 9 (limits of depth).
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pushdesk.model.findings import place
from pushdesk.model.json_text import DEEPEST, is_deeper

Path = tuple[str | int, ...]
STAND_IN = "\ufffd"
_HALF = re.compile("[\ud800-\udfff]")


class FlawKind(StrEnum):
    """What is wrong, to be read after the name of what holds it."""

    HALF = "half of a character (a lone surrogate): type that character again"
    NO_NUMBER = "NaN or Infinity, which JSON has no word for: write a number"
    TOO_DEEP = f"lists and objects in each other, more than {DEEPEST} deep: make it flatter"


@dataclass(frozen=True)
class Flaw:
    """`path`: the names and numbers that lead to the value. `in_name`: its last name is what is wrong."""

    kind: FlawKind
    path: Path
    in_name: bool = False

    @property
    def sentence(self) -> str:
        """`“actions[1].title” holds half of a character (a lone surrogate): type that character again.`"""
        who = f"“{place(self.path)}”" if self.path else "The message"
        return f"{'The name ' if self.in_name else ''}{who} holds {self.kind.value}."


def flaws(value: object) -> tuple[Flaw, ...]:
    """All of `value`, in its order; none where it can be written. What is too deep is said alone."""
    if _is_written(value):
        return ()
    found = tuple(_walked(value))
    return tuple(dict.fromkeys(flaw for flaw in found if flaw.kind is FlawKind.TOO_DEEP)) or found


def whole(value: Any) -> Any:
    """`value` with U+FFFD for each half of a character, in names, too; it must not be too deep."""
    if isinstance(value, str):
        return _HALF.sub(STAND_IN, value)
    if isinstance(value, Mapping):
        mended: dict[str, Any] = {}
        for name, inner in value.items():
            # Two names that become one would lose a value.
            free = _HALF.sub(STAND_IN, name)
            while free != name and (free in value or free in mended):
                free += STAND_IN
            mended[free] = whole(inner)
        return mended
    return [whole(inner) for inner in value] if isinstance(value, list | tuple) else value


def _is_written(value: object) -> bool:
    """Whether nothing is to be found: this is asked at each keystroke, and a walk takes longer."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        return False
    return text.count("[") + text.count("{") <= DEEPEST or not is_deeper(text)


def _walked(value: object) -> Iterator[Flaw]:
    """Without recursion: what is too deep for that is what it looks for."""
    waiting: list[tuple[Path, object]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, str):
            if _HALF.search(one):
                yield Flaw(FlawKind.HALF, path)
        elif isinstance(one, float):
            if not math.isfinite(one):
                yield Flaw(FlawKind.NO_NUMBER, path)
        elif isinstance(one, Mapping | list | tuple):
            if len(path) >= DEEPEST:
                yield Flaw(FlawKind.TOO_DEEP, path[:1])
                continue
            for name in one if isinstance(one, Mapping) else ():
                if _HALF.search(name):
                    yield Flaw(FlawKind.HALF, (*path, name), in_name=True)
            parts = one.items() if isinstance(one, Mapping) else enumerate(one)
            waiting.extend(reversed([((*path, step), inner) for step, inner in parts]))
