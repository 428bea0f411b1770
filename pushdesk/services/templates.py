"""Templates: messages kept by name in folders; copied, moved, and exchanged as files fit for git."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from pushdesk.model.errors import BadInput
from pushdesk.model.message_template import MessageTemplate, checked_folder, checked_name
from pushdesk.model.payload import PayloadShape
from pushdesk.services import template_files, template_reading
from pushdesk.services.store import templates as store
from pushdesk.services.store.database import Database
from pushdesk.services.template_files import Entry
from pushdesk.services.template_reading import Found


@dataclass(frozen=True)
class Imported:
    """What came of an import: how many templates are new, hold something else than before, or the same.

    `hidden` and `others` are what lay beside them and was passed by (see template_reading.py).
    """

    created: int
    updated: int
    unchanged: int = 0
    hidden: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Templates:
    """The desk's templates. Names are unique in their folder; `""` is the top folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def every(self) -> list[MessageTemplate]:
        """All of them, by folder, then by name."""
        return await self._database.read(store.every)

    async def get(self, identifier: str) -> MessageTemplate:
        """The template with this id; raises NotFound."""
        return await self._database.read(store.by_id, identifier)

    async def save(
        self,
        name: str,
        message: dict[str, Any],
        folder: str = "",
        shape: PayloadShape = PayloadShape.PUSHDESK,
        shape_template: str = "",
        *,
        replace: bool = False,
    ) -> MessageTemplate:
        """Keep a message (a message file's object, half-written or not) under a name.

        Raises BadInput, and Conflict where the name is taken, unless `replace`.
        """
        made = Entry(
            checked_name(name),
            checked_folder(folder),
            template_files.checked_message(message),
            *template_files.checked_shape(shape, shape_template),
        )

        def write(session: Session) -> MessageTemplate:
            known = store.by_place(session, made.folder, made.name) if replace else None
            row = known or MessageTemplate(name="", message={})
            store.move(session, row, made.folder, made.name)
            return store.put(session, row, made.message, made.shape, made.shape_template)

        return await self._database.write(write)

    async def duplicate(self, identifier: str) -> MessageTemplate:
        """A copy beside it, under a free name. Raises NotFound."""
        return await self._database.write(
            lambda session: store.copy(session, store.by_id(session, identifier))
        )

    async def move(
        self, identifier: str, name: str | None = None, folder: str | None = None
    ) -> MessageTemplate:
        """Rename a template, or give it another folder; None leaves either.

        Raises NotFound, BadInput and Conflict.
        """
        new_name = None if name is None else checked_name(name)
        new_folder = None if folder is None else checked_folder(folder)

        def write(session: Session) -> MessageTemplate:
            row = store.by_id(session, identifier)
            return store.move(
                session,
                row,
                row.folder if new_folder is None else new_folder,
                row.name if new_name is None else new_name,
            )

        return await self._database.write(write)

    async def delete(self, identifier: str) -> None:
        """Raises NotFound."""
        await self._database.write(lambda session: session.delete(store.by_id(session, identifier)))

    async def export_files(self, target: Path, identifiers: Sequence[str] | None = None) -> list[Path]:
        """Write one YAML file for each template (all, or those named) under the folder `target`.

        Files of the same name are replaced, others left alone. Returns their paths. Raises NotFound, and
        BadInput where a file cannot be written.
        """
        rows = await self._chosen(identifiers)
        return await asyncio.to_thread(_write_files, target, rows)

    async def import_files(self, source: Path) -> Imported:
        """Take in a template's file (YAML or JSON), or every one under a folder: all of them, or nothing.

        Under a folder, a file's folder is the template's; a template of the same name and folder is updated.
        Raises BadInput with the file and what is wrong in it.
        """
        return await self._take(await asyncio.to_thread(template_reading.read, source))

    async def export_json(self, identifiers: Sequence[str] | None = None) -> str:
        """All templates, or those named, as one JSON document. Raises NotFound."""
        return template_files.to_json(await self._chosen(identifiers))

    async def _chosen(self, identifiers: Sequence[str] | None) -> list[MessageTemplate]:
        if identifiers is None:
            return await self.every()
        return [await self.get(identifier) for identifier in identifiers]

    async def _take(self, found: Found) -> Imported:
        places = Counter((entry.folder, entry.name) for entry in found.entries)
        for (folder, name), number in places.items():
            if number > 1:
                where = f"the folder “{folder}”" if folder else "the top folder"
                raise BadInput(f"“{name}” stands twice in {where}: nothing was imported.")

        def write(session: Session) -> Imported:
            created = updated = 0
            for item in found.entries:
                row = store.by_place(session, item.folder, item.name)
                same = row and (row.message, row.shape, row.shape_template) == (
                    item.message,
                    item.shape,
                    item.shape_template,
                )
                if same:
                    continue
                created, updated = created + (row is None), updated + (row is not None)
                row = row or MessageTemplate(name=item.name, folder=item.folder, message={})
                store.put(session, row, item.message, item.shape, item.shape_template)
            unchanged = len(found.entries) - created - updated
            return Imported(created, updated, unchanged, found.hidden, found.others)

        return await self._database.write(write)


def _write_files(target: Path, rows: list[MessageTemplate]) -> list[Path]:
    written = []
    places = template_files.file_paths(rows)
    for row in rows:
        path = target / places[row.id]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Bytes: a text file would get carriage returns on Windows, and each line would differ in git.
            path.write_bytes(template_files.to_yaml(row).encode())
        except OSError as problem:
            raise BadInput(f"The file {path} cannot be written: {problem.strerror or problem}.") from None
        written.append(path)
    return written
