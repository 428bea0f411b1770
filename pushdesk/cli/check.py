"""`pushdesk check`: the composer's checks without a window."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import output
from pushdesk.cli.invocation import with_desk
from pushdesk.cli.message import read_message

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.services.preview.checks import Check

_HEADS = {"error": "ERRORS", "warning": "WARNINGS", "info": "GOOD TO KNOW"}


def check(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A message file (JSON); - is standard input.")],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="AUDIENCE",
            help="Judge it for these devices, too: all, mine, tag:NAME, id:ID or user:NAME; repeat for more.",
        ),
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Say what browsers and push services will make of a message. Ends with 1 when a check is an error."""
    from pushdesk.services.preview import checks
    from pushdesk.services.preview.texts import repeated_names

    document, repeated = read_message(file)
    around = _surroundings(context, to, document) if to else {"receiver": checks.DEFAULT_RECEIVER}
    found = (*repeated_names(repeated, "json"), *checks.check(document, **around))
    found = tuple(sorted(found, key=lambda one: list(_HEADS).index(one.severity.value)))
    size = checks.payload_bytes(document, receiver=around["receiver"])
    if as_json:
        rows = [one.document() for one in found]
        output.print_json({"checks": rows, "payloadBytes": size, "limitBytes": checks.PAYLOAD_LIMIT})
    else:
        _print(found, size, checks.PAYLOAD_LIMIT)
    return 1 if any(one.severity is checks.Severity.ERROR for one in found) else 0


def _surroundings(context: typer.Context, to: Sequence[str], document: dict[str, Any]) -> dict[str, Any]:
    """The chosen devices, the contact and the receiver, as a send would find them now."""
    from pushdesk.model.audience import parse_choice
    from pushdesk.services.preview.reading import read_audience

    choices = [parse_choice(text) for text in to]

    async def work(desk: "Desk") -> dict[str, Any]:
        receiver = await desk.sender.receiver_origin()
        return {
            "audience": await read_audience(desk.database, desk.keys, choices, document, receiver),
            "contact": desk.settings.contact,
            "receiver": receiver,
        }

    around = with_desk(context, work)
    if not around["audience"].devices:
        output.note("No active device is in that audience: the message is judged alone.")
    return around


def _print(found: "Sequence[Check]", size: int | None, limit: int) -> None:
    for severity, head in _HEADS.items():
        group = [one for one in found if one.severity.value == severity]
        if group:
            output.say(head)
            for one in group:
                output.say(f"  {one.field}: {one.message} [{one.source}]")
    if size is not None:
        output.say(f"The payload takes {size:,} of {limit:,} bytes.")
