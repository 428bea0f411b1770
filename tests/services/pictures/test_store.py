"""Local pictures in the data folder."""

import os
from pathlib import Path

import pytest

from pushdesk.model.errors import BadInput, FolderError, NotFound
from pushdesk.services.pictures.limit import LIMIT
from pushdesk.services.pictures.store import Pictures
from tests.services.pictures.drawing import png


@pytest.fixture
def pictures(data_dir: Path) -> Pictures:
    """Those of the test's own data folder."""
    return Pictures(data_dir)


async def test_a_file_is_kept_under_the_hash_of_what_it_holds(pictures: Pictures, tmp_path: Path) -> None:
    source = tmp_path / "mein Bild.txt"
    source.write_bytes(png())
    name = await pictures.keep(source)
    assert name.endswith(".png")
    assert "mein" not in name
    source.unlink()
    assert pictures.file(name).read_bytes() == png()


async def test_the_same_picture_is_kept_once(pictures: Pictures, tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.png").write_bytes(png())
    names = {await pictures.keep(tmp_path / f"{number}.png") for number in range(2)}
    names.add(await pictures.keep_bytes(png()))
    assert len(names) == 1
    assert [path.name for path in pictures.file(names.pop()).parent.iterdir()] != []


async def test_nothing_half_written_stays_beside_it(pictures: Pictures, data_dir: Path) -> None:
    name = await pictures.keep_bytes(png())
    assert [path.name for path in (data_dir / "pictures").iterdir()] == [name]


async def test_what_is_over_the_limit_is_refused_and_not_kept(
    pictures: Pictures, tmp_path: Path, data_dir: Path
) -> None:
    source = tmp_path / "big.png"
    source.write_bytes(png() + b"\0" * LIMIT)
    with pytest.raises(BadInput, match="over 5 MB"):
        await pictures.keep(source)
    assert not (data_dir / "pictures").exists()


async def test_what_is_no_picture_is_refused_whatever_its_name(pictures: Pictures, tmp_path: Path) -> None:
    source = tmp_path / "icon.png"
    source.write_text("hello")
    with pytest.raises(BadInput, match="no picture"):
        await pictures.keep(source)


async def test_a_folder_a_pipe_and_a_missing_file_are_sentences(pictures: Pictures, tmp_path: Path) -> None:
    missing = [tmp_path, tmp_path / "missing.png"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        missing.append(tmp_path / "pipe")
    for path in missing:
        with pytest.raises(BadInput, match="is not a file"):
            await pictures.keep(path)


async def test_a_data_folder_that_takes_nothing_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("in the way")
    with pytest.raises(FolderError, match="cannot be kept"):
        await Pictures(tmp_path).keep_bytes(png())


@pytest.mark.parametrize("name", ["", "x.png", "../pushdesk.db", "0" * 64 + ".png", "0" * 64 + ".exe"])
async def test_a_name_that_was_not_given_out_is_not_found(pictures: Pictures, name: str) -> None:
    await pictures.keep_bytes(png())
    with pytest.raises(NotFound):
        pictures.file(name)
