"""Small fakes of what Compose keeps and shows: templates, pictures, the system's notifications."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pushdesk.model.errors import Conflict, KnownError, NotFound
from pushdesk.model.message_template import MessageTemplate, checked_folder, checked_name
from pushdesk.model.payload import PayloadShape
from pushdesk.services.templates import Imported


class FakeTemplates:
    """Templates in a list."""

    def __init__(self) -> None:
        self.rows: list[MessageTemplate] = []
        self.exported: list[tuple[Path, Sequence[str] | None]] = []
        self.imported: list[Path] = []

    async def every(self) -> list[MessageTemplate]:
        return sorted(self.rows, key=lambda row: (row.folder, row.name))

    async def get(self, identifier: str) -> MessageTemplate:
        for row in self.rows:
            if row.id == identifier:
                return row
        raise NotFound("There is no such template.")

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
        name, folder = checked_name(name), checked_folder(folder)
        known = next((row for row in self.rows if (row.name, row.folder) == (name, folder)), None)
        if known is not None and not replace:
            raise Conflict(f"There is a template “{name}” already: choose another name.")
        row = known or MessageTemplate(name=name, folder=folder, message={})
        row.message, row.shape, row.shape_template = message, shape, shape_template
        if known is None:
            self.rows.append(row)
        return row

    async def duplicate(self, identifier: str) -> MessageTemplate:
        row = await self.get(identifier)
        return await self.save(f"{row.name} copy", row.message, row.folder, row.shape, row.shape_template)

    async def move(
        self, identifier: str, name: str | None = None, folder: str | None = None
    ) -> MessageTemplate:
        row = await self.get(identifier)
        row.name = row.name if name is None else checked_name(name)
        row.folder = row.folder if folder is None else checked_folder(folder)
        return row

    async def delete(self, identifier: str) -> None:
        self.rows.remove(await self.get(identifier))

    async def export_files(self, target: Path, identifiers: Sequence[str] | None = None) -> list[Path]:
        self.exported.append((target, identifiers))
        return [
            target / f"{row.name}.yaml" for row in self.rows if identifiers is None or row.id in identifiers
        ]

    async def import_files(self, source: Path) -> Imported:
        self.imported.append(source)
        return Imported(2, 1)

    async def export_json(self, identifiers: Sequence[str] | None = None) -> str:
        return "[]"


class FakePictures:
    """Bytes by URL; anything else cannot be fetched."""

    def __init__(self) -> None:
        self.served: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.kept: list[Path | bytes] = []

    async def keep(self, path: Path) -> str:
        self.kept.append(path)
        return "kept.png"

    async def keep_bytes(self, raw: bytes) -> str:
        self.kept.append(raw)
        return "kept.png"

    async def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        if url not in self.served:
            raise KnownError("Nobody answers at the picture's host.")
        return self.served[url]


class FakeLocalNotifications:
    """Remembers what was shown; `problem` is what the system says instead."""

    def __init__(self) -> None:
        self.shown: list[tuple[dict[str, Any], str | None]] = []
        self.problem: KnownError | None = None

    async def show(self, document: Mapping[str, Any], icon: str | None = None) -> str:
        if self.problem is not None:
            raise self.problem
        self.shown.append((dict(document), icon))
        return "Shown by this computer itself: display only, no push was involved."
