"""A file is replaced whole or not at all, also where the disk has no room."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pushdesk import whole_file

resource = pytest.importorskip("resource", reason="Windows has no limit of a file's size to set.")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may be longer than `size` bytes: writing more fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"before")
    whole_file.replace(path, b"after")
    assert path.read_bytes() == b"after"
    assert os.listdir(tmp_path) == ["kept.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights.")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_only_those_whom_the_mode_allows_can_read_it(tmp_path: Path, mode: int) -> None:
    whole_file.replace(tmp_path / "kept", b"x", mode)
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == mode


def test_where_there_is_no_room_what_was_there_stays_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"before")
    with room_for(1000), pytest.raises(OSError, match="too large"):
        whole_file.replace(path, b"x" * 5000)
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["kept.json"]
