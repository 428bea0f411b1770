"""One call of the command line: what was said before the command, and how a command gets its desk."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from pushdesk.model.errors import BadInput

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.settings import Settings

T = TypeVar("T")


@dataclass
class Invocation:
    """`data_dir` as given before the command; None where it was not."""

    data_dir: Path | None = None

    @property
    def names_folder(self) -> bool:
        """Whether a data folder was named, as an argument or in the environment."""
        return self.data_dir is not None or bool(os.environ.get("PUSHDESK_DATA_DIR"))

    def folder(self) -> Path:
        """The data folder, whether or not the settings in it can be read."""
        from platformdirs import user_data_path

        named = self.data_dir or os.environ.get("PUSHDESK_DATA_DIR")
        return Path(named) if named else user_data_path("PushDesk", appauthor=False)


def invocation(context: typer.Context) -> Invocation:
    """The call that `context` belongs to."""
    found = context.obj
    assert isinstance(found, Invocation)
    return found


def named_folder(text: str | None) -> Path | None:
    """`--data-dir` as an absolute path; raises BadInput for an empty one."""
    if text is None:
        return None
    if not text.strip():
        raise BadInput("--data-dir needs a folder's name.")
    return Path(text).expanduser().absolute()


def settings_for(context: typer.Context, **named: Any) -> "Settings":
    """The settings, with `named` ones on top where not None. Raises BadInput, FolderError."""
    from pushdesk.settings import load_settings

    return load_settings(data_dir=invocation(context).data_dir, **named)


def with_desk(context: typer.Context, work: "Callable[[Desk], Awaitable[T]]") -> T:
    """Open a desk beside whoever owns the data folder, do `work` with it, close it in order."""
    settings = settings_for(context)

    async def run() -> T:
        from pushdesk.desk import open_desk

        async with open_desk(settings) as desk:
            return await work(desk)

    return run_async(run())


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """`work` on a loop of its own. SIGINT and SIGTERM cancel it, so that it closes in order."""

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None
        # Windows' loop cannot; its terminate is a kill that nobody hears, and asyncio.run sees to Ctrl+C.
        if os.name == "posix":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    return asyncio.run(main())
