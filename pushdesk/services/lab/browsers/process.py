"""BrowserProcess: one started browser, from its start to the end of its last process."""

import asyncio
import contextlib
import itertools
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil

from pushdesk.model.errors import KnownError
from pushdesk.services.lab.browsers.profiles import log_of

# A browser that cannot start ends within this time.
EARLY_SECONDS = 1.0
CLOSE_SECONDS = 10.0
_LOOK_SECONDS = 0.5
_LOG_TAIL = 300  # characters
# What browsers write before they end themselves, and what that means here.
_NO_DISPLAY = "There is no display here that it could open its window on (DISPLAY names none)."
_CAUSES = {
    "no DISPLAY environment variable": _NO_DISPLAY,
    "cannot open display": _NO_DISPLAY,
    "Missing X server or $DISPLAY": _NO_DISPLAY,
    "No usable sandbox": (
        "This system does not let it have its sandbox: allow unprivileged user namespaces for it "
        "(on Ubuntu: an AppArmor profile)."
    ),
    "No space left on device": "The disk is full.",
}


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
            with log_of(profile).open("wb") as log:
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
        try:
            async with asyncio.timeout(EARLY_SECONDS):
                await process.wait()
        except TimeoutError:
            return made
        except asyncio.CancelledError:
            await made.end()
            raise
        if not await asyncio.to_thread(family, profile):
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
        await self._terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.ended()
                return
        await asyncio.to_thread(kill_all, self._profile)
        await self.ended()

    async def _terminate(self) -> None:
        # Not Process.terminate(): it polls the child first, which takes its exit status from asyncio's
        # watcher (CPython 3.11 then logs "Unknown child process").
        if self._process.returncode is None:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGTERM)
            return
        # The one that was started has handed over to another, which is no child of ours.
        for process in await asyncio.to_thread(family, self._profile):
            with contextlib.suppress(psutil.Error, OSError):
                process.terminate()

    @property
    def failed(self) -> bool:
        """Whether it ended other than by itself and in order (a person who closes its window)."""
        return self._process.returncode not in {None, 0}

    def obituary(self) -> str:
        """That it ended, and why."""
        return f"{self._title} ended by itself. {self.cause()}"

    def cause(self) -> str:
        """Why it ended, in a sentence, as far as it said."""
        try:
            said = log_of(self._profile).read_text(errors="replace").strip()
        except OSError:
            said = ""
        known = next((words for sign, words in _CAUSES.items() if sign in said), "")
        return known or self._last_words(said)

    def _last_words(self, said: str) -> str:
        status = self._process.returncode
        if status is not None and status < 0:
            # What a crash writes are the reporter's own doings.
            with contextlib.suppress(ValueError):
                return f"It crashed or was killed ({signal.Signals(-status).name})."
        last = " ".join(
            "".join(letter for letter in said if letter.isprintable() or letter.isspace()).split()
        )
        if len(last) > _LOG_TAIL:
            last = f"…{last[-_LOG_TAIL:]}"
        return f"It said: {last}" if last else f"It left with status {status}."


def family(profile: Path) -> list[psutil.Process]:
    """Every browser process that was started on this profile, and its children."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if lives_in(profile, process.cmdline()):
                found[process.pid] = process
                found.update({child.pid: child for child in process.children(recursive=True)})
    return [process for process in found.values() if _is_alive(process)]


def lives_in(profile: Path, command_line: Sequence[str]) -> bool:
    """Whether a command line names the profile as a browser's does: one that only reads its log does not."""
    folder = str(profile)
    pairs = itertools.pairwise(command_line)
    return f"--user-data-dir={folder}" in command_line or any(
        name.lstrip("-") == "profile" and name != "profile" and value == folder for name, value in pairs
    )


def _is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def kill_all(profile: Path) -> None:
    """End every process of a profile at once."""
    for process in family(profile):
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()
