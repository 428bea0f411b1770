"""The data folder: made private, migrated once, owned by one process at a time."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from pushdesk.model.errors import FolderError
from pushdesk.services import folder
from pushdesk.services.store.database import FILE_NAME
from pushdesk.services.store.migrate import HEAD


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_a_folder_is_made_for_the_user_alone_with_its_database(data_dir: Path) -> None:
    below = data_dir / "not" / "there"
    path = folder.prepare(below)
    assert path == below / FILE_NAME
    assert version(path) == HEAD
    if os.name != "nt":
        assert stat.S_IMODE(below.stat().st_mode) == 0o700


def test_preparing_it_again_changes_nothing(data_dir: Path) -> None:
    path = folder.prepare(data_dir)
    before = path.read_bytes()
    assert folder.prepare(data_dir) == path
    assert path.read_bytes() == before


def test_a_folder_that_exists_keeps_its_rights(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    before = data_dir.stat().st_mode
    folder.prepare(data_dir)
    assert data_dir.stat().st_mode == before


def test_a_file_in_the_folders_place_is_a_sentence(data_dir: Path) -> None:
    data_dir.write_text("", "utf-8")
    for wanted in (data_dir, data_dir / "below"):
        with pytest.raises(
            FolderError, match=r"cannot be used \(.+\)\. Change its rights, or name another with"
        ):
            folder.prepare(wanted)


def test_a_damaged_database_is_a_sentence(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b"This is a letter, not a database. " * 100)
    with pytest.raises(FolderError, match="The database is damaged"):
        folder.prepare(data_dir)


def test_a_start_waits_for_another_that_prepares_and_says_so_when_it_takes_too_long(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_SETUP_SECONDS", 0.05)
    data_dir.mkdir()
    with (
        FileLock(data_dir / folder.SETUP_LOCK),
        pytest.raises(FolderError, match="Another PushDesk has been preparing the data folder"),
    ):
        folder.prepare(data_dir)
    assert folder.prepare(data_dir)


PREPARE_AS_NOBODY = """
import os, sys
from pathlib import Path
from pushdesk.model.errors import FolderError
from pushdesk.services import folder

free, read_only = map(Path, sys.argv[1:])
folder.prepare(free)
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere, nobody may not; all that is imported is imported by now
for use in (folder.prepare, lambda data_dir: folder.owned(data_dir).__enter__()):
    try:
        use(read_only)
    except FolderError as problem:
        print(problem.sentence)
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are given in another way there")
def test_a_read_only_folder_is_a_sentence(data_dir: Path) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        read_only = Path(name)
        read_only.chmod(0o555)
        tried = subprocess.run(
            [sys.executable, "-c", PREPARE_AS_NOBODY, str(data_dir), name],
            capture_output=True,
            text=True,
            timeout=60,
        )
        read_only.chmod(0o755)
    assert tried.stderr == ""
    assert tried.stdout.splitlines() == [
        f"The data folder {name} cannot be used (Permission denied). "
        "Change its rights, or name another with --data-dir.",
        f"The data folder {name} cannot be locked (Permission denied).",
    ]


OWN = """
import sys
from pathlib import Path
from pushdesk.services.folder import owned

with owned(Path(sys.argv[1])):
    print("owned", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def owner(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that owns the folder until it reads a line or is killed."""
    data_dir.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "owned\n"
    return process


def test_a_second_owner_is_refused_until_the_first_has_ended(
    owner: subprocess.Popen[str], data_dir: Path
) -> None:
    with (
        pytest.raises(FolderError, match=r"Another PushDesk .* already uses the data folder .*--data-dir\.$"),
        folder.owned(data_dir),
    ):
        pytest.fail("two owners")
    owner.communicate("end\n", timeout=30)
    with folder.owned(data_dir):
        pass


def test_who_only_asks_is_told_of_an_owner_and_takes_nothing(
    owner: subprocess.Popen[str], data_dir: Path
) -> None:
    with pytest.raises(folder.FolderOwned, match="already uses the data folder"):
        folder.refuse_if_owned(data_dir)
    owner.communicate("end\n", timeout=30)
    folder.refuse_if_owned(data_dir)
    with folder.owned(data_dir):
        pass
    folder.refuse_if_owned(data_dir / "not there")


def test_an_owner_that_was_killed_leaves_the_folder_free(
    owner: subprocess.Popen[str], data_dir: Path
) -> None:
    owner.kill()
    owner.communicate(timeout=30)
    with folder.owned(data_dir):
        pass


def test_beside_an_owner_the_folder_can_be_prepared(owner: subprocess.Popen[str], data_dir: Path) -> None:
    assert folder.prepare(data_dir)
    owner.communicate("end\n", timeout=30)


def own_twice(data_dir: Path) -> None:
    with folder.owned(data_dir), folder.owned(data_dir):
        pytest.fail("two owners")


def test_one_process_owns_a_folder_once_and_frees_it_after_an_error(data_dir: Path) -> None:
    data_dir.mkdir()
    for _ in range(2):  # the second time shows that the first one let go
        with pytest.raises(FolderError, match="already uses"):
            own_twice(data_dir)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_the_database_is_private_in_a_folder_that_everybody_can_read(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    assert stat.S_IMODE(folder.prepare(shared).stat().st_mode) == 0o600
