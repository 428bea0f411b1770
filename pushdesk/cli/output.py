"""What commands print: JSON or lines for people on standard output, all else on standard error."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from pushdesk.model.errors import KnownError


class OutputLost(KnownError):
    """Standard output takes nothing more, and somebody still waits for it."""

    code = "output"


CELL_WIDTH = 40
# A reason is a sentence, and a key is there to be copied (65 bytes in base64url are 87 characters).
_WIDER = {"REASON": 100, "PUBLIC KEY": 100}
# How a moment is written, in a command's help.
MOMENT = "YYYY-MM-DDTHH:MM"
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def prepare_streams() -> None:
    """A console that cannot write a character gets “?” for it instead of an end with UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # None under pythonw, something else under a test
            stream.reconfigure(errors="replace")


def print_json(document: object, *, indent: int | None = None) -> None:
    """Print `document` (see `json_text`)."""
    write(json_text(document, indent))


def json_text(document: object, indent: int | None = None) -> str:
    """`document` as JSON; in pure ASCII where standard output is not UTF-8, so that nothing is lost."""
    encoding = getattr(sys.stdout, "encoding", None) or ""  # no standard output at all is possible, too
    unicode = encoding.lower().replace("-", "") == "utf8"
    return json.dumps(document, ensure_ascii=not unicode, indent=indent)


def error_document(code: str, message: str, **more: Any) -> dict[str, Any]:
    """The JSON of a failed command, shaped as the receiver's HTTP answers are."""
    return {"error": {"code": code, "message": message}, **more}


def say(text: str) -> None:
    """A line for people on standard output."""
    write(plain(text))


def note(text: str) -> None:
    """A message beside the result, on standard error."""
    if sys.stderr is not None:  # print(file=None) would write to standard output
        print(plain(text), file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """`text` without characters that command a terminal: names come from pages that anybody may write."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest cell, counted in terminal cells (a wide letter takes two).

    A cell that is longer than its column may be ends in “…”; JSON and `show` have it whole.
    """
    from rich.cells import cell_len

    limits = [_WIDER.get(name, CELL_WIDTH) for name in head]
    lines = [
        head,
        *[[elided(cell, limit) for cell, limit in zip(row, limits, strict=True)] for row in rows],
    ]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(head))]
    padded = [
        [cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        for line in lines
    ]
    write("\n".join("  ".join(cells).rstrip() for cells in padded))


def elided(text: str, limit: int) -> str:
    """`text` in one line of at most `limit` terminal cells."""
    from rich.cells import cell_len, set_cell_size

    # Each letter may take two cells or none, but nobody reads a name whose letters take none.
    line = plain(text[: 4 * limit]).replace("\n", " ")
    if cell_len(line) <= limit and len(text) == len(line):
        return line
    return set_cell_size(line, min(limit - 1, cell_len(line))).rstrip() + "…"


def moment(value: datetime | None) -> str:
    """A moment in the reader's own time zone, to the second; a dash for none."""
    return value.astimezone().strftime("%Y-%m-%d %H:%M:%S") if value else "–"


def plural(number: int, one: str, many: str) -> str:
    """`1 device`, `1,204 devices`."""
    return f"{number:,} {one if number == 1 else many}"


def write(text: str, *, end: str = "\n") -> None:
    """Print `text` as it is.

    Raises OutputLost where standard output is full, and BrokenPipeError where nobody reads it any more.
    """
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputLost(f"The output cannot be written: {problem.strerror or problem}.") from None
