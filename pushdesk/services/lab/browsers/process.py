"""BrowserProcess: one started browser, from its start to the end of its last process."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil

from pushdesk.model.errors import KnownError

# A browser that cannot start ends within this time.
EARLY_SECONDS = 1.0
CLOSE_SECONDS = 10.0
_LOOK_SECONDS = 0.5
_LOG_TAIL = 400


class BrowserUnavailable(KnownError):
    """A browser could not be started, or ended by itself."""

    code = "browser_unavailable"


class BrowserProcess:
    """`start` it, await `ended`, `end` it (always)."""

    def __init__(self, process: asyncio.subprocess.Process, profile: Path, title: str) -> None:
        self._process = process
        self._profile = profile
        self._title = title

    @classmethod
    async def start(cls, executable: Path, arguments: Sequence[str], profile: Path, title: str) -> Self:
        """Start it; what it says goes to a file beside its profile. Raises BrowserUnavailable."""
        try:
            with _log_of(profile).open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    executable,
                    *arguments,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # Ctrl+C on the terminal is the lab's, which then ends the browser in order.
                    start_new_session=True,
                )
        except OSError as problem:
            raise BrowserUnavailable(
                f"{title} cannot be started ({problem.strerror}): look whether it is still installed."
            ) from None
        made = cls(process, profile, title)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EARLY_SECONDS):
                await process.wait()
            if not family(profile):
                raise BrowserUnavailable(made.obituary())
        return made

    @property
    def pid(self) -> int:
        """The process id of what was started."""
        return self._process.pid

    async def ended(self) -> None:
        """Until no process of this profile is left: on some systems the one started only starts another."""
        await self._process.wait()
        # Nobody is told of the end of a process that is no child of one's own.
        while await asyncio.to_thread(family, self._profile):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_SECONDS)

    async def end(self) -> None:
        """Ask it to end, so that it saves what it has; make it end where it does not."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.ended()
                return
        await asyncio.to_thread(kill_all, self._profile)
        await self.ended()

    def _signal(self, number: signal.Signals) -> None:
        # Not Process.terminate(): it polls the child first, which takes its exit status from asyncio's
        # watcher (CPython 3.11 then logs "Unknown child process").
        with contextlib.suppress(ProcessLookupError):
            if self._process.returncode is None:
                os.kill(self.pid, number)
                return
        # The one that was started has handed over to another, which is no child of ours.
        for process in family(self._profile):
            with contextlib.suppress(psutil.Error):
                process.terminate()

    def obituary(self) -> str:
        """Why it ended, in a sentence, as far as it said."""
        try:
            said = _log_of(self._profile).read_text(errors="replace").strip()
        except OSError:
            said = ""
        last = " ".join(said[-_LOG_TAIL:].split())
        how = f"It said: {last}" if last else f"It left with status {self._process.returncode}."
        return f"{self._title} ended by itself. {how}"


def _log_of(profile: Path) -> Path:
    return profile.with_name(f"{profile.name}.log")


def family(profile: Path) -> list[psutil.Process]:
    """Every process whose command line names this profile, and its children."""
    named = str(profile)
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(named in part for part in process.cmdline()):
                found[process.pid] = process
                found.update({child.pid: child for child in process.children(recursive=True)})
    return [process for process in found.values() if _is_alive(process)]


def _is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def kill_all(profile: Path) -> None:
    """End every process of a profile at once."""
    for process in family(profile):
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()
