"""The JSON view's text: a message document in a stable order, and the text read back, or where it breaks.

Source: RFC 8259. Python's parser takes more (NaN, Infinity, 1e999): here that is broken, too.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pushdesk.model.json_text import DEEPEST, advice, is_deeper, too_deep
from pushdesk.services.preview.profile import OPTIONS

# Push services take 3,993 bytes; a text far beyond is no message, and laying it out would stop the window.
MOST_CHARACTERS = 100_000
_WIDE = 72
_ORDER = {name: number for number, name in enumerate(OPTIONS)}
_DELIVERY = "delivery"
# Half characters, and what Qt's text documents take for ends of paragraphs or frames.
_ESCAPED = re.compile("[\ud800-\udfff\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]")
# By the value's identity, which is its own as long as it is kept here.
_parts: dict[int, tuple[object, str, bool]] = {}
_PARTS_KEPT = 16
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|-?Infinity|NaN|-?\d[\d.eE+-]*', re.DOTALL)


@dataclass(frozen=True)
class Broken:
    """Where a text stops being JSON, counted from 1, and what to do there."""

    line: int
    column: int
    words: str

    @property
    def sentence(self) -> str:
        """With its place."""
        return f"Line {self.line}, column {self.column}: {self.words}"


class _NoNumber(ValueError):
    """A number that JSON cannot hold."""


def ordered(document: Mapping[str, Any]) -> dict[str, Any]:
    """The options in the API's order, then what the API does not know as it comes, `delivery` last."""
    last = len(_ORDER)
    rank = {name: _ORDER.get(name, last + (name == _DELIVERY)) for name in document}
    return {name: document[name] for name in sorted(document, key=rank.__getitem__)}


def write(document: Mapping[str, Any]) -> str:
    """The document as text for people; read() gives it back."""
    return written(ordered(document))


def written(value: object) -> str:
    """Any JSON value as text: short lists of plain values on one line, everything else indented by two."""
    if not isinstance(value, Mapping) or not value:
        plain = _plain(value)
        return _escaped(plain if is_deeper(plain) else _lines(value, ""))
    parts = [(name, *_part(one)) for name, one in value.items()]
    if any(deep for _, _, deep in parts):
        return _escaped(_plain(value))
    return "{\n" + ",\n".join(f"  {_escaped(_plain(name))}: {text}" for name, text, _ in parts) + "\n}"


def read(text: str) -> dict[str, Any] | Broken:
    """The document in `text`."""
    found = read_value(text)
    if isinstance(found, Broken):
        return found
    if not isinstance(found.value, dict):
        return Broken(1, 1, 'A message is a JSON object: it begins with “{”, such as {"title": "Hello"}.')
    return found.value


@dataclass(frozen=True)
class Found:
    """A JSON value, which may be null."""

    value: Any


def read_value(text: str) -> Found | Broken:
    """Any JSON value in `text`."""
    if len(text) > MOST_CHARACTERS:
        return Broken(1, 1, f"The text has {len(text):,} characters; {MOST_CHARACTERS:,} are the most.")
    text = text.removeprefix("\ufeff")
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except json.JSONDecodeError as problem:
        return Broken(problem.lineno, problem.colno, advice(problem))
    except _NoNumber as problem:
        return _at(text, str(problem), "JSON has no such number: write another one, or null.")
    except RecursionError:
        return Broken(*(too_deep(text) or (1, 1)), _DEEP)
    place = too_deep(text)
    return Broken(*place, _DEEP) if place else Found(value)


_DEEP = f"Lists and objects stand in each other more than {DEEPEST} deep: make it flatter."


def _part(value: object) -> tuple[str, bool]:
    """An option's value as text, indented by two, and whether it nests too deeply for that.

    A document's values are never changed in place: a large one is the same with every key beside it.
    """
    if not isinstance(value, Mapping | list):
        return _escaped(_plain(value)), False
    kept = _parts.get(id(value))
    if kept is None or kept[0] is not value:
        deep = is_deeper(_plain(value), DEEPEST - 1)
        kept = _parts[id(value)] = value, "" if deep else _escaped(_lines(value, "  ")), deep
        if len(_parts) > _PARTS_KEPT:
            del _parts[next(iter(_parts))]
    return kept[1:]


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _lines(value: object, indent: str) -> str:
    inner = f"{indent}  "
    if isinstance(value, Mapping) and value:
        rows = [f"{inner}{_plain(name)}: {_lines(one, inner)}" for name, one in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        plain = not any(isinstance(one, Mapping | list) for one in value)
        if plain and len(short := _plain(value)) <= _WIDE:
            return short
        return "[\n" + ",\n".join(f"{inner}{_lines(one, inner)}" for one in value) + f"\n{indent}]"
    return _plain(value)


# Made once: json.dumps makes one with each call, and a message may hold ten thousand values.
_plain = json.JSONEncoder(ensure_ascii=False).encode


def _at(text: str, word: str, words: str) -> Broken:
    """Where the number or word `word` stands, outside of every text in quotes."""
    start = next((one.start() for one in _TOKEN.finditer(text) if one.group().startswith(word)), 0)
    before = text[:start]
    return Broken(before.count("\n") + 1, start - before.rfind("\n"), words)


def _no_number(word: str) -> object:
    raise _NoNumber(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise _NoNumber(digits)
    return number


def _whole(digits: str) -> int:
    # Python refuses to read integers of more than 4,300 digits.
    if len(digits) > 1000:
        raise _NoNumber(digits)
    return int(digits)
