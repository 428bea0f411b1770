"""The desk's keys: one from the first start, even of two at once, and secrets in no place but the vault."""

import asyncio
import json
import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from sqlmodel import Session

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput, FolderError, KeyUnavailable, NotFound
from pushdesk.model.subscription import PushSubscription
from pushdesk.model.vapid import KeyStorage
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.vapid import keys as keys_module
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.keys import Keys
from tests.services.vapid.conftest import MemoryKeyring


async def test_the_first_start_makes_one_key_and_later_ones_find_it(
    keys: Keys, memory: MemoryKeyring
) -> None:
    assert await keys.is_first_start()
    with pytest.raises(
        KeyUnavailable, match="There is no VAPID key yet: make one with `pushdesk vapid create`"
    ):
        await keys.current()
    made = await keys.ensure()
    assert (made.current, made.storage) == (True, KeyStorage.KEYRING)
    assert not await keys.is_first_start()
    assert (await keys.ensure()).public_key == (await keys.current()).public_key == made.public_key
    assert len(memory.secrets) == len(await keys.every()) == 1


async def test_ten_first_starts_in_one_process_make_one_key(keys: Keys) -> None:
    made = await asyncio.gather(*(keys.ensure() for _ in range(10)))
    assert len({key.public_key for key in made}) == len(await keys.every()) == 1


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


FIRST_START = """
import asyncio, sys
from pathlib import Path
from pushdesk.model import tables
from pushdesk.services import folder
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.vapid.keys import Keys

async def main():
    data_dir = Path(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    async with Database(folder.prepare(data_dir)) as database:
        print((await Keys(database, data_dir).ensure()).public_key)

asyncio.run(main())
"""


def test_first_starts_of_several_processes_make_one_key(data_dir: Path) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_START, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for start in starts:
        assert start.stdout is not None
        assert start.stdout.readline() == "ready\n"
    for start in starts:
        assert start.stdin is not None
        start.stdin.write("go\n")
        start.stdin.flush()
    outputs = [start.communicate(timeout=60) for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], outputs
    (public_key,) = {output for output, _ in outputs}
    assert len(public_key.strip()) == 87
    assert [path.name for path in (data_dir / "keys").iterdir()] == [f"{public_key.strip()}.key"]


async def test_a_first_start_that_stands_still_is_a_sentence_for_the_next(
    keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "_LOCK_SECONDS", 0.05)
    with (
        FileLock(data_dir / "keys.lock"),
        pytest.raises(KeyUnavailable, match="Another PushDesk has been making this folder's key"),
    ):
        await keys.ensure()
    assert (await keys.ensure()).current


async def test_a_new_key_is_current_and_the_old_one_goes_on_signing(keys: Keys) -> None:
    old = await keys.ensure()
    new = await keys.create()
    assert (await keys.current()).public_key == new.public_key != old.public_key
    assert [key.current for key in await keys.every()] == [False, True]
    assert (await keys.private(old.public_key)).public_key == old.public_key


async def test_an_imported_key_is_current_and_importing_it_again_makes_no_other(keys: Keys) -> None:
    await keys.ensure()
    theirs = private_keys.generate()
    for _ in range(2):
        assert (await keys.adopt(theirs.secret().encode())).public_key == theirs.public_key
        await keys.create()
    await keys.adopt(theirs.secret().encode())
    assert (await keys.current()).public_key == theirs.public_key
    assert sum(key.current for key in await keys.every()) == 1
    assert len(await keys.every()) == 4


async def test_a_wrong_import_changes_nothing(keys: Keys, memory: MemoryKeyring) -> None:
    before = await keys.ensure()
    with pytest.raises(BadInput):
        await keys.adopt(b"not a key")
    assert [key.public_key for key in await keys.every()] == [before.public_key]
    assert len(memory.secrets) == 1


async def test_a_private_part_is_asked_for_once(keys: Keys, database: Database, data_dir: Path) -> None:
    made = await keys.ensure()
    later = Keys(database, data_dir)
    first = await later.private(made.public_key)
    assert first == await later.private(made.public_key)
    assert first.public_key == made.public_key


async def test_the_key_of_another_desk_is_a_sentence(keys: Keys) -> None:
    stranger = private_keys.generate().public_key
    with pytest.raises(
        KeyUnavailable, match=r"subscribed with another key .* import that key, or let the device"
    ):
        await keys.private(stranger)


async def test_a_key_that_has_gone_is_a_sentence_and_comes_back_by_import(
    keys: Keys, database: Database, data_dir: Path, memory: MemoryKeyring
) -> None:
    made = await keys.ensure()
    secret = (await keys.private(made.public_key)).secret()
    memory.secrets.clear()
    later = Keys(database, data_dir)
    with pytest.raises(KeyUnavailable, match="no longer in the operating system's keyring"):
        await later.private(made.public_key)
    await later.adopt(secret.encode())
    assert (await Keys(database, data_dir).private(made.public_key)).secret() == secret


async def test_a_key_is_named_by_how_it_begins(keys: Keys) -> None:
    made = await keys.ensure()
    for text in (made.public_key, made.public_key + "=", f" {made.public_key[:12]} "):
        assert (await keys.named(text)).public_key == made.public_key
    await keys.create()
    for text in ("B", "", "nothing"):  # every one of them begins with B: the point's form
        with pytest.raises(NotFound, match="No single VAPID key begins with"):
            await keys.named(text)


@pytest.mark.allow_log("no keyring answers: the private key is in a file")
async def test_without_a_keyring_there_is_a_warning_and_a_file(
    keys: Keys, memory: MemoryKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    memory.problem = RuntimeError("no bus")
    assert (await keys.ensure()).storage is KeyStorage.FILE
    assert (
        "no keyring answers: the private key is in a file in the data folder that only you can read"
        in caplog.text
    )


async def test_a_secret_is_in_no_database_log_or_export(
    keys: Keys, database: Database, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = await keys.ensure()
    private = await keys.private(made.public_key)

    def export(session: Session) -> str:
        given = PushSubscription("https://push.example/a", "p", "a")
        row, _ = subscriptions.capture(session, subscriptions.Capture(given, "lab", made.public_key))
        return json.dumps(row.exported()) + made.model_dump_json() + repr(made)

    told = caplog.text + await database.write(export) + repr(vars(keys))
    raw = base64url.decode(private.secret(), "It")
    for content in contents(data_dir):
        assert raw not in content
        assert private.secret().encode() not in content
    assert private.secret() not in told
    assert str(int.from_bytes(raw)) not in told


@pytest.mark.allow_log("no keyring answers")
async def test_a_key_that_cannot_be_written_down_leaves_no_private_part_behind(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite3"
    migrate(path)
    async with Database(path, busy=0.1) as database:
        keys = Keys(database, tmp_path)
        with sqlite3.connect(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(FolderError):
                await keys.create()
            other.rollback()
        other.close()
        assert await keys.every() == []
        assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.allow_log("is no longer in the data folder", "no keyring answers")
async def test_a_start_says_that_the_current_private_file_is_gone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "desk.sqlite3"
    migrate(path)
    async with Database(path) as database:
        await Keys(database, tmp_path).create()
        for file in (tmp_path / "keys").iterdir():
            file.unlink()
        await Keys(database, tmp_path).warn_if_lost()
    assert "is no longer in the data folder's" in caplog.text
