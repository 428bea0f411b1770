"""`pushdesk lab`: the embedded push service and the receiver with no window, until a signal ends them."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import journal, output
from pushdesk.cli.invocation import distinct_ports, run_async, settings_for
from pushdesk.cli.signals import Interrupted, heard
from pushdesk.services import garbage

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.settings import Settings

LOG_FILE = "lab.log"


def lab(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="P", min=0, max=65535, help="The push service's; 0 is any."),
    ] = None,
    receiver_port: Annotated[
        int | None,
        typer.Option("--receiver-port", metavar="P", min=0, max=65535, help="The receiver's; 0 is any."),
    ] = None,
    tls_port: Annotated[
        int | None,
        typer.Option(
            "--tls-port", metavar="P", min=0, max=65535, help="The push service's over TLS; 0 is any."
        ),
    ] = None,
    mcs_port: Annotated[
        int | None,
        typer.Option("--mcs-port", metavar="P", min=0, max=65535, help="For Chromium's messages; 0 is any."),
    ] = None,
    devices: Annotated[
        int | None, typer.Option("--devices", metavar="N", min=0, help="Have at least N virtual devices.")
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Run the push service and the receiver; print where they are once ready; SIGINT or SIGTERM end it."""
    # Who moves the push service to another port does so to have two of them: the others must not clash.
    tls, mcs = (0 if own is None and port is not None else own for own in (tls_port, mcs_port))
    settings = settings_for(
        context,
        push_service_port=port,
        receiver_port=receiver_port,
        push_service_tls_port=tls,
        push_service_mcs_port=mcs,
    )
    distinct_ports(settings)
    log = journal.to_file(settings.data_dir, LOG_FILE)
    return run_async(_serve(settings, devices, as_json, str(log)))


async def _serve(settings: "Settings", devices: int | None, as_json: bool, log: str) -> int:
    stop, ready = asyncio.Event(), False
    # A shell's background job is started without SIGINT, and still may be ended by one.
    with heard(stop.set, even_ignored=True):
        from pushdesk.desk import open_desk

        async with open_desk(settings, own=True, devices=devices) as desk:
            if not stop.is_set():
                _print_ready(_ready(desk), as_json, log)
                ready = True
            with garbage.settled():
                await stop.wait()
    if as_json and not ready:
        raise Interrupted("Stopped before everything was ready.")
    return 0


def _ready(desk: "Desk") -> dict[str, Any]:
    """The contract's line; a part that this version does not have is left out."""
    where = desk.addresses
    assert desk.lab is not None
    found = {
        "receiver": _root(where.receiver),
        "pushService": _root(where.push_service),
        "firefoxPushUrl": where.firefox_push,
        "pushServiceTls": _root(where.push_service_tls),
        "caFile": str(where.ca_file) if where.ca_file else None,
        "firefoxPrefs": desk.lab.firefox_prefs(),
        "chromiumSwitches": desk.lab.gcm.switches(),
        "control": desk.lab.control.url,
    }
    return {name: value for name, value in found.items() if value is not None}


def _root(origin: str | None) -> str | None:
    return f"{origin}/" if origin else None


def _print_ready(ready: dict[str, Any], as_json: bool, log: str) -> None:
    if as_json:
        output.print_json(ready)
        return
    output.say(f"Receiver (open it in a browser):  {ready['receiver']}")
    output.say(f"Push service:                     {ready['pushService']}")
    output.say(f"Push service over TLS:            {ready['pushServiceTls']}  (CA: {ready['caFile']})")
    output.say(f"For Firefox, dom.push.serverURL:  {ready['firefoxPushUrl']}")
    output.say("For Chromium, with --user-data-dir: " + " ".join(ready["chromiumSwitches"]))
    output.say(f"Control interface for tests:      {ready['control']}  ({ready['control']}openapi.json)")
    output.say(f"Log:                              {log}")
    output.say("Ctrl+C ends it.")
