"""BuiltinProcess: the built-in browser's process, from its start to the end of its last child."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

import psutil
from pydantic import ValidationError

from pushdesk.model.builtin import LONGEST_LINE, BuiltinOptions, BuiltinReport, BuiltinRequest
from pushdesk.model.errors import KnownError

MODULE = "pushdesk.ui.builtin"
CLOSE_SECONDS = 5.0
_KILL_SECONDS = 5.0
_LOG_TAIL = 16_384  # bytes
# What Chromium writes before it ends itself, and what that means here.
_CAUSES = {
    "No usable sandbox": (
        "This system does not let it have Chromium's sandbox: allow unprivileged user namespaces for it "
        "(on Ubuntu: an AppArmor profile)."
    ),
    "could not connect to display": "The display that DISPLAY names cannot be reached.",
    "No space left on device": "The disk is full.",
}


class BuiltinUnavailable(KnownError):
    """The built-in browser could not start, or ended."""

    code = "builtin_unavailable"


def has_display() -> bool:
    """Whether a window could be seen; elsewhere than on Linux there is always a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


class BuiltinProcess:
    """One process. `start` it, read `reports` to their end, `end` it (always)."""

    def __init__(self, process: asyncio.subprocess.Process, log_file: Path) -> None:
        self._process = process
        self._log_file = log_file

    @classmethod
    async def start(cls, options: BuiltinOptions, log_file: Path) -> Self:
        """Start it; what it says beside the protocol goes to `log_file`. Raises BuiltinUnavailable."""
        environment = os.environ if has_display() else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        # A session of its own: Ctrl+C on the terminal is the lab's, which then ends the browser in order.
        windows = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            log_file.parent.mkdir(parents=True, exist_ok=True)
            with log_file.open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", MODULE),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    limit=LONGEST_LINE,
                    env=environment,
                    start_new_session=True,
                    creationflags=windows,
                )
        except OSError as problem:
            raise BuiltinUnavailable(
                f"The built-in browser cannot be started ({problem.strerror})."
            ) from None
        made = cls(process, log_file)
        made._write(options.line())
        return made

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def send(self, request: BuiltinRequest) -> None:
        """Ask for something; to a process that has ended it is lost, and `reports` ends."""
        self._write(request.line())

    async def reports(self) -> AsyncIterator[BuiltinReport]:
        """What it reports, until it ends or says what is no report."""
        assert self._process.stdout is not None
        while True:
            try:
                line = await self._process.stdout.readline()
                if not line:
                    return
                yield BuiltinReport.model_validate_json(line)
            except (ValueError, ValidationError):  # longer than LONGEST_LINE, or no report at all
                return

    async def end(self) -> int:
        """Let it end in order, make it end otherwise, its children too; returns its exit status."""
        children = _children(self.pid)
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            # Not Process.kill(): it polls the child first, which takes its exit status from asyncio's watcher
            # (CPython 3.11 then logs "Unknown child process"); psutil's wait would take it as well.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        await asyncio.to_thread(_kill, children)
        return await self._process.wait()

    def obituary(self, status: int) -> str:
        """Why it ended, in a sentence, as far as its log and exit status tell."""
        said = self._last_words()
        known = next((words for sign, words in _CAUSES.items() if sign in said), "")
        how = known or f"It {_manner(status)}; what it said last is in {self._log_file}."
        return f"It ended unexpectedly. {how} Start it again to have it back."

    def _last_words(self) -> str:
        try:
            with self._log_file.open("rb") as log:
                log.seek(max(0, self._log_file.stat().st_size - _LOG_TAIL))
                return log.read().decode(errors="replace")
        except OSError:
            return ""

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(line)


def _manner(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"left with status {status}"


def _children(pid: int) -> list[psutil.Process]:
    """All that the process started, by handles that mistake no later process for one of them."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=0.5)
    for one in alive:
        with contextlib.suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(alive, timeout=_KILL_SECONDS)
