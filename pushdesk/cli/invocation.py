"""One call of the command line: what was said before the command, and how a command gets its desk."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from pushdesk.cli.signals import heard, held
from pushdesk.model.errors import BadInput
from pushdesk.services import garbage

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.settings import Settings

T = TypeVar("T")


@dataclass
class Invocation:
    """`data_dir` as given before the command; None where it was not."""

    data_dir: Path | None = None

    def folder(self) -> Path:
        """The data folder, whether or not the settings in it can be read. Raises BadInput."""
        from platformdirs import user_data_path

        if self.data_dir is not None:
            return self.data_dir
        named = environment("DATA_DIR")
        if named is None:
            return user_data_path("PushDesk", appauthor=False)
        return _absolute(named, "PUSHDESK_DATA_DIR")


def environment(name: str) -> str | None:
    """The variable PUSHDESK_`name` in whatever case, as the settings read it; None where empty or not set."""
    wanted = f"pushdesk_{name}".lower()
    found = [text for variable, text in os.environ.items() if variable.lower() == wanted]
    return found[-1] or None if found else None


def invocation(context: typer.Context) -> Invocation:
    """The call that `context` belongs to."""
    found = context.obj
    assert isinstance(found, Invocation)
    return found


def named_folder(text: str | None) -> Path | None:
    """`--data-dir` as an absolute path; raises BadInput for an empty one, or one that leads nowhere."""
    return None if text is None else _absolute(text, "--data-dir")


def _absolute(text: str, source: str) -> Path:
    if not text.strip():
        raise BadInput(f"{source} needs a folder's name.")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # pathlib's word for a “~name” that is nobody's
        name = Path(text).parts[0]
        raise BadInput(f"{source} names the home folder of nobody here: {name}. Write it in full.") from None
    except OSError:
        raise BadInput(
            f"{source} is relative to the working directory, which is gone: write it in full."
        ) from None


def settings_for(context: typer.Context, **named: Any) -> "Settings":
    """The settings, with `named` ones on top where not None. Raises BadInput, FolderError."""
    from pushdesk.settings import load_settings

    return load_settings(data_dir=invocation(context).folder(), **named)


def distinct_ports(settings: "Settings") -> None:
    """Raise BadInput where an owner of the folder would listen on one port twice."""
    parts = {
        "the receiver": settings.receiver_port,
        "the push service": settings.push_service_port,
        "the push service over TLS": settings.push_service_tls_port,
        "Chromium's messages": settings.push_service_mcs_port,
    }
    for port in parts.values():
        same = [part for part, other in parts.items() if other == port != 0]
        if len(same) > 1:
            raise BadInput(f"Port {port} is meant for both {same[0]} and {same[1]}: give each its own.")


def with_desk(context: typer.Context, work: "Callable[[Desk], Awaitable[T]]") -> T:
    """Open a desk beside whoever owns the data folder, do `work` with it, close it in order."""
    settings = settings_for(context)

    async def run() -> T:
        from pushdesk.desk import open_desk

        async with open_desk(settings) as desk:
            with garbage.settled():
                return await work(desk)

    return run_async(run())


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """`work` on a loop of its own. A signal that asks for an end cancels it, so that it closes in order."""

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None
        with heard(task.cancel):
            return await work

    runner = asyncio.Runner()
    try:
        with held():
            # Half a loop cannot be closed, and says so with a traceback.
            runner.get_loop()
        return runner.run(main())
    finally:
        work.close()
        runner.close()
