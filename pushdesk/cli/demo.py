"""`pushdesk demo`: the main job on embedded parts, from lab to picture."""

import os
import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from pushdesk.cli import journal, output
from pushdesk.cli.invocation import distinct_ports, environment, invocation, settings_for
from pushdesk.cli.window import require_display

SCREENSHOT = Path("pushdesk-demo.png")
LOG_FILE = "demo.log"


def demo(
    context: typer.Context,
    headless: Annotated[
        bool, typer.Option("--headless", help="Show no window; it needs no display.")
    ] = False,
    screenshot: Annotated[
        Path, typer.Option("--screenshot", metavar="FILE", help="Where the window's picture goes.")
    ] = SCREENSHOT,
) -> int:
    """Run lab, devices and one campaign, print each device's outcome, take a picture of the window.

    In a temporary data folder, unless --data-dir names one. Ends with 1 unless every healthy device
    showed the message.
    """
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_display()
    with ExitStack() as stack:
        settings = settings_for(context, **_apart(context, stack))
        distinct_ports(settings)
        journal.to_file(settings.data_dir, LOG_FILE)
        from pushdesk.cli.campaign_output import print_table
        from pushdesk.desk import open_desk
        from pushdesk.ui.demo import run_demo

        # Who watches at a terminal closes the window himself; a script wants it to end.
        stay = not headless and sys.stdout is not None and sys.stdout.isatty()
        performance = run_demo(settings, partial(open_desk, settings, own=True), screenshot, stay=stay)
    print_table(performance.campaign, performance.deliveries)
    output.say(f"\nPicture: {screenshot}")
    if performance.succeeded:
        return 0
    output.note("Not every healthy device showed the message in time.")
    return 1


def _apart(context: typer.Context, stack: ExitStack) -> dict[str, Any]:
    """A temporary folder unless one is named, and any free ports: a running PushDesk is not in the way.

    PUSHDESK_DATA_DIR names the other commands' folder; the ports that the environment names are meant.
    """
    from pushdesk.settings import FREE_PORTS

    if invocation(context).data_dir is None:
        folder = tempfile.TemporaryDirectory(prefix="pushdesk-demo-", ignore_cleanup_errors=True)
        invocation(context).data_dir = Path(stack.enter_context(folder))
    return {name: port for name, port in FREE_PORTS.items() if environment(name) is None}
