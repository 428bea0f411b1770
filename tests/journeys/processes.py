"""PushDesk as other people run it: the command, and a lab that runs beside it. Ended by process id."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.answers import Answer

COMMAND = (sys.executable, "-m", "pushdesk")
START_SECONDS = 40


async def start(data_dir: Path, *arguments: str) -> Process:
    """Start the command with pipes; the caller waits for it or ends it."""
    return await asyncio.create_subprocess_exec(
        *COMMAND, "--data-dir", str(data_dir), *arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )


async def pushdesk(data_dir: Path, *arguments: str, seconds: float = 60) -> Answer:
    """Run the command to its end."""
    process = await start(data_dir, *arguments)
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        out, err = await process.communicate()
        raise AssertionError(f"{arguments} took over {seconds} s\n{out.decode()}\n{err.decode()}") from None
    assert process.returncode is not None
    return Answer(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def lab(data_dir: Path, *arguments: str) -> AsyncIterator[dict[str, Any]]:
    """A `pushdesk lab` on free ports; gives its ready line and ends it with SIGTERM, cleanly."""
    process = await start(data_dir, "lab", "--port", "0", "--receiver-port", "0", "--json", *arguments)
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert line, (await process.communicate())[1].decode()
        yield json.loads(line)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), START_SECONDS)
    assert process.returncode == 0, err.decode()
    assert out == b"", "after the ready line the lab prints nothing on standard output"
