"""Migrations: from nothing, from an older version with a copy kept, never from a newer one."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import Session, SQLModel, select

import pushdesk.services.store.migrations
from pushdesk.model import tables
from pushdesk.model.campaign import Campaign
from pushdesk.model.errors import FolderError
from pushdesk.model.lab import LabCaught
from pushdesk.model.message_template import MessageTemplate
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.services.store.database import open_engine
from pushdesk.services.store.migrate import BACKUPS, HEAD, SCRIPTS, migrate

AFTER = f"{int(HEAD) + 1:04}"
NEXT = f'''
"""The next version, as a test imagines it."""

import sqlalchemy as sa
from alembic import op

revision = "{AFTER}"
down_revision = "{HEAD}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="red"))
'''


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(question).fetchall()
        connection.commit()
        return found


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """Our migrations with one more, whose batch drops and makes again a table that others refer to."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(pushdesk.services.store.migrations.__path__[0]), scripts)
    (scripts / "versions" / "next.py").write_text(NEXT, "utf-8")
    return scripts


def with_a_delivery(path: Path) -> None:
    ask(
        path,
        "INSERT INTO campaign (id, title, message, audience, receiver, state, created_at, revision)"
        " VALUES ('c', 'Hello', '{}', '[]', 'http://localhost:8765', 'finished', 1, 1)",
    )
    ask(
        path,
        "INSERT INTO subscription (id, endpoint, p256dh, auth, vapid_public_key, push_service, state, name,"
        " user, mine, device, attributes, created_at, state_since, revision)"
        " VALUES ('s', 'e', 'p', 'a', 'k', 'lab', 'active', '', '', 0, '{}', '{}', 1, 1, 1)",
    )
    ask(
        path,
        "INSERT INTO delivery (id, campaign_id, subscription_id, position, endpoint, token, state, attempts,"
        " updated_at, revision) VALUES ('d', 'c', 's', 0, 'e', 't', 'accepted', 1, 1, 1)",
    )


PathOf = Callable[[str], Path]


@pytest.fixture
def path_of(tmp_path: Path) -> PathOf:
    """Makes a file as a version of that revision made it."""

    def make(revision: str) -> Path:
        scripts = tmp_path / f"migrations-{revision}"
        shutil.copytree(Path(pushdesk.services.store.migrations.__path__[0]), scripts)
        for script in (scripts / "versions").glob("0*.py"):
            if script.name[:4] > revision:
                script.unlink()
        path = tmp_path / "first.sqlite3"
        migrate(path, str(scripts), revision)
        return path

    return make


@pytest.fixture
def first_version(path_of: PathOf) -> Path:
    """A file as the first version made it, with a campaign, a device and a delivery."""
    path = path_of("0001")
    with_a_delivery(path)
    return path


def test_a_fresh_folder_gets_every_table_and_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "pushdesk.sqlite3"
    assert migrate(path) is None
    found = {name for (name,) in ask(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    known = {str(table.__tablename__) for table in tables.ALL}
    assert found == known | {"alembic_version", "sqlite_sequence"}
    assert ask(path, "SELECT value FROM revision") == [(0,)]
    assert ask(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert not (tmp_path / BACKUPS).exists()


def test_a_file_of_today_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert migrate(path) is None
    assert path.read_bytes() == before
    assert not (path.parent / BACKUPS).exists()


def test_a_start_that_migrates_nothing_does_not_load_alembic(path: Path) -> None:
    script = (
        "import sys, pathlib; from pushdesk.services.store.migrate import migrate;"
        f"migrate(pathlib.Path({str(path)!r})); print('alembic' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True, timeout=60).strip() == "False"


def test_the_models_and_the_migrations_agree(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_that_is_told() -> None:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == HEAD
    # They are compared as text: each must be longer or later than the one before it.
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)


def test_an_older_file_is_copied_and_then_brought_up_to_date(path: Path, next_version: Path) -> None:
    with_a_delivery(path)
    copy = migrate(path, str(next_version), AFTER)
    assert copy is not None
    assert copy.parent == path.parent / BACKUPS
    assert copy.name.startswith(f"pushdesk-{HEAD}-")
    assert ask(copy, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert ask(copy, "SELECT id FROM campaign") == [("c",)]
    assert ask(path, "SELECT version_num FROM alembic_version") == [(AFTER,)]
    assert ask(path, "SELECT id, colour FROM campaign") == [("c", "red")]
    assert migrate(path, str(next_version), AFTER) is None


def test_making_a_table_again_does_not_delete_what_refers_to_it(path: Path, next_version: Path) -> None:
    with_a_delivery(path)
    migrate(path, str(next_version), AFTER)
    assert ask(path, "SELECT id, campaign_id FROM delivery") == [("d", "c")]
    assert ask(path, "PRAGMA foreign_key_check") == []


def test_the_copy_holds_what_is_only_in_the_write_ahead_log(path: Path, next_version: Path) -> None:
    with closing(sqlite3.connect(path)) as open_elsewhere:
        open_elsewhere.execute("PRAGMA journal_mode=WAL")
        open_elsewhere.execute(
            "INSERT INTO draft (id, form, audience, updated_at) VALUES ('x', '{}', '[]', 1)"
        )
        open_elsewhere.commit()
        copy = migrate(path, str(next_version), AFTER)
    assert copy is not None
    assert ask(copy, "SELECT id FROM draft") == [("x",)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, next_version: Path) -> None:
    script = next_version / "versions" / "next.py"
    script.write_text(NEXT + "    op.execute('INSERT INTO nowhere VALUES (1)')\n", "utf-8")
    with_a_delivery(path)
    before = ask(path, "SELECT sql FROM sqlite_master ORDER BY name")
    with pytest.raises(FolderError, match="tables in it are missing"):
        migrate(path, str(next_version), AFTER)
    assert ask(path, "SELECT sql FROM sqlite_master ORDER BY name") == before
    assert ask(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_first_migration_that_fails_can_be_tried_again(tmp_path: Path, next_version: Path) -> None:
    first = next_version / "versions" / "0001_first_tables.py"
    whole = first.read_text("utf-8")
    first.write_text(
        whole.replace("    op.bulk_insert(", "    op.execute('broken')\n    op.bulk_insert("), "utf-8"
    )
    path = tmp_path / "pushdesk.sqlite3"
    with pytest.raises(Exception, match="syntax error"):
        migrate(path, str(next_version), AFTER)
    first.write_text(whole, "utf-8")
    migrate(path, str(next_version), AFTER)
    assert ask(path, "SELECT value FROM revision") == [(0,)]


def test_a_file_of_the_first_version_keeps_its_rows_and_a_copy(first_version: Path) -> None:
    copy = migrate(first_version)
    assert copy is not None
    assert copy.name.startswith("first-0001-")
    assert ask(copy, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert ask(copy, "SELECT id FROM delivery") == [("d",)]
    assert ask(first_version, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert ask(first_version, "SELECT id, title, shape, shape_template FROM campaign") == [
        ("c", "Hello", "pushdesk", "")
    ]
    assert ask(first_version, "SELECT id, endpoint, shape, shape_template FROM subscription") == [
        ("s", "e", None, "")
    ]
    assert ask(first_version, "SELECT id, campaign_id, state FROM delivery") == [("d", "c", "accepted")]
    assert ask(first_version, "PRAGMA foreign_key_check") == []
    engine = open_engine(first_version, begin="BEGIN")
    with Session(engine) as session:
        assert session.get_one(Campaign, "c").shape is PayloadShape.PUSHDESK
        assert session.get_one(Subscription, "s").shape is None
        assert session.exec(select(MessageTemplate)).all() == []
    engine.dispose()


def test_a_step_up_can_be_gone_back(first_version: Path) -> None:
    # SQLite keeps its own table of counters once there was one.
    question = "SELECT name FROM sqlite_master WHERE name != 'sqlite_sequence' ORDER BY name"
    before = ask(first_version, question)
    migrate(first_version)
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    engine = open_engine(first_version, begin="BEGIN IMMEDIATE", pooled=False, foreign_keys=False)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    engine.dispose()
    assert ask(first_version, question) == before
    assert ask(first_version, "SELECT id FROM delivery") == [("d",)]


def test_an_empty_file_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "pushdesk.sqlite3"
    path.touch()
    assert migrate(path) is None
    assert ask(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_file_of_a_newer_version_is_refused_untouched(path: Path, next_version: Path) -> None:
    migrate(path, str(next_version), AFTER)
    before = path.read_bytes()
    with pytest.raises(FolderError, match=r"written by a newer PushDesk\. Update PushDesk, or name another"):
        migrate(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "pushdesk.sqlite3"
    path.write_bytes(b"This is a letter, not a database. " * 100)
    with pytest.raises(FolderError, match="The database is damaged"):
        migrate(path)
    assert path.read_bytes().startswith(b"This is a letter")


def test_where_no_copy_can_be_kept_nothing_is_migrated(path: Path, next_version: Path) -> None:
    (path.parent / BACKUPS).write_text("in the way", "utf-8")
    with pytest.raises(OSError, match="exists"):
        migrate(path, str(next_version), AFTER)
    assert ask(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_file_whose_version_is_lost_is_a_sentence(path: Path) -> None:
    for damage in ("DELETE FROM alembic_version", "DROP TABLE alembic_version"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(damage)
            connection.commit()
        with pytest.raises(FolderError, match=r"tables in it are missing.+If there is a copy"):
            migrate(path)


def test_campaigns_of_an_older_version_keep_their_counts_and_get_their_queues(first_version: Path) -> None:
    ask(first_version, "UPDATE delivery SET endpoint = 'https://push.example:444/x'")
    ask(first_version, "INSERT INTO receipt VALUES (1, 'd', 'shown', '', '', 1, 1)")
    migrate(first_version)
    assert ask(first_version, "SELECT campaign_id, word, number FROM campaign_tally ORDER BY word") == [
        ("c", "accepted", 1),
        ("c", "shown", 1),
    ]
    assert ask(first_version, "SELECT origin FROM delivery") == [("https://push.example:444",)]


def test_what_an_older_version_caught_is_kept_and_its_answer_is_not_known(path_of: PathOf) -> None:
    path = path_of("0007")
    ask(
        path,
        "INSERT INTO lab_caught (at, token, device, size, status, state, code, reason, title, headers, body,"
        " events, revision) VALUES (1, 't', 'Phone', 3, 201, 'shown', '', '', 'Hello', '{}', x'00', '[]', 1)",
    )
    migrate(path)
    engine = open_engine(path, begin="BEGIN")
    with Session(engine) as session:
        (message,) = session.exec(select(LabCaught))
        assert (message.number, message.title, message.answer) == (1, "Hello", None)
    engine.dispose()
