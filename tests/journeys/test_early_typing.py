"""What is typed before the desk is up survives a kill, a close and a start that fails."""

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from pushdesk.services.early_draft import FOLDER
from pushdesk.services.parts import Desk
from tests.journeys.processes import lab
from tests.journeys.test_window import Person, in_window

pytestmark = pytest.mark.allow_log("no keyring answers")
SECONDS = 60
TITLE = "Typed early"


class Spoken:
    """A process that says words, a line each, and is told some."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.heard: list[str] = []

    async def says(self, word: str) -> None:
        """Until it said so."""
        assert self.process.stdout is not None
        while word not in self.heard:
            line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
            if not line:
                _, said = await self.process.communicate()
                raise AssertionError(f"it said {self.heard} and ended: {said.decode()}")
            self.heard.append(line.decode().strip())

    def tell(self, word: str) -> None:
        """A line on its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())

    async def ends(self) -> None:
        """Let it end, in order."""
        _, said = await asyncio.wait_for(self.process.communicate(b""), SECONDS)
        assert self.process.returncode == 0, said.decode()


@asynccontextmanager
async def started(module: str, *arguments: str) -> AsyncIterator[Spoken]:
    """`python -m MODULE …`, gone at the end in any case."""
    command = (sys.executable, "-m", f"tests.journeys.{module}", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        yield Spoken(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def window(port: int = 0) -> AbstractAsyncContextManager[Spoken]:
    """A window in which TITLE is typed at once."""
    return started("early_window", TITLE, str(port))


def nothing_waits(data_dir: Path) -> None:
    """No file is left: all is among the drafts. A desk that was up soon enough never had one made."""
    assert list((data_dir / FOLDER).glob("*")) == []


async def kill_while_held(data_dir: Path) -> None:
    """Type while another program holds the database, and kill the window as soon as it has saved."""
    async with started("database_holder", str(data_dir)) as holder:
        await holder.says("held")
        async with window() as typed:
            await typed.says("kept")
            assert "up" not in typed.heard
            typed.process.kill()
            await typed.process.wait()


async def close_while_held(data_dir: Path) -> None:
    """Close the window right after the last key."""
    async with started("database_holder", str(data_dir)) as holder:
        await holder.says("held")
        async with window() as typed:
            await typed.says("typed")
            typed.tell("close")
            await typed.says("closing")
            await holder.ends()
            await typed.ends()
            assert "up" not in typed.heard


async def close_after_a_failed_start(_data_dir: Path) -> None:
    """The receiver's port is taken: quit then."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with window(taken.getsockname()[1]) as typed:
            await typed.says("problem")
            typed.tell("close")
            await typed.ends()


async def close_while_another_owns_the_folder(data_dir: Path) -> None:
    """A lab runs on it, and was not seen before the window was there."""
    async with lab(data_dir), window() as typed:
        await typed.says("problem")
        typed.tell("close")
        await typed.ends()


async def try_again(data_dir: Path) -> None:
    """The receiver's port is taken, and then free."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with window(port) as typed:
            await typed.says("problem")
            taken.close()
            typed.tell("retry")
            await typed.says("up")
            typed.tell("save")
            await typed.says("saved")
            typed.process.kill()
            await typed.process.wait()
    nothing_waits(data_dir)


@pytest.mark.parametrize(
    "end",
    [
        kill_while_held,
        close_while_held,
        close_after_a_failed_start,
        close_while_another_owns_the_folder,
        try_again,
    ],
)
def test_what_was_typed_before_the_desk_is_in_the_next_window_once(
    qapp: QApplication, data_dir: Path, end: Callable[[Path], Awaitable[None]]
) -> None:
    async def run() -> None:
        await end(data_dir)

    async def look(person: Person, desk: Desk) -> None:
        await person.window.idle()
        title = person.find("Title", QLineEdit)
        assert isinstance(title, QLineEdit)
        assert title.text() == TITLE
        drafts = await person.engine.call(desk.drafts.recent, 9)
        assert [draft.form["document"]["title"] for draft in drafts] == [TITLE]
        nothing_waits(data_dir)

    asyncio.run(run())
    in_window(look, devices=0)
