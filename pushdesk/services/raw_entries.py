"""Files of subscriptions taken apart: JSON, JSON lines and CSV as plain documents, each with its line.

Sources: RFC 8259 (JSON), jsonlines.org (one document a line, blank lines skipped), RFC 4180 (CSV).
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from pushdesk.model.errors import BadInput

COLUMNS = ("endpoint", "p256dh", "auth", "name", "user", "tags", "vapidPublicKey", "shape")
REQUIRED = COLUMNS[:3]
DELIMITERS = ",;\t"
EXPECTED = (
    "Give a PushSubscription's JSON, a JSON list of them, one a line, or CSV whose first line names the "
    "columns endpoint,p256dh,auth."
)
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Raw:
    """What stands at `line` (from 1): a document still to be checked, or the reason why it is none."""

    line: int
    document: Any = None
    reason: str = ""


def raw_entries(text: str) -> Iterator[Raw]:
    """The documents of a file, in their order.

    An entry that cannot be read is a Raw with a reason where the rest still can; otherwise BadInput.
    """
    first = text.lstrip(" \t\r\n")[:1]
    if first == "[":
        return _json_list(text)
    if first == "{":
        return _json_lines(text) if _has_json_lines(text) else iter([_json_document(text)])
    if _is_lone_value(text):
        raise BadInput(f"The file holds a JSON value that is no subscription. {EXPECTED}")
    return _csv(text)


class _NoConstant(ValueError):
    """NaN and its kin, which Python reads and JSON does not have."""


def _no_constant(name: str) -> NoReturn:
    raise _NoConstant(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_no_constant)


def _scan(text: str, start: int) -> tuple[Any, int]:
    """The JSON value at `start` and where it ends; raises BadInput with the line of what is wrong."""
    try:
        return _JSON.raw_decode(text, start)
    except json.JSONDecodeError as problem:
        raise BadInput(f"Line {problem.lineno} is not JSON: {problem.msg}.") from None
    except (ValueError, RecursionError) as problem:  # NaN, numbers of 4,300 digits, lists in lists in lists
        words = "it is nested too deeply" if isinstance(problem, RecursionError) else "a number is too long"
        words = str(problem) if isinstance(problem, _NoConstant) else words
        raise BadInput(f"Line {text.count(chr(10), 0, start) + 1} is not JSON: {words}.") from None


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _nothing_behind(text: str, position: int) -> None:
    rest = _skip(text, position)
    if rest < len(text):
        line = text.count("\n", 0, rest) + 1
        raise BadInput(f"Line {line}: there is more text behind the end of the JSON document.")


def _json_document(text: str) -> Raw:
    start = _skip(text, 0)
    document, end = _scan(text, start)
    _nothing_behind(text, end)
    return Raw(text.count("\n", 0, start) + 1, document)


def _json_list(text: str) -> Iterator[Raw]:
    position, counted, line = _skip(text, _skip(text, 0) + 1), 0, 1
    mark = text[position : position + 1]
    while mark != "]":
        line += text.count("\n", counted, position)
        counted = position
        document, end = _scan(text, position)
        yield Raw(line, document)
        position = _skip(text, end)
        mark = text[position : position + 1]
        if mark == ",":
            position = _skip(text, position + 1)
        elif mark != "]":
            line += text.count("\n", counted, position)
            raise BadInput(f"Line {line} is not JSON: the list needs “,” or “]” here.")
    _nothing_behind(text, position + 1)


def _has_json_lines(text: str) -> bool:
    """Whether a text that begins with `{` is JSON lines rather than one document over several lines."""
    try:
        _, end = _scan(text, _skip(text, 0))
    except BadInput:
        pass
    else:
        return _skip(text, end) < len(text)
    return any(_is_object(line) for line in text.split("\n"))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_lone_value(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json_lines(text: str) -> Iterator[Raw]:
    # Not splitlines(): U+2028 and its kin may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Raw(number, _json_document(line).document)
        except BadInput as problem:
            yield Raw(number, reason=problem.sentence.replace("Line 1", "The line", 1))


def _csv(text: str) -> Iterator[Raw]:
    header_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            if not columns:
                raise BadInput(f"The file is neither JSON nor CSV. {EXPECTED}") from None
            yield Raw(line, reason=f"The line is not CSV: {problem}.")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if not columns:
            columns = _columns(row)
        elif len(row) > len(columns):
            yield Raw(line, reason=f"The line has {len(row)} cells, the first line {len(columns)}.")
        else:
            yield Raw(line, _row_document(dict(zip(columns, row, strict=False))))


def _columns(row: list[str]) -> list[str]:
    """The header row's columns in our spelling; those we do not know stay as they are and are not read."""
    ours = {name.lower(): name for name in COLUMNS}
    found = [ours.get(cell.strip().lower(), cell) for cell in row]
    if missing := [name for name in REQUIRED if name not in found]:
        raise BadInput(
            f"The file is no JSON, and its first line lacks the CSV column {', '.join(missing)}. {EXPECTED}"
        )
    if twice := [name for name in COLUMNS if found.count(name) > 1]:
        raise BadInput(f"The first line names the column {twice[0]} twice.")
    return found


def _row_document(cells: dict[str, str]) -> dict[str, Any]:
    # The endpoint is kept byte for byte: a blank around it is refused later, not repaired here.
    document: dict[str, Any] = {"endpoint": cells["endpoint"]}
    document["keys"] = {name: cells.get(name, "") for name in ("p256dh", "auth")}
    for name in COLUMNS[3:]:
        if value := cells.get(name, "").strip():
            document[name] = value
    return document
