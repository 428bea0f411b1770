"""Bring the database file to today's shape before anybody opens it; a copy is kept first."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from pushdesk.model import clock
from pushdesk.model.errors import FolderError
from pushdesk.services.store.database import INCOMPLETE, open_engine, translated

HEAD = "0009"
SCRIPTS = "pushdesk:services/store/migrations"
BACKUPS = "backups"


def migrate(path: Path, scripts: str = SCRIPTS, head: str = HEAD) -> Path | None:
    """Migrate the file at `path` (made where there is none); returns the copy of the old one, if any.

    `head` is the newest revision in `scripts`; it is told, so that most starts need not read them.
    Raises FolderError where the file cannot be written, is damaged, or belongs to a newer PushDesk.
    """
    found = _version(path)
    if found == head:
        return None
    if found is not None and found > head:
        raise FolderError(
            "This data folder was written by a newer PushDesk. Update PushDesk, or name another folder."
        )
    copy = _back_up(path, found) if found else None
    # Alembic takes a third of a second to import: only a start that migrates pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    # Foreign keys off: a batch migration drops the old table, and that would delete its dependents' rows
    # (sqlite.org/foreignkeys.html section 6; sqlite.org/lang_altertable.html section 7).
    engine = open_engine(path, begin="BEGIN IMMEDIATE", pooled=False, foreign_keys=False)
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as problem:
        raise translated(problem) from None
    finally:
        engine.dispose()
    return copy


def _version(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            named = connection.execute(
                "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if named else None
    except sqlite3.Error as problem:
        raise translated(DBAPIError(None, None, problem)) from None
    if named and row is None:
        raise FolderError(INCOMPLETE)
    return str(row[0]) if row else None


def _back_up(path: Path, version: str) -> Path:
    """A consistent copy beside the file, by SQLite's own backup (a plain copy could miss the WAL)."""
    folder = path.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{path.stem}-{version}-{clock.now():%Y%m%dT%H%M%S%f}{path.suffix}"
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as problem:
        copy.unlink(missing_ok=True)
        raise translated(DBAPIError(None, None, problem)) from None
    return copy
