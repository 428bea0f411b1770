"""JSON as text: where it breaks, how deep it goes, and what a parser passes over without a word.

Sources: RFC 8259 section 4 (names), 6 (no NaN, no Infinity) and 8.2 (half of a surrogate pair).
"""

import json
import re
from dataclasses import dataclass

from pushdesk.model.errors import BadInput

# How many lists and objects of a message may stand in each other; nobody reads more, and each walk recurses.
DEEPEST = 64
# A text, with the colon that makes a name of it, or an object's bracket.
_TOKEN = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]')
# The beginnings of the parser's words (Python's json.decoder, from 3.11 on), and what to do there.
_ADVICE = (
    ("Expecting property name", 'A name in double quotes belongs here, such as "title".'),
    ("Expecting ',' delimiter", "A comma or a closing bracket is missing before this."),
    ("Expecting ':' delimiter", "A colon is missing between the name and its value."),
    (
        "Expecting value",
        "A value belongs here: a text in double quotes, a number, true, false, null, […] or {…}.",
    ),
    ("Illegal trailing comma", "A comma stands before a closing bracket: take it away."),
    ("Unterminated string", "The text that begins here has no closing quote."),
    ("Invalid control character", "A line break or a tab inside a text is written as \\n or \\t."),
    ("Invalid \\uXXXX escape", "After \\u come four digits of 0–9 and a–f."),
    ("Invalid \\escape", 'After a backslash comes one of " \\ / b f n r t u.'),
    ("Extra data", "Nothing may follow the closing bracket."),
)
_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
_AS_ONE_KIND = str.maketrans("{}", "[]")
_TEXT_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')


@dataclass(frozen=True)
class Repeated:
    """A name that one object has more than once, and the lines (from 1) where it stands, in their order."""

    name: str
    lines: tuple[int, ...]


def repeated(text: str) -> tuple[Repeated, ...]:
    """The names given more than once in an object of `text`, which is JSON; parsers take the last one."""
    found: dict[tuple[int, str], list[int]] = {}
    inside = list[int]()
    line, seen = 1, 0
    for token in _TOKEN.finditer(text):
        if token.group() == "{":
            inside.append(token.start())
        elif token.group() == "}":
            inside.pop()
        elif token.group(2):
            line, seen = line + text.count("\n", seen, token.start()), token.start()
            found.setdefault((inside[-1], json.loads(token.group(1))), []).append(line)
    return tuple(Repeated(name, tuple(lines)) for (_, name), lines in found.items() if len(lines) > 1)


def advice(problem: json.JSONDecodeError) -> str:
    """What is to be done where the parser stopped, as a sentence."""
    return next((words for start, words in _ADVICE if problem.msg.startswith(start)), f"{problem.msg}.")


def too_deep(text: str, most: int = DEEPEST) -> tuple[int, int] | None:
    """Line and column (from 1) of the first bracket in `text` that stands in `most` others; None without."""
    if not is_deeper(text, most):
        return None
    depth = 0
    for token in _TEXT_OR_BRACKET.finditer(text):
        if token.group() in "[{":
            depth += 1
        elif token.group() in "]}":
            depth -= 1
        if depth > most:
            before = text[: token.start()]
            return before.count("\n") + 1, token.start() - before.rfind("\n")
    return None


def is_deeper(text: str, most: int = DEEPEST) -> bool:
    """Whether brackets in `text`, which may be no JSON, stand in more than `most` others.

    Each pass takes the innermost pairs away, without a step of Python's for each bracket.
    """
    rest = _NO_BRACKET.sub("", _TEXT.sub("", text)).translate(_AS_ONE_KIND)
    for _ in range(most):
        if "[]" not in rest:
            break
        rest = rest.replace("[]", "")
    return bool(rest)


def check(value: object, what: str) -> None:
    """Raises BadInput, with `what` as the value's name, where `value` cannot be written as JSON."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise BadInput(
            f"{what} holds half of a character (a lone surrogate): type that character again."
        ) from None
    except ValueError:
        raise BadInput(f"{what} holds NaN or Infinity, which JSON has no word for: write a number.") from None
    except RecursionError:
        raise BadInput(f"{what} is nested too deeply: make it flatter.") from None


def is_blank(value: object) -> bool:
    """Whether a value says nothing: null, or a text of blanks. 0 and false are values."""
    return value is None or (isinstance(value, str) and not value.strip())
