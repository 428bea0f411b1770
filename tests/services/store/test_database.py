"""The database: one writer that commits in groups, readers beside it, a sentence for whatever goes wrong."""

import asyncio
import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from pushdesk.model.campaign import Delivery
from pushdesk.model.draft import Draft
from pushdesk.model.errors import BadInput, BugError, FolderError
from pushdesk.services.store.database import Database


def add(session: Session, name: str, size: int = 1) -> str:
    session.add(Draft(id=name, form={"text": "x" * size}))
    session.flush()
    return name


def fail(session: Session, name: str) -> None:
    add(session, name)
    raise BadInput(f"{name} is refused.")


def names(session: Session) -> list[str]:
    return list(session.exec(select(Draft.id).order_by(col(Draft.id))))


def scribble(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


class Gate:
    """A job that holds the writer until it is let go, so that the next ones make one group."""

    def __init__(self) -> None:
        self._entered, self._let_go = threading.Event(), threading.Event()

    def job(self, _session: Session) -> None:
        self._entered.set()
        assert self._let_go.wait(10)

    async def close(self, database: Database) -> "asyncio.Task[None]":
        task = asyncio.create_task(database.write(self.job))
        await asyncio.to_thread(self._entered.wait, 10)
        return task

    def open(self) -> None:
        self._let_go.set()


async def test_what_was_written_is_on_disk_when_write_returns(database: Database) -> None:
    assert await database.write(add, "a") == "a"
    with sqlite3.connect(database.path) as other:
        assert other.execute("SELECT id FROM draft").fetchall() == [("a",)]
    other.close()


async def test_work_gets_its_arguments(database: Database) -> None:
    assert await database.write(add, "a", size=5) == "a"
    found = await database.read(lambda session, name: session.get(Draft, name), "a")
    assert found is not None
    assert found.form == {"text": "xxxxx"}


async def test_what_waits_together_is_committed_together(database: Database) -> None:
    commits: list[str] = []
    database.on_commit(lambda: commits.append(threading.current_thread().name))
    gate = Gate()
    first = await gate.close(database)
    rest = [asyncio.create_task(database.write(add, f"{number:02}")) for number in range(50)]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(first, *rest)
    assert commits == ["database-writer"] * 2
    assert len(await database.read(names)) == 50


async def test_a_listener_hears_of_a_commit_when_it_can_be_read(database: Database) -> None:
    seen: list[int] = []

    def look() -> None:
        with sqlite3.connect(database.path) as other:
            seen.append(other.execute("SELECT count(*) FROM draft").fetchone()[0])
        other.close()

    database.on_commit(look)
    await database.write(add, "a")
    assert seen == [1]


async def test_an_error_undoes_its_own_job_and_no_other_of_the_group(database: Database) -> None:
    gate = Gate()
    first = await gate.close(database)
    jobs = [
        asyncio.create_task(database.write(add, "a")),
        asyncio.create_task(database.write(fail, "b")),
        asyncio.create_task(database.write(add, "a")),
        asyncio.create_task(database.write(add, "c")),
    ]
    await asyncio.sleep(0)
    gate.open()
    await first
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert (results[0], results[3]) == ("a", "c")
    assert isinstance(results[1], BadInput)
    assert isinstance(results[2], IntegrityError)  # ours, so it stays what it is
    assert await database.read(names) == ["a", "c"]


async def test_a_job_sees_what_the_one_before_it_in_the_group_wrote(database: Database) -> None:
    gate = Gate()
    first = await gate.close(database)
    jobs = [asyncio.create_task(database.write(add, "a")), asyncio.create_task(database.write(names))]
    await asyncio.sleep(0)
    gate.open()
    assert await asyncio.gather(first, *jobs) == [None, "a", ["a"]]


async def test_even_an_interpreter_exit_inside_a_job_is_raised_where_it_belongs(database: Database) -> None:
    def leave(_session: Session) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await database.write(leave)
    assert await database.write(add, "a") == "a"


async def left_by_its_caller(database: Database, work: Callable[[Session, str], object]) -> None:
    """A write whose caller is cancelled before its turn has come; it is done when this returns."""
    gate = Gate()
    first = await gate.close(database)
    caller = asyncio.create_task(database.write(work, "a"))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.open()
    await first


async def test_a_cancelled_caller_does_not_undo_what_it_asked_for(database: Database) -> None:
    await left_by_its_caller(database, add)
    await database.write(add, "b")
    assert await database.read(names) == ["a", "b"]


async def test_the_error_of_a_cancelled_caller_is_not_reported_as_forgotten(database: Database) -> None:
    await left_by_its_caller(database, fail)
    for name in ("a", "b"):  # the writer holds the last job until it has another
        await database.write(add, name)
    gc.collect()  # asyncio would log “never retrieved” now, and the guards would see it


async def test_leaving_waits_for_what_was_asked_for(path: Path) -> None:
    async with Database(path) as database:
        writes = [asyncio.create_task(database.write(add, f"{number:03}")) for number in range(200)]
        await asyncio.sleep(0)
    assert [await write for write in writes] == [f"{number:03}" for number in range(200)]
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM draft").fetchone() == (200,)
    other.close()


async def test_before_and_after_nothing_can_be_read_or_written(path: Path) -> None:
    database = Database(path)
    for use in (database.write, database.read):
        with pytest.raises(BugError, match="closed"):
            await use(names)
    async with database:
        assert await database.read(names) == []
    for use in (database.write, database.read):
        with pytest.raises(BugError, match="closed"):
            await use(names)


async def test_a_reader_sees_one_moment(database: Database) -> None:
    began, written = threading.Event(), threading.Event()

    def look_twice(session: Session) -> tuple[list[str], list[str]]:
        before = names(session)
        began.set()
        assert written.wait(10)
        return before, names(session)

    reading = asyncio.create_task(database.read(look_twice))
    await asyncio.to_thread(began.wait, 10)
    await database.write(add, "a")
    written.set()
    assert await reading == ([], [])
    assert await database.read(names) == ["a"]


async def test_the_file_is_in_wal_mode_and_keeps_its_promises(database: Database) -> None:
    def pragmas(session: Session) -> tuple[object, ...]:
        connection = session.connection()
        names = ("journal_mode", "foreign_keys", "synchronous")
        return tuple(connection.execute(text(f"PRAGMA {name}")).scalar() for name in names)

    # synchronous: at least NORMAL, with which a loss of power damages no file (sqlite.org/pragma.html).
    assert await database.read(pragmas) == ("wal", 1, 1)
    assert await database.write(pragmas) == ("wal", 1, 1)

    def orphan(session: Session) -> None:
        session.add(Delivery(campaign_id="none", subscription_id="none", position=0, endpoint="e"))

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await database.write(orphan)


async def test_a_file_locked_by_another_program_is_a_sentence_and_no_end(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    async with Database(path, busy=0.05) as database:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(
            FolderError, match=r"locked by another program\. Close that program, or wait for it"
        ):
            await database.write(add, "a")
        assert await database.read(names) == []
        other.execute("COMMIT")
        assert await database.write(add, "b") == "b"
        assert await database.read(names) == ["b"]
    other.close()


async def test_a_lock_that_ends_in_time_is_waited_for(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    async with Database(path) as database:
        other.execute("BEGIN IMMEDIATE")
        write = asyncio.create_task(database.write(add, "a"))
        await database.read(names)
        assert not write.done()
        other.execute("COMMIT")
        assert await write == "a"
    other.close()


async def test_a_full_disk_is_a_sentence_for_all_of_the_group_and_nothing_is_half_written(
    path: Path,
) -> None:
    def limit(session: Session, pages: int) -> None:
        used = session.connection().execute(text("PRAGMA page_count")).scalar_one()
        session.connection().execute(text(f"PRAGMA max_page_count={used + pages}"))

    async with Database(path) as database:
        await database.write(limit, 4)
        gate = Gate()
        first = await gate.close(database)
        jobs = [
            asyncio.create_task(database.write(add, "a")),
            asyncio.create_task(database.write(add, "b", size=500_000)),
            asyncio.create_task(database.write(add, "c")),
        ]
        await asyncio.sleep(0)
        gate.open()
        await first
        for result in await asyncio.gather(*jobs, return_exceptions=True):
            assert isinstance(result, FolderError)
            assert result.sentence.startswith("The disk is full: nothing was written. Free some space")
        assert await database.read(names) == []
        assert await database.write(add, "d") == "d"
        await database.write(limit, 10_000)
        assert await database.write(add, "b", size=500_000) == "b"
        assert await database.read(names) == ["b", "d"]


async def test_a_file_that_is_no_database_is_a_sentence(path: Path) -> None:
    scribble(path, 0, b"This is a letter, not a database. " * 100)
    async with Database(path) as database:
        for use in (database.write, database.read):
            with pytest.raises(FolderError, match=r"is damaged\. If there is a copy .+, restore"):
                await use(names)


async def test_a_damaged_file_is_a_sentence(path: Path) -> None:
    scribble(path, 4096, os.urandom(100_000))  # all but the first page
    async with Database(path) as database:
        for use in (database.write, database.read):
            with pytest.raises(FolderError, match="database is damaged"):
                await use(names)


async def test_a_file_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    async with Database(tmp_path / "nowhere" / "pushdesk.sqlite3") as database:
        for use in (database.write, database.read):
            with pytest.raises(FolderError, match=r"cannot be opened\. Check that the data folder exists"):
                await use(names)


TRY_TO_WRITE = """
import asyncio, os, sys
from pathlib import Path
from pushdesk.model import tables
from pushdesk.model.draft import Draft
from pushdesk.model.errors import FolderError
from pushdesk.services.store.database import Database

async def write(path):
    async with Database(path) as database:
        await database.write(lambda session: session.add(Draft()))

free, read_only = map(Path, sys.argv[1:])
asyncio.run(write(free))
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere, nobody may not; all that is imported is imported by now
try:
    asyncio.run(write(read_only))
except FolderError as problem:
    print(problem.sentence)
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are given in another way there")
def test_a_read_only_file_is_a_sentence(path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        locked = Path(shutil.copy(path, folder))
        locked.chmod(0o444)
        folder.chmod(0o555)
        tried = subprocess.run(
            [sys.executable, "-c", TRY_TO_WRITE, str(path), str(locked)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        folder.chmod(0o755)
    assert tried.stderr == ""
    assert tried.stdout.startswith("The database cannot be written: the data folder is read-only. Change its")


async def test_a_file_that_lacks_a_table_is_a_sentence(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE revision")
        connection.commit()
    async with Database(path) as database:
        for use in (database.write, database.read):
            with pytest.raises(FolderError, match="tables in it are missing"):
                await use(lambda session: session.connection().exec_driver_sql("SELECT * FROM revision"))
