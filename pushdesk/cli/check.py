"""`pushdesk check`: the composer's checks without a window."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import output
from pushdesk.cli.invocation import with_desk
from pushdesk.cli.message import Shape, ShapeTemplate, asked_shape, one_standard_input, read_message

if TYPE_CHECKING:
    from pushdesk.model.audience import Choice
    from pushdesk.services.preview.judging import Form, Judgement

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
    shape: Shape = None,
    shape_template: ShapeTemplate = None,
    as_json: output.Json = False,
) -> int:
    """Say what browsers and push services will make of a message. Ends with 1 when a check is an error."""
    from pushdesk.model.audience import parse_choice
    from pushdesk.model.payload import PAYLOAD_LIMIT
    from pushdesk.services.preview.judging import Form, judge

    choices = [parse_choice(text) for text in to or ()]
    one_standard_input(file, shape_template)
    written = asked_shape(shape, shape_template)
    document, repeated = read_message(file)
    form = Form(*written, repeated)
    judgement = _judged_for(context, choices, document, form) if choices else judge(document, form)
    if as_json:
        rows = [one.document() for one in judgement.checks]
        output.print_json({"checks": rows, "payloadBytes": judgement.size, "limitBytes": PAYLOAD_LIMIT})
    else:
        _print(judgement, PAYLOAD_LIMIT)
    return 1 if judgement.errors else 0


def _judged_for(
    context: typer.Context, choices: "list[Choice]", document: dict[str, Any], form: "Form"
) -> "Judgement":
    """The checks for the chosen devices, with the contact and the receiver, as a send would find them now."""
    from pushdesk.services.preview.reading import judge_for

    judgement = with_desk(context, lambda desk: judge_for(desk, choices, document, form))
    if not (judgement.audience and judgement.audience.devices):
        output.note("No active device is in that audience: the message is judged alone.")
    return judgement


def _print(judgement: "Judgement", limit: int) -> None:
    for severity, head in _HEADS.items():
        group = [one for one in judgement.checks if one.severity.value == severity]
        if group:
            output.say(head)
            for one in group:
                output.say(f"  {one.field}: {one.message} [{one.source}]")
    if judgement.size is not None:
        output.say(f"The payload takes {judgement.size:,} of {limit:,} bytes.")
