"""One JSON document with a long list in it, printed while the list is read: it is never held as a whole."""

import asyncio
import textwrap
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from pushdesk.cli import output
from pushdesk.cli.signals import Interrupted
from pushdesk.model.errors import KnownError


class Unfinished(KnownError):
    """The list could not be read to its end; the document that was begun says so and is closed."""

    code = "unfinished"


async def print_json_list(
    head: Mapping[str, Any],
    name: str,
    pages: AsyncIterator[Sequence[Any]],
    tail: Mapping[str, Any] | None = None,
    *,
    indent: int | None = None,
) -> None:
    """Print `head` with the items of all `pages` as `name`, then `tail`: byte for byte as `print_json` would.

    Raises Unfinished where the pages end with a KnownError or are stopped: then `error` stands in the
    document, too. Raises OutputLost and BrokenPipeError as all that prints.
    """
    line = "" if indent is None else "\n"
    output.write(output.json_text({**head, name: []}, indent).removesuffix(f"]{line}}}"), end="")
    some, problem, end = False, None, dict(tail or {})
    try:
        async for page in pages:
            items = [_item(item, indent) for item in page]
            output.write(_between(indent) * some + _between(indent).join(items), end="")
            some = True
    except output.OutputLost:
        raise
    except (KnownError, asyncio.CancelledError) as ended:
        problem = ended if isinstance(ended, KnownError) else Interrupted("Stopped.")
        end |= output.error_document(problem.code, problem.sentence)
    output.write(f"\n{' ' * indent}]" if indent is not None and some else "]", end="")
    rest = output.json_text(end, indent)[1:] if end else f"{line}}}"
    output.write((f",{line or ' '}".rstrip("\n") if end else "") + rest)
    if problem is not None:
        raise Unfinished(problem.sentence)


def _between(indent: int | None) -> str:
    return ", " if indent is None else ","


def _item(item: object, indent: int | None) -> str:
    text = output.json_text(item, indent)
    return text if indent is None else "\n" + textwrap.indent(text, " " * 2 * indent)
