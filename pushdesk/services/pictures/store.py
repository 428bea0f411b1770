"""Local pictures: copied into the data folder under the hash of what they hold, for the receiver to serve."""

import asyncio
import hashlib
import re
from pathlib import Path

from pushdesk import whole_file
from pushdesk.model.errors import BadInput, FolderError, NotFound
from pushdesk.services.pictures.kinds import Kind, kind_of
from pushdesk.services.pictures.limit import LIMIT, within_limit

FOLDER = "pictures"
ROUTE = "/pictures/"
_NAME = re.compile(r"[0-9a-f]{64}\.(?:" + "|".join(Kind) + ")")


class Pictures:
    """The folder and its files. A file never changes: its name is its hash."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    async def keep(self, path: Path) -> str:
        """Copy the picture at `path`; returns its name. Raises BadInput and FolderError."""
        return await asyncio.to_thread(self._keep_file, path)

    async def keep_bytes(self, raw: bytes) -> str:
        """Keep a picture that has no file, from the clipboard say; returns its name."""
        return await asyncio.to_thread(self._keep, raw)

    async def fetch(self, url: str) -> bytes:
        """The picture at `url` (http, https, data), for a look at it; raises KnownError with a sentence."""
        # aiohttp: a window shows its first screen before any picture is asked for.
        from pushdesk.services.pictures.fetching import fetch

        return await fetch(url)

    def file(self, name: str) -> Path:
        """Where the picture `name` is; raises NotFound."""
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound("There is no such picture: choose its file again in Compose.")
        return path

    def _keep_file(self, path: Path) -> str:
        try:
            if not path.is_file():
                raise BadInput(f"“{path.name}” is not a file: choose a picture.")
            with path.open("rb") as file:
                raw = file.read(LIMIT + 1)
        except OSError as problem:
            raise BadInput(f"“{path.name}” cannot be read: {problem.strerror}.") from None
        return self._keep(raw)

    def _keep(self, raw: bytes) -> str:
        name = f"{hashlib.sha256(within_limit(raw)).hexdigest()}.{kind_of(raw)}"
        path = self._folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.is_file():
                # Whole or not at all: the receiver may be asked for it at any moment.
                whole_file.replace(path, raw)
        except OSError as problem:
            raise FolderError(
                f"The picture cannot be kept ({problem.strerror}): check the data folder's rights and room."
            ) from None
        return name
