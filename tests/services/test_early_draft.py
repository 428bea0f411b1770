"""What is typed before there is a desk: kept while its window lives, taken up once when that is gone."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pushdesk.model.errors import FolderError
from pushdesk.services.early_draft import FOLDER, EarlyDraft, LeftBehind, TakenUp, take_up
from tests.test_whole_file import room_for

FORM = {"document": {"title": "Früh \ud83d getippt"}}


class Kept:
    """Drafts by id, as the database has them."""

    def __init__(self, *there: str) -> None:
        self.every: dict[str, LeftBehind | None] = dict.fromkeys(there)

    async def add(self, found: Sequence[LeftBehind]) -> int:
        new = [one for one in found if one.id not in self.every]
        self.every |= {one.id: one for one in new}
        return len(new)


def left_by_a_window(data_dir: Path, form: Mapping[str, object] = FORM) -> str:
    """A window kept this and is gone; returns the id."""
    window = EarlyDraft(data_dir)
    window.keep(form, ["tag:qa"])
    window.leave()
    return window.id


def files(data_dir: Path) -> list[str]:
    """What lies in the folder."""
    return sorted(os.listdir(data_dir / FOLDER))


async def test_what_a_window_left_behind_is_a_draft_of_its_name_with_half_characters_and_all(
    data_dir: Path,
) -> None:
    name, kept = left_by_a_window(data_dir), Kept()
    assert await take_up(data_dir, kept.add) == TakenUp(1)
    assert kept.every == {name: LeftBehind(name, FORM, ["tag:qa"])}
    assert files(data_dir) == []


async def test_it_is_taken_up_once_although_its_file_could_not_be_deleted(data_dir: Path) -> None:
    name = left_by_a_window(data_dir)
    assert await take_up(data_dir, Kept(name).add) == TakenUp(0)
    assert files(data_dir) == []


async def test_two_windows_do_not_write_into_one_file(data_dir: Path) -> None:
    names = [left_by_a_window(data_dir, {"n": number}) for number in range(2)]
    kept = Kept()
    assert await take_up(data_dir, kept.add) == TakenUp(2)
    assert [one.form for name in names if (one := kept.every[name])] == [{"n": 0}, {"n": 1}]


async def test_the_oldest_comes_first(data_dir: Path) -> None:
    names = [left_by_a_window(data_dir) for _ in range(3)]
    for age, name in enumerate(names):
        os.utime(data_dir / FOLDER / f"{name}.json", (1000 - age, 1000 - age))
    kept = Kept()
    await take_up(data_dir, kept.add)
    assert list(kept.every) == names[::-1]


async def test_what_a_living_window_writes_is_left_alone(data_dir: Path) -> None:
    window, kept = EarlyDraft(data_dir), Kept()
    window.keep(FORM, [])
    assert await take_up(data_dir, kept.add) == TakenUp()
    window.keep({"more": True}, [])
    window.leave()
    await take_up(data_dir, kept.add)
    assert kept.every == {window.id: LeftBehind(window.id, {"more": True}, [])}


async def test_what_is_among_the_drafts_leaves_nothing_in_the_folder(data_dir: Path) -> None:
    window = EarlyDraft(data_dir)
    window.keep(FORM, [])
    window.drop()
    assert files(data_dir) == []


async def test_where_the_drafts_cannot_be_written_the_files_stay(data_dir: Path) -> None:
    async def full(_found: Sequence[LeftBehind]) -> int:
        raise FolderError("The disk is full.")

    name, kept = left_by_a_window(data_dir), Kept()
    with pytest.raises(FolderError):
        await take_up(data_dir, full)
    await take_up(data_dir, kept.add)
    assert list(kept.every) == [name]


async def test_no_folder_is_nothing_to_take_up(data_dir: Path) -> None:
    assert await take_up(data_dir, Kept().add) == TakenUp()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\0" * 40,
        b'{"version": 1, "form": {"document": {"ti',
        b"\xff\xfe",
        b"[]",
        b'{"version": 1, "form": [], "audience": []}',
        b'{"form": {}, "audience": []}',
        b'{"version": 1, "form": {}, "audience": "all"}',
        b"[" * 100_000,
    ],
    ids=lambda raw: repr(raw[:12]),
)
async def test_a_damaged_file_is_told_once_and_kept_aside_and_the_others_are_taken_up(
    data_dir: Path, damaged: bytes
) -> None:
    name, other = left_by_a_window(data_dir), left_by_a_window(data_dir)
    (data_dir / FOLDER / f"{name}.json").write_bytes(damaged)
    kept = Kept()
    taken = await take_up(data_dir, kept.add)
    aside = data_dir / FOLDER / f"damaged-{name}.json"
    assert list(kept.every) == [other]
    assert taken.refused == (
        f"A message typed before PushDesk was up cannot be read any more; the damaged file is {aside}.",
    )
    assert aside.read_bytes() == damaged
    assert await take_up(data_dir, kept.add) == TakenUp()
    assert files(data_dir) == [aside.name]


async def test_a_file_of_a_newer_version_waits_for_that(data_dir: Path) -> None:
    name, kept = left_by_a_window(data_dir), Kept()
    path = data_dir / FOLDER / f"{name}.json"
    path.write_text(json.dumps({"version": 2, "form": {"new": 1}, "audience": []}))
    before = path.read_bytes()
    (sentence,) = (await take_up(data_dir, kept.add)).refused
    assert sentence.startswith("A message typed in a newer PushDesk waits for that one in ")
    assert (kept.every, path.read_bytes()) == ({}, before)


async def test_what_a_kill_left_half_written_goes(data_dir: Path) -> None:
    name = left_by_a_window(data_dir)
    (data_dir / FOLDER / f"{name}.json.x1y2").write_bytes(b'{"vers')
    (data_dir / FOLDER / "neverwritten.lock").touch()
    kept = Kept()
    await take_up(data_dir, kept.add)
    assert list(kept.every) == [name]
    assert files(data_dir) == []


async def test_a_full_disk_is_one_sentence_and_what_was_kept_stays(data_dir: Path) -> None:
    window, kept = EarlyDraft(data_dir), Kept()
    window.keep(FORM, [])
    with room_for(1000), pytest.raises(FolderError, match="cannot be written"):
        window.keep({"document": {"title": "x" * 5000}}, [])
    window.leave()
    await take_up(data_dir, kept.add)
    assert kept.every == {window.id: LeftBehind(window.id, FORM, [])}


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="cannot be kept before PushDesk is up"):
        EarlyDraft(tmp_path / "file").keep(FORM, [])


async def test_a_file_that_cannot_be_opened_is_a_sentence_and_stays(data_dir: Path) -> None:
    name, kept = left_by_a_window(data_dir), Kept()
    path = data_dir / FOLDER / f"{name}.json"
    path.unlink()
    path.mkdir()
    (sentence,) = (await take_up(data_dir, kept.add)).refused
    assert sentence.startswith(f"A message typed before PushDesk was up, {path}, cannot be read: ")
    assert path.is_dir()
