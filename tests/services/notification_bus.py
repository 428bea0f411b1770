"""A message bus of a test's own with a notification daemon on it (notification_daemon.py)."""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
DISMISSED = 2  # the specification's number for “closed by the user”
_DAEMON = Path(__file__).with_name("notification_daemon.py")


class Bus:
    """`next` waits for what the daemon was given; `press` and `dismiss` are what a person does with it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        """What the daemon says next."""
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()

    async def next(self) -> dict[str, Any]:
        """The next notification: `id`, `app`, `icon`, `title`, `body`, `actions` (key, words, key, …)."""
        found: dict[str, Any] = json.loads(await self.line())
        return found

    async def press(self, number: int, key: str) -> None:
        """A button of notification `number`; "default" is the notification itself."""
        await self._do({"id": number, "action": key})

    async def dismiss(self, number: int) -> None:
        """Close a notification by hand."""
        await self._do({"id": number, "closed": DISMISSED})

    async def end(self) -> None:
        """Take the bus away."""
        await self._process.communicate(b"")  # the end of its standard input

    async def _do(self, what: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        await self._process.stdin.drain()


async def start(*capabilities: str) -> tuple[Bus, str]:
    """A bus with a daemon of these capabilities, and its address. The caller ends it."""
    if not shutil.which("dbus-run-session"):
        pytest.fail("dbus-run-session is missing: run make test, which installs it.")
    process = await asyncio.create_subprocess_exec(
        *("dbus-run-session", "--", sys.executable, str(_DAEMON), *capabilities),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    bus = Bus(process)
    return bus, await bus.line()


@asynccontextmanager
async def session_bus(*capabilities: str) -> AsyncIterator[Bus]:
    """A bus that this process and its children take for their session's as long as it is open."""
    bus, address = await start(*capabilities)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ADDRESS, address)
        try:
            yield bus
        finally:
            await bus.end()
