"""One Firefox process: its profile's preferences, its output, and its end (by process id, never by name)."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pushdesk.services.lab.browsers.firefox import QUIET_PREFS, Pref, user_js

START_SECONDS = 60
CLOSE_SECONDS = 20
LONGEST_LINE = 16 * 1024 * 1024  # bytes; a page may log whole documents
LISTENING = "WebDriver BiDi listening on "

# Console lines of pages and workers go to its output.
TEST_PREFS: dict[str, Pref] = {**QUIET_PREFS, "devtools.console.stdout.content": True}


class FirefoxProcess:
    """An async context manager around the process.

    Leaving it waits for the end that was asked for over BiDi, and forces it after CLOSE_SECONDS; after a
    failed start it is forced at once.
    """

    def __init__(
        self, executable: Path, *, profile: Path, prefs: Mapping[str, Pref], arguments: Sequence[str] = ()
    ) -> None:
        self._executable = executable
        self._profile = profile
        self._prefs = {**TEST_PREFS, **prefs}
        self._arguments = arguments
        self._output: deque[str] = deque(maxlen=500)
        self._url: asyncio.Future[str]
        self._process: asyncio.subprocess.Process
        self._reader: asyncio.Task[None]

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def last_output(self, lines: int = 20) -> str:
        """What Firefox wrote last, console lines of pages and service workers among it."""
        return "\n".join(list(self._output)[-lines:])

    async def bidi_url(self) -> str:
        """Where it listens for WebDriver BiDi, without the path.

        Raises RuntimeError when it ends before that, TimeoutError when it takes more than START_SECONDS.
        """
        async with asyncio.timeout(START_SECONDS):
            return await asyncio.shield(self._url)

    async def __aenter__(self) -> Self:
        home = self._profile / "home"
        home.mkdir(parents=True, exist_ok=True)
        (self._profile / "user.js").write_text(user_js(self._prefs), encoding="utf-8")
        self._url = asyncio.get_running_loop().create_future()
        self._process = await asyncio.create_subprocess_exec(
            self._executable,
            *("--headless", "--no-remote", "--profile", self._profile, "--remote-debugging-port", "0"),
            *self._arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
            env={**os.environ, "HOME": str(home), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self._reader = asyncio.create_task(self._read_output(), name="firefox output")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._signal(signal.SIGTERM)
        for harder in (signal.SIGTERM, signal.SIGKILL):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._process.wait()
                break
            except TimeoutError:
                self._signal(harder)
        await self._process.wait()
        await self._reader

    def _signal(self, number: signal.Signals) -> None:
        # Not Process.terminate(): it polls the child first, which takes its exit status from asyncio's
        # watcher (CPython 3.11 then logs "Unknown child process").
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def _read_output(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        async for raw in stream:
            line = raw.decode("utf-8", "replace").rstrip()
            self._output.append(line)
            if line.startswith(LISTENING) and not self._url.done():
                self._url.set_result(line.removeprefix(LISTENING))
        if not self._url.done():
            self._url.set_exception(RuntimeError(f"Firefox ended before it listened:\n{self.last_output()}"))
