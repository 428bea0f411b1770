"""`pushdesk lab`: the embedded push service and the receiver with no window, until a signal ends them."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import journal, output
from pushdesk.cli.invocation import run_async, settings_for

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
    devices: Annotated[
        int | None, typer.Option("--devices", metavar="N", min=0, help="Have at least N virtual devices.")
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Run the push service and the receiver; print where they are once ready; SIGINT or SIGTERM end it."""
    # Who moves the push service to another port does so to have two of them: the TLS port must not clash.
    tls = 0 if tls_port is None and port is not None else tls_port
    settings = settings_for(
        context, push_service_port=port, receiver_port=receiver_port, push_service_tls_port=tls
    )
    log = journal.to_file(settings.data_dir, LOG_FILE)
    return run_async(_serve(settings, devices, as_json, str(log)))


async def _serve(settings: "Settings", devices: int | None, as_json: bool, log: str) -> int:
    with _told_to_stop() as stop:
        from pushdesk.desk import open_desk

        async with open_desk(settings, own=True, devices=devices) as desk:
            if not stop.is_set():
                _print_ready(_ready(desk), as_json, log)
            await stop.wait()
    return 0


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Set by SIGINT or SIGTERM; a second signal then ends the process as it would any other."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in signals}

    def hear() -> None:
        stop.set()
        forget()

    def forget() -> None:
        for number in signals:
            if os.name == "posix":
                loop.remove_signal_handler(number)
            signal.signal(number, before[number] or signal.SIG_DFL)

    for number in signals:
        if os.name == "posix":
            loop.add_signal_handler(number, hear)
        else:  # Windows' loops know no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(hear))
    try:
        yield stop
    finally:
        if not stop.is_set():
            forget()


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
    output.say(f"Log:                              {log}")
    output.say("Ctrl+C ends it.")
