"""`pushdesk subscriptions`: import, list, show, export, retire and tag devices."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushdesk.cli import output
from pushdesk.cli.files import read_bytes
from pushdesk.cli.invocation import with_desk
from pushdesk.model.errors import BadInput

if TYPE_CHECKING:
    from pushdesk.model.subscription import Subscription
    from pushdesk.services.importing import Report
    from pushdesk.services.parts import Desk

app = typer.Typer(help="Import, list, show, export, retire and tag devices.")
Identifier = Annotated[str, typer.Argument(metavar="ID", help="As `pushdesk subscriptions list` shows it.")]


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON, JSON lines or CSV; - is standard input.")
    ],
    device_tag: Annotated[
        list[str] | None, typer.Option("--device-tag", metavar="T", help="Give each device this tag, too.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="N", help="Name the device.")] = None,
    vapid_key: Annotated[
        str | None,
        typer.Option(
            "--vapid-key", metavar="K", help="The key they were made with: its beginning, or whole."
        ),
    ] = None,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Import the good ones even where some are refused.")
    ] = False,
    as_json: output.Json = False,
) -> int:
    """Import subscriptions, all of a file or nothing; each refusal with its line and reason."""
    from pushdesk.services.exchange import decode
    from pushdesk.services.importing import Importer, Wishes

    if vapid_key is not None and not vapid_key.strip():
        raise BadInput("--vapid-key needs a key or its beginning: `pushdesk vapid list` names them.")
    text = decode(read_bytes(file))
    wishes = Wishes(tuple(device_tag or ()), name, vapid_key, skip_invalid)

    async def work(desk: "Desk") -> "Report":
        return await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(text, wishes)

    return _print_report(with_desk(context, work), as_json)


@app.command("list")
def list_devices(context: typer.Context, as_json: output.Json = False) -> int:
    """List all devices in every state, oldest first."""

    async def work(desk: "Desk") -> int:
        rows = await desk.devices.every()
        if as_json:
            output.print_json([row.document() for row in rows])
        else:
            output.table(
                ("ID", "NAME", "STATE", "PUSH SERVICE", "USER", "TAGS"), [_cells(row) for row in rows]
            )
        return 0

    return with_desk(context, work)


@app.command()
def show(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Show one device."""

    async def work(desk: "Desk") -> int:
        row = await desk.devices.get(identifier)
        if as_json:
            output.print_json(row.document())
        else:
            _print_device(row)
        return 0

    return with_desk(context, work)


@app.command()
def export(context: typer.Context, as_json: output.Json = False) -> int:
    """Print all devices with their keys as JSON that `subscriptions import` reads, with or without --json."""
    from pushdesk.services.exchange import export as exported

    async def work(desk: "Desk") -> int:
        output.print_json(exported(await desk.devices.every()), indent=2)
        return 0

    return with_desk(context, work)


@app.command()
def retire(context: typer.Context, identifier: Identifier, as_json: output.Json = False) -> int:
    """Put a device to rest: it keeps its history and is never sent to again."""

    async def work(desk: "Desk") -> int:
        return _print_rows([await desk.devices.retire(identifier)], as_json, single=True)

    return with_desk(context, work)


@app.command()
def tag(
    context: typer.Context,
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="One device or several.")],
    add: Annotated[
        list[str] | None, typer.Option("--add", "--tag", "--device-tag", metavar="T", help="Add a tag.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="T", help="Take a tag away.")
    ] = None,
    as_json: output.Json = False,
) -> int:
    """Add and remove tags, on all of the named devices or on none."""
    added, removed = _tags(add), _tags(remove)
    if not added and not removed:
        raise BadInput("Name at least one tag: `pushdesk subscriptions tag ID --add TAG`, or --remove TAG.")

    async def work(desk: "Desk") -> int:
        return _print_rows(await desk.devices.tag(identifiers, add=added, remove=removed), as_json)

    return with_desk(context, work)


def _tags(given: list[str] | None) -> list[str]:
    return [text.strip() for text in given or () if text.strip()]


def _cells(row: "Subscription") -> tuple[str, ...]:
    return row.id, row.name, row.state.value, row.push_service, row.user, ", ".join(row.tags)


def _print_rows(rows: "list[Subscription]", as_json: bool, *, single: bool = False) -> int:
    if as_json:
        documents = [row.document() for row in rows]
        output.print_json(documents[0] if single else documents)
    else:
        for row in rows:
            tags = f", tags {', '.join(row.tags)}" if row.tags else ""
            output.say(f"{row.id}  {row.name or '(no name)'}: {row.state.value}{tags}")
    return 0


def _print_device(row: "Subscription") -> None:
    words = {
        "ID": row.id,
        "Name": row.name,
        "User": row.user,
        "Tags": ", ".join(row.tags),
        "State": f"{row.state.value} since {output.moment(row.state_since)}",
        "Push service": row.push_service,
        "Endpoint": row.endpoint,
        "Made with key": row.vapid_public_key,
        "Captured": output.moment(row.created_at),
        "Last seen": output.moment(row.last_seen_at),
    }
    for label, value in words.items():
        output.say(f"{label + ':':<15}{value or '–'}")


def _print_report(report: "Report", as_json: bool) -> int:
    for warning in report.warnings:
        output.note(warning)
    if as_json:
        output.print_json(_report_document(report))
    else:
        for refusal in report.refusals:
            output.note(f"Refused, {refusal}")
        again = f", {report.revived:,} of them active again" if report.revived else ""
        output.say(
            f"Imported {output.plural(len(report.identifiers), 'device', 'devices')}: "
            f"{report.created:,} new, {report.updated:,} known{again}."
        )
        if report.refusals:
            output.say(f"Refused {len(report.refusals):,}.")
    return 1 if report.refusals else 0


def _report_document(report: "Report") -> dict[str, Any]:
    return {
        "imported": len(report.identifiers),
        "created": report.created,
        "updated": report.updated,
        "revived": report.revived,
        "ids": list(report.identifiers),
        "refused": [{"line": refusal.line, "reason": refusal.reason} for refusal in report.refusals],
        "warnings": list(report.warnings),
    }
