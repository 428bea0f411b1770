"""The commands by name, and what stands before them."""

from typing import Annotated

import typer

from pushdesk import __version__
from pushdesk.cli import campaigns, check, demo, lab, output, send, subscriptions, vapid
from pushdesk.cli.invocation import invocation, named_folder
from pushdesk.cli.window import open_window

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        output.say(f"pushdesk {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def before(
    context: typer.Context,
    data_dir: Annotated[
        str | None,
        typer.Option("--data-dir", metavar="DIR", help="The data folder (also PUSHDESK_DATA_DIR)."),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> int:
    """Compose, send and inspect Web Push messages. Without a command it opens the window."""
    invocation(context).data_dir = named_folder(data_dir)
    return open_window(context) if context.invoked_subcommand is None else 0


app.command("demo")(demo.demo)
app.add_typer(vapid.app, name="vapid")
app.add_typer(subscriptions.app, name="subscriptions")
app.command("send")(send.send)
app.command("check")(check.check)
app.add_typer(campaigns.app, name="campaigns")
app.command("lab")(lab.lab)
