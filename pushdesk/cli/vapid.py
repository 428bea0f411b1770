"""`pushdesk vapid`: the application server keys and the contact."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import output
from pushdesk.cli.files import read_bytes
from pushdesk.cli.invocation import invocation, with_desk

if TYPE_CHECKING:
    from pushdesk.model.vapid import VapidKey
    from pushdesk.services.parts import Desk

app = typer.Typer(help="Show, make and import VAPID keys.")


@app.command()
def show(context: typer.Context, as_json: output.Json = False) -> int:
    """Show the current public key and the contact."""

    async def work(desk: "Desk") -> int:
        return _print_key(desk, await desk.keys.current(), as_json)

    return with_desk(context, work)


@app.command()
def create(
    context: typer.Context,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="URL", help="mailto:you@your-domain or https://your-domain"),
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Make a new key and use it from now on; older keys go on signing for their devices."""
    from pushdesk.model.vapid import parse_contact
    from pushdesk.services.store.database import FILE_NAME

    checked = parse_contact(contact) if contact is not None else None
    # A folder that is made by this very command gets its first key by being opened.
    first = not (invocation(context).folder() / FILE_NAME).exists()

    async def work(desk: "Desk") -> int:
        key = await (desk.keys.current() if first else desk.keys.create())
        if checked is not None:
            await desk.apply(contact=checked)
        return _print_key(desk, key, as_json)

    return with_desk(context, work)


@app.command("import")
def import_key(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="PEM, DER, JWK or raw base64url; - is standard input.")
    ],
    as_json: output.Json = False,
) -> int:
    """Import a private key and use it from now on."""
    raw = read_bytes(file)

    async def work(desk: "Desk") -> int:
        return _print_key(desk, await desk.keys.adopt(raw), as_json)

    return with_desk(context, work)


@app.command("list")
def list_keys(context: typer.Context, as_json: output.Json = False) -> int:
    """List all keys, oldest first."""

    async def work(desk: "Desk") -> int:
        keys = await desk.keys.every()
        if as_json:
            output.print_json([_document(key) for key in keys])
        else:
            rows = [
                (
                    key.public_key,
                    "current" if key.current else "",
                    key.storage.value,
                    output.moment(key.created_at),
                )
                for key in keys
            ]
            output.table(("PUBLIC KEY", "", "PRIVATE KEY IN", "MADE"), rows)
        return 0

    return with_desk(context, work)


def _document(key: "VapidKey") -> dict[str, Any]:
    from pushdesk.model import clock

    return {
        "publicKey": key.public_key,
        "current": key.current,
        "storage": key.storage.value,
        "createdAt": clock.iso(key.created_at),
    }


def _print_key(desk: "Desk", key: "VapidKey", as_json: bool) -> int:
    from pushdesk.model.vapid import PLACEHOLDER_CONTACT

    contact = desk.settings.contact
    if as_json:
        output.print_json({"publicKey": key.public_key, "subject": contact or PLACEHOLDER_CONTACT})
        return 0
    output.say(f"Public key: {key.public_key}")
    output.say(f"Contact:    {contact or 'not set (`pushdesk vapid create --contact`, PUSHDESK_CONTACT)'}")
    return 0
