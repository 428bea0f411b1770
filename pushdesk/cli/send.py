"""`pushdesk send`: one campaign, from arguments to the last receipt waited for."""

import math
from typing import TYPE_CHECKING, Annotated

import typer

from pushdesk.cli import output
from pushdesk.cli.invocation import with_desk
from pushdesk.cli.message import Asked, Shape, ShapeTemplate, message_document
from pushdesk.model.errors import BadInput

if TYPE_CHECKING:
    from pushdesk.cli.follow import Wait
    from pushdesk.services.parts import Desk


def _option(flag: str, words: str, metavar: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(flag, metavar=metavar, help=words)
    return option


def send(
    context: typer.Context,
    title: Annotated[str | None, _option("--title", "The first line.", "T")] = None,
    body: Annotated[str | None, _option("--body", "The text.", "B")] = None,
    icon: Annotated[str | None, _option("--icon", "A picture beside the text.", "U")] = None,
    image: Annotated[str | None, _option("--image", "A large picture.", "U")] = None,
    badge: Annotated[str | None, _option("--badge", "A small one-coloured picture.", "U")] = None,
    tag: Annotated[str | None, _option("--tag", "Replaces what is shown with the same tag.", "T")] = None,
    action: Annotated[list[str] | None, _option("--action", "A button; repeat for more.", "ID=TITLE")] = None,
    url: Annotated[str | None, _option("--url", "Where a click leads.", "U")] = None,
    data: Annotated[str | None, _option("--data", "Any JSON for the service worker.", "JSON")] = None,
    ttl: Annotated[int | None, _option("--ttl", "Seconds that the push service keeps it.", "S")] = None,
    urgency: Annotated[str | None, _option("--urgency", "very-low, low, normal or high.", "U")] = None,
    topic: Annotated[str | None, _option("--topic", "Replaces what waits with this topic.", "T")] = None,
    to: Annotated[
        list[str] | None,
        _option("--to", "all, mine, tag:NAME, id:ID or user:NAME; repeat to add more.", "AUDIENCE"),
    ] = None,
    message: Annotated[
        str | None,
        _option("--message", "A message file (JSON; - is standard input) under the options.", "FILE"),
    ] = None,
    shape: Shape = None,
    shape_template: ShapeTemplate = None,
    wait: Annotated[
        str | None,
        _option("--wait", "Wait until all report received, shown or clicked.", "shown:SECONDS"),
    ] = None,
    at: Annotated[
        str | None,
        _option("--at", "Send it then; without an offset, this computer's time.", output.MOMENT),
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Send one message to devices. Ends with 0 when every delivery was accepted (and --wait was met).

    First come the checks of `pushdesk check --to …`: an error sends nothing and ends with 2, a warning that
    concerns a chosen device is printed. With --at the campaign is only written: the window or `pushdesk lab`
    of this data folder sends it at its time, and asks where it was missed.
    """
    from pushdesk.cli.campaign_output import print_outcome, print_scheduled
    from pushdesk.cli.message import asked_shape, one_standard_input
    from pushdesk.cli.running import send_and_follow
    from pushdesk.cli.verdict import sendable
    from pushdesk.model.audience import parse_choice
    from pushdesk.model.schedule import parse_moment
    from pushdesk.services.preview.judging import Form

    choices = [parse_choice(text) for text in to or ()]
    if not choices:
        raise BadInput("Say who gets it: --to all, --to mine, --to tag:NAME, --to id:ID or --to user:NAME.")
    one_standard_input(message, shape_template)
    written = asked_shape(shape, shape_template)
    awaited = parse_wait(wait) if wait is not None else None
    moment = parse_moment(at) if at is not None else None
    if moment is not None and awaited is not None:
        raise BadInput("--at only writes the campaign; nothing is sent that --wait could wait for.")
    texts = {"title": title, "body": body, "icon": icon, "image": image, "badge": badge, "tag": tag}
    delivery: dict[str, str | int | None] = {"ttl": ttl, "urgency": urgency, "topic": topic}
    asked = Asked(message, texts | {"navigate": url}, action or [], data, delivery)
    document, repeated = message_document(asked)
    form = Form(*written, repeated)

    async def work(desk: "Desk") -> int:
        parsed = await sendable(desk, document, choices, form)
        if moment is not None:
            campaign_id = await desk.sender.schedule(parsed, choices, moment, *written)
            return await print_scheduled(desk, await desk.sender.get(campaign_id), as_json)
        sent = await send_and_follow(desk, parsed, choices, written, awaited)
        return await print_outcome(desk, sent, as_json)

    return with_desk(context, work)


def parse_wait(text: str) -> "Wait":
    """`EVENT:SECONDS` with received, shown or clicked; raises BadInput."""
    from pushdesk.cli.follow import Wait
    from pushdesk.model.receipt import ReceiptEvent

    word, _, number = text.partition(":")
    try:
        seconds = float(number)
    except ValueError:
        seconds = math.nan
    if (
        word not in {ReceiptEvent.RECEIVED, ReceiptEvent.SHOWN, ReceiptEvent.CLICKED}
        or not 0 < seconds < math.inf
    ):
        raise BadInput(f"“{text}” cannot be waited for: write --wait shown:30 (or received:, or clicked:).")
    return Wait(ReceiptEvent(word), seconds)
