"""`pushdesk campaigns`: the history, and what can still be done about a campaign."""

from typing import TYPE_CHECKING, Annotated

import typer

from pushdesk.cli import output
from pushdesk.cli.invocation import with_desk

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk

app = typer.Typer(help="List, show, resume, retry, reschedule, pause, cancel and export campaigns.")
Identifier = Annotated[str, typer.Argument(metavar="ID", help="As `pushdesk campaigns list` shows it.")]


@app.command("list")
def list_campaigns(context: typer.Context, as_json: output.Json = False) -> int:
    """List all campaigns, newest first."""
    from pushdesk.cli.campaign_output import print_history

    async def work(desk: "Desk") -> int:
        print_history(await desk.sender.every(), as_json)
        return 0

    return with_desk(context, work)


@app.command()
def show(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Show a campaign with every delivery; ends with 0 whatever came of it."""
    from pushdesk.cli.campaign_output import print_campaign

    async def work(desk: "Desk") -> int:
        await print_campaign(desk, await desk.sender.get(identifier), as_json)
        return 0

    return with_desk(context, work)


@app.command()
def resume(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Send what is left of a campaign, a scheduled one at once; one that ended is printed as it is."""
    from pushdesk.cli.campaign_output import print_outcome
    from pushdesk.cli.running import outcome, resume_and_follow
    from pushdesk.model.campaign import ENDED_CAMPAIGNS

    async def work(desk: "Desk") -> int:
        before = await outcome(desk, identifier)
        if before.campaign.state in ENDED_CAMPAIGNS:
            await print_outcome(desk, before, as_json)
            return 0
        return await print_outcome(desk, await resume_and_follow(desk, identifier), as_json)

    return with_desk(context, work)


@app.command()
def retry(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Send once more what failed or was rejected, with the same ids; a paused campaign goes on with it."""
    from pushdesk.cli.campaign_output import print_outcome
    from pushdesk.cli.running import retry_and_follow

    async def work(desk: "Desk") -> int:
        return await print_outcome(desk, await retry_and_follow(desk, identifier), as_json)

    return with_desk(context, work)


@app.command()
def reschedule(
    context: typer.Context,
    identifier: Identifier,
    at: Annotated[
        str,
        typer.Option(
            "--at", metavar=output.MOMENT, help="Send it then; without an offset, this computer's time."
        ),
    ],
    as_json: output.Json = False,
) -> int:
    """Send a scheduled campaign, one that missed its time too, at another time; `resume` sends it now."""
    from pushdesk.cli.campaign_output import print_scheduled
    from pushdesk.model.schedule import parse_moment

    moment = parse_moment(at)

    async def work(desk: "Desk") -> int:
        await desk.sender.reschedule(identifier, moment)
        return await print_scheduled(desk, await desk.sender.get(identifier), as_json)

    return with_desk(context, work)


@app.command()
def pause(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Stop a campaign, whoever sends it; `resume` goes on."""
    return _stop(context, identifier, as_json, cancel_it=False)


@app.command()
def cancel(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Stop a campaign for good, whoever sends it: what was not sent never will be."""
    return _stop(context, identifier, as_json, cancel_it=True)


@app.command()
def export(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Print a campaign as JSON, with or without --json: message, audience, deliveries and each attempt."""
    from pushdesk.cli.campaign_output import print_export

    async def work(desk: "Desk") -> int:
        await print_export(desk, await desk.sender.get(identifier))
        return 0

    return with_desk(context, work)


def _stop(context: typer.Context, identifier: str, as_json: bool, *, cancel_it: bool) -> int:
    from pushdesk.cli.campaign_output import print_document, summary
    from pushdesk.cli.running import stop_and_follow
    from pushdesk.model.campaign import CampaignState

    async def work(desk: "Desk") -> int:
        ask = desk.sender.cancel if cancel_it else desk.sender.pause
        wanted = CampaignState.CANCELLED if cancel_it else CampaignState.PAUSED
        found = await stop_and_follow(desk, identifier, ask, wanted)
        if found.problem:
            output.note(found.problem)
        if as_json:
            await print_document(desk, found.campaign)
        else:
            output.say(summary(found.campaign))
        return 1 if found.problem else 0

    return with_desk(context, work)
