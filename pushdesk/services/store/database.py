"""The database file: one writer thread that commits in groups, readers with sessions of their own.

Measured (design: examples.md): synchronous sessions behind one thread commit two to three times as
many transactions as an async driver, and the loop never waits for the disk.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session

from pushdesk.model.errors import BugError, FolderError, FolderLost
from pushdesk.services.store.same_file import SameFile

FILE_NAME = "pushdesk.sqlite3"
GROUP_LIMIT = 500
READERS = 3
BUSY_SECONDS = 10.0
# KiB, SQLite's own. The writer needs the pages of a campaign's indexes again and again: with eight times as
# much it reads them once (measured: a twentieth of all writing).
_CACHE = 2000
_WRITERS_CACHE = 16_000

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Job:
    work: Callable[[Session], Any]
    answer: Future[Any] = field(default_factory=Future)


def open_engine(
    path: Path,
    *,
    begin: str,
    pooled: bool = True,
    busy: float = BUSY_SECONDS,
    foreign_keys: bool = True,
    cache: int = _CACHE,
) -> Engine:
    """An engine on `path` whose transactions start with `begin` (`BEGIN` or `BEGIN IMMEDIATE`).

    `busy` is how many seconds it waits for a lock that another program holds; `cache` KiB of the file stay in
    memory for each connection.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool if pooled else NullPool,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's own recipe: we emit BEGIN ourselves, below
        for pragma in (
            f"busy_timeout={round(busy * 1000)}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            f"cache_size={-cache}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Database:
    """Reads and writes from asyncio. Enter it after the migrations ran; leaving waits for open writes."""

    def __init__(self, path: Path, busy: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy = busy
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="database-writer", daemon=True)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")
        self._readers = open_engine(path, begin="BEGIN", busy=busy)
        self._committed: list[Callable[[], None]] = []
        self._file = SameFile(path)
        self._open = False

    async def __aenter__(self) -> Self:
        self._open = True
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._pool.shutdown)
        self._readers.dispose()

    def on_commit(self, call: Callable[[], None]) -> None:
        """Have `call` made in the writer's thread after each commit; it must return at once."""
        self._committed.append(call)

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Run `work(session, …)` in the writer's thread; returns once it is committed.

        `work` must not commit. An exception of its own undoes only its own changes and is raised
        here; FolderError where the database cannot be written, FolderLost where it is no longer there.
        """
        if not self._open:
            raise BugError("the database is closed")
        job = _Job(lambda session: work(session, *args, **named))
        self._jobs.put(job)
        answer = asyncio.wrap_future(job.answer)
        # Shielded: a caller that is cancelled must not cancel a write that may have begun. Nobody hears
        # then what became of it, and asyncio would log an error that nobody asked for.
        answer.add_done_callback(_heard)
        return await asyncio.shield(answer)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Run `work(session, …)` in a reader's thread on one consistent snapshot.

        Raises FolderError as `write` does.
        """
        if not self._open:
            raise BugError("the database is closed")

        def task() -> T:
            self._file.require()
            try:
                with Session(self._readers, expire_on_commit=False) as session:
                    return work(session, *args, **named)
            except DBAPIError as problem:
                raise self.explained(problem) from None

        return await asyncio.get_running_loop().run_in_executor(self._pool, task)

    def explained(self, problem: BaseException) -> BaseException:
        """FolderLost where the file is gone, whatever `problem` that made; otherwise as `translated`."""
        try:
            if isinstance(problem, DBAPIError | sqlite3.Error):
                self._file.require()
        except FolderLost as lost:
            return lost
        return translated(problem)

    def _write_forever(self) -> None:
        engine = open_engine(self.path, begin="BEGIN IMMEDIATE", busy=self._busy, cache=_WRITERS_CACHE)
        last = False
        while not last:
            jobs: list[_Job] = []
            item = self._jobs.get()
            while item is not None:
                jobs.append(item)
                if len(jobs) >= GROUP_LIMIT or self._jobs.empty():
                    break
                item = self._jobs.get()
            last = item is None
            if jobs:
                self._commit(engine, jobs)
        engine.dispose()

    def _commit(self, engine: Engine, jobs: list[_Job]) -> None:
        try:
            self._file.require()
            with engine.begin() as connection:
                done = [(job, *_run(job, connection)) for job in jobs]
        except BaseException as problem:  # noqa: BLE001 - relayed: it is raised where the callers wait
            for job in jobs:
                job.answer.set_exception(self.explained(problem))
            return
        for call in self._committed:
            call()
        for job, result, error in done:
            if error is None:
                job.answer.set_result(result)
            else:
                job.answer.set_exception(self.explained(error))


def _heard(answer: "asyncio.Future[Any]") -> None:
    if not answer.cancelled():
        answer.exception()


def _run(job: _Job, connection: Connection) -> tuple[Any, BaseException | None]:
    session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        result = job.work(session)
        session.commit()
    except BaseException as error:  # relayed: it is raised where the caller waits
        if not _in_transaction(connection):
            # SQLite itself undid the whole group (a full disk): no job of it is done.
            raise
        session.rollback()
        return None, error
    else:
        return result, None
    finally:
        session.close()


def _in_transaction(connection: Connection) -> bool:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection).in_transaction


def translated(problem: BaseException) -> BaseException:
    """A sentence for what the disk or another program did; our own mistakes stay what they are."""
    cause: BaseException | None = problem
    while isinstance(cause, DBAPIError):
        words = str(cause.orig).lower()
        for mark, sentence in _SENTENCES.items():
            if mark in words:
                return FolderError(sentence)
        # After a full disk SQLAlchemy fails once more, at a savepoint that is no longer there.
        cause = cause.__cause__.__context__ if cause.__cause__ else cause.__context__
    return problem


_READ_ONLY = (
    "The database cannot be written: the data folder is read-only. Change its rights or name another folder."
)
_REPAIR = (
    "If there is a copy in the data folder's “backups”, restore the newest; "
    "otherwise move pushdesk.sqlite3 away, and PushDesk starts anew."
)
_DAMAGED = f"The database is damaged. {_REPAIR}"
INCOMPLETE = f"The database is not as PushDesk made it: tables in it are missing or foreign. {_REPAIR}"
_SENTENCES = {
    "locked": "The database is locked by another program. Close that program, or wait for it, and try again.",
    "readonly": _READ_ONLY,
    "read-only": _READ_ONLY,
    "disk is full": "The disk is full: nothing was written. Free some space and try again.",
    "disk i/o": "The disk refused to read or write the database. Check the disk, then try again.",
    "unable to open": "The database cannot be opened. Check that the data folder exists and can be written.",
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
    # The migrations make every table and column that is asked for: it is the file that lacks one.
    "no such table": INCOMPLETE,
    "no such column": INCOMPLETE,
    "already exists": INCOMPLETE,
}
