"""What is typed before there is a desk: a small file of the data folder, until it is among the drafts.

Every window has a file of its own, named after the draft that it becomes, and holds a lock beside it as long
as it lives: what another window still writes is left alone, what a killed one left behind is taken up, and
once, because a draft of that name is made only where there is none.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pushdesk import whole_file
from pushdesk.model.errors import BadInput, FolderError
from pushdesk.model.identifiers import new_id

FOLDER = "early-drafts"
VERSION = 1
_TEXT, _LOCK, _ASIDE = ".json", ".lock", "damaged-"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A draft as its window had it: its id, the composer's form, the audience's words."""

    id: str
    form: dict[str, Any]
    audience: list[str]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How many drafts were made, and a sentence for each file that could not be read."""

    made: int = 0
    refused: tuple[str, ...] = ()


class EarlyDraft:
    """The file of one window; one call at a time. `kept`: there is something in it."""

    def __init__(self, data_dir: Path) -> None:
        self.id = new_id()
        self.kept = False
        self._data_dir = data_dir
        self._folder = data_dir / FOLDER
        self._lock: FileLock | None = None

    def keep(self, form: Mapping[str, Any], audience: Sequence[str]) -> None:
        """Write this to the disk for what was kept before; raises FolderError, and that is kept still."""
        content = json.dumps({"version": VERSION, "form": dict(form), "audience": list(audience)}).encode()
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if self._lock is None:
                self._lock = _held(self._folder, self.id)
            whole_file.replace(self._folder / f"{self.id}{_TEXT}", content)
        except OSError as problem:
            raise FolderError(
                "What you type cannot be kept before PushDesk is up: the data folder "
                f"{self._data_dir} cannot be written ({problem.strerror or problem})."
            ) from None
        self.kept = True

    def drop(self) -> None:
        """It is among the drafts now."""
        self.kept = False
        self.leave()
        _delete(self._folder, self.id)

    def leave(self) -> None:
        """The window goes: whoever opens the folder next takes up what is kept."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


async def take_up(data_dir: Path, add: Callable[[Sequence[LeftBehind]], Awaitable[int]]) -> TakenUp:
    """Make drafts of what windows left behind, the oldest first; `add` tells how many were not there yet.

    A file that cannot be read stays, under another name where it is damaged. Raises what `add` raises, and
    all files are there still.
    """
    folder = data_dir / FOLDER
    with ExitStack() as locks:
        found, refused = await asyncio.to_thread(_left_behind, folder, locks)
        made = await add(found) if found else 0
    for one in found:
        await asyncio.to_thread(_delete, folder, one.id)
    return TakenUp(made, refused)


def _left_behind(folder: Path, locks: ExitStack) -> tuple[list[LeftBehind], tuple[str, ...]]:
    """What nobody writes any more, locked until `locks` end, and a sentence for each that cannot be read."""
    found, refused = list[tuple[int, LeftBehind]](), list[str]()
    every = (path.name for path in folder.glob("*"))
    names = {name.partition(".")[0] for name in every if not name.startswith(_ASIDE)}
    for name in sorted(names):
        path = folder / f"{name}{_TEXT}"
        try:
            lock = _held(folder, name)
        except Timeout:
            continue  # its window lives
        except OSError as problem:
            refused.append(_unreadable(path, problem))
            continue
        locks.callback(lock.release)
        try:
            found.append((path.stat().st_mtime_ns, _read(path)))
        except FileNotFoundError:
            lock.release()
            _delete(folder, name)  # killed before it wrote anything
        except BadInput as problem:
            refused.append(problem.sentence)
        except OSError as problem:
            refused.append(_unreadable(path, problem))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])], tuple(refused)


def _read(path: Path) -> LeftBehind:
    """Raises OSError, and BadInput with what became of a file that is not for us."""
    try:
        stored = json.loads(path.read_bytes())
        version, form, audience = stored["version"], stored["form"], stored["audience"]
        if not isinstance(version, int) or not isinstance(form, dict) or not isinstance(audience, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        aside = path.with_name(f"{_ASIDE}{path.name}")
        path.replace(aside)
        raise BadInput(
            f"A message typed before PushDesk was up cannot be read any more; the damaged file is {aside}."
        ) from None
    if version > VERSION:
        raise BadInput(
            f"A message typed in a newer PushDesk waits for that one in {path}: update PushDesk to see it."
        )
    return LeftBehind(path.stem, form, [word for word in audience if isinstance(word, str)])


def _unreadable(path: Path, problem: OSError) -> str:
    return f"A message typed before PushDesk was up, {path}, cannot be read: {problem.strerror}."


def _held(folder: Path, name: str) -> FileLock:
    """The lock of that file, ours; raises Timeout (an OSError) while it is a living window's."""
    lock = FileLock(folder / f"{name}{_LOCK}", thread_local=False)
    lock.acquire(timeout=0)
    return lock


def _delete(folder: Path, name: str) -> None:
    """The file with its lock and what a kill left beside it; what cannot be deleted is known by its name."""
    with suppress(OSError):
        for path in folder.glob(f"{name}.*"):
            path.unlink(missing_ok=True)
