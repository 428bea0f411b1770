"""Templates over a real database and a real folder."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.model.message_template import LONGEST_NAME
from pushdesk.model.payload import PayloadShape
from pushdesk.services import template_reading
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.templates import Imported, Templates

HELLO = {"title": "Hello {{ name }}", "body": "Grüße\nund mehr", "delivery": {"ttl": 60}}


async def opened(path: Path) -> AsyncIterator[Templates]:
    migrate(path)
    async with Database(path) as database:
        yield Templates(database)


@pytest.fixture
async def templates(tmp_path: Path) -> AsyncIterator[Templates]:
    """An empty desk's."""
    async for found in opened(tmp_path / "one.sqlite3"):
        yield found


@pytest.fixture
async def others(tmp_path: Path) -> AsyncIterator[Templates]:
    """Another desk's."""
    async for found in opened(tmp_path / "two.sqlite3"):
        yield found


async def documents(templates: Templates) -> list[dict[str, Any]]:
    return [row.document() for row in await templates.every()]


async def filled(templates: Templates) -> None:
    await templates.save("Welcome", HELLO, "onboarding/day 1")
    await templates.save("Down: a/b?", {"title": "We are down", "tag": "incident"}, "Incidents")
    await templates.save("custom", {}, "", PayloadShape.CUSTOM, "{{ delivery.id }}")


async def test_a_message_is_kept_by_name_in_a_folder(templates: Templates) -> None:
    row = await templates.save(" Welcome  all ", HELLO, "/onboarding/", PayloadShape.TEXT, "not kept")
    assert await templates.get(row.id) == row
    assert (row.name, row.folder, row.message) == ("Welcome all", "onboarding", HELLO)
    assert (row.shape, row.shape_template) == (PayloadShape.TEXT, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", HELLO), "Give the template a name"),
        (("n", [1]), "must be an object"),
        (("n", {"title": "\ud83d"}), "half of a character"),
        (("n", HELLO, "a:b"), "cannot be a folder's name"),
        (("n", HELLO, "", PayloadShape.CUSTOM), "needs a template"),
    ],
)
async def test_what_cannot_be_kept_is_a_sentence(templates: Templates, arguments: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        await templates.save(*arguments)
    assert await templates.every() == []


async def test_a_name_stands_once_in_its_folder_unless_it_is_to_be_replaced(templates: Templates) -> None:
    first = await templates.save("Welcome", HELLO, "a")
    await templates.save("Welcome", HELLO, "b")
    with pytest.raises(Conflict, match="The folder “a” has a template “Welcome” already"):
        await templates.save("Welcome", {}, "a")
    assert (await templates.get(first.id)).message == HELLO
    again = await templates.save("Welcome", {"title": "New"}, "a", replace=True)
    assert (again.id, again.message) == (first.id, {"title": "New"})
    assert again.updated_at >= first.updated_at
    assert len(await templates.every()) == 2
    assert (await templates.save("New", {}, "a", replace=True)).name == "New"


async def test_templates_stand_by_folder_and_name_as_a_person_sorts(templates: Templates) -> None:
    for folder, name in (("b", "x"), ("A", "b"), ("", "z"), ("A", "a"), ("a", "C")):
        await templates.save(name, {}, folder)
    found = [(row.folder, row.name) for row in await templates.every()]
    assert found == [("", "z"), ("A", "a"), ("A", "b"), ("a", "C"), ("b", "x")]


async def test_a_copy_stands_beside_its_original_under_a_free_name(templates: Templates) -> None:
    first = await templates.save("N" * LONGEST_NAME, HELLO, "a", PayloadShape.CUSTOM, "x")
    copies = [await templates.duplicate(first.id) for _ in range(3)]
    stem = "N" * (LONGEST_NAME - 5)
    assert [row.name for row in copies] == [f"{stem} copy", f"{stem[2:]} copy 2", f"{stem[2:]} copy 3"]
    assert {(row.folder, row.shape, row.shape_template) for row in copies} == {
        ("a", PayloadShape.CUSTOM, "x")
    }
    assert all(row.message == HELLO for row in copies)
    second = await templates.save("Order", HELLO)
    for name in ("Order copy", "Order copy 2", "Order copy 3"):
        second = await templates.duplicate(second.id)
        assert second.name == name


async def test_a_template_is_renamed_moved_and_deleted(templates: Templates) -> None:
    row = await templates.save("a", HELLO, "x")
    await templates.save("b", HELLO, "")
    assert (await templates.move(row.id, name="c")).folder == "x"
    moved = await templates.move(row.id, folder="")
    assert (moved.name, moved.folder, moved.message) == ("c", "", HELLO)
    with pytest.raises(Conflict, match="The top folder has a template “b” already"):
        await templates.move(row.id, name="b")
    assert (await templates.move(row.id, name="c", folder="")).updated_at == moved.updated_at
    await templates.delete(row.id)
    for again in (templates.delete(row.id), templates.get(row.id), templates.move(row.id, name="d")):
        with pytest.raises(NotFound):
            await again
    with pytest.raises(NotFound):
        await templates.duplicate(row.id)
    assert [kept.name for kept in await templates.every()] == ["b"]


async def test_files_of_one_desk_are_another_desks_templates(
    templates: Templates, others: Templates, tmp_path: Path
) -> None:
    await filled(templates)
    target = tmp_path / "repository"
    paths = await templates.export_files(target)
    assert [path.relative_to(target).as_posix() for path in paths] == [
        "custom.yaml",
        "Incidents/Down- a-b-.yaml",
        "onboarding/day 1/Welcome.yaml",
    ]
    assert all(b"\r" not in path.read_bytes() for path in paths)
    before = [path.read_bytes() for path in paths]
    assert await others.import_files(target) == Imported(created=3, updated=0)
    assert await documents(others) == await documents(templates)
    assert await others.import_files(target) == Imported(created=0, updated=0, unchanged=3)
    await others.export_files(target)
    assert [path.read_bytes() for path in paths] == before


async def test_a_file_that_was_changed_or_moved_by_hand_is_taken_as_it_is(
    templates: Templates, tmp_path: Path
) -> None:
    row = await templates.save("Welcome", HELLO, "a")
    (path,) = await templates.export_files(tmp_path / "files", [row.id])
    path.write_text(path.read_text("utf-8").replace("Hello", "Hi").replace("\n", "\r\n"), "utf-8")
    assert await templates.import_files(path.parent.parent) == Imported(created=0, updated=1)
    assert (await templates.get(row.id)).message["title"] == "Hi {{ name }}"
    path.rename(tmp_path / "files" / "moved.yml")
    assert await templates.import_files(tmp_path / "files") == Imported(created=1, updated=0)
    assert [found.folder for found in await templates.every()] == ["", "a"]
    (tmp_path / "Plain.yaml").write_text("message: {title: Hi}\n", "utf-8")
    assert await templates.import_files(tmp_path / "Plain.yaml") == Imported(created=1, updated=0)
    assert (await templates.every())[0].name == "Plain"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("b.yaml", "message: [", r"^b.yaml: Line 1 is not YAML"),
        ("b.yaml", "message: 5", r"^b.yaml: A template's “message” must be an object"),
        ("b.yaml", "a" * 200_000, r"^b.yaml: it is too large"),
        ("b.json", "[{]", r"^b.json: Line 1 is not JSON"),
        (
            "b.json",
            '[{"name": "n", "message": {}}, 5]',
            r"^b.json: Template 2 of 2: A template must be an object",
        ),
        (
            "b.yaml",
            "message:\n  body: a\n  body: b\n",
            r"b\.yaml: “body” stands more than once \(lines 2 and 3\)",
        ),
        ("b.json", '{"name": "a", "name": "b", "message": {}}', r"b\.json: “name” stands more than once"),
        ("b.yaml", "name: a\nmessage: {}", r"“a” stands twice in the top folder"),
    ],
)
async def test_one_file_that_is_wrong_and_nothing_is_imported(
    templates: Templates, tmp_path: Path, name: str, text: str, words: str
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.yaml").write_text("message: {title: Hi}\n", "utf-8")
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=words):
        await templates.import_files(folder)
    assert await templates.every() == []


async def test_what_is_no_file_of_ours_is_left_alone_and_an_empty_folder_says_so(
    templates: Templates, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "x.yaml").write_text("broken: [", "utf-8")
    (folder / "README.md").write_text("# x", "utf-8")
    with pytest.raises(BadInput, match="There is no template in"):
        await templates.import_files(folder)
    with pytest.raises(BadInput, match="cannot be read"):
        await templates.import_files(tmp_path / "nowhere.yaml")
    (folder / "bytes.yaml").write_bytes(b"\xff\xff")
    with pytest.raises(BadInput, match=r"bytes\.yaml: Line 1 is not UTF-8"):
        await templates.import_files(folder)


async def test_a_folder_that_cannot_be_written_is_a_sentence(templates: Templates, tmp_path: Path) -> None:
    await filled(templates)
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(BadInput, match="cannot be written"):
        await templates.export_files(tmp_path / "file")
    with pytest.raises(NotFound):
        await templates.export_files(tmp_path / "files", ["nobody"])


async def test_json_carries_all_or_some(templates: Templates, others: Templates, tmp_path: Path) -> None:
    await filled(templates)
    text, path = await templates.export_json(), tmp_path / "all.json"
    path.write_text(text, "utf-8")
    assert [found["folder"] for found in json.loads(text)["templates"]] == [
        "",
        "Incidents",
        "onboarding/day 1",
    ]
    assert await others.import_files(path) == Imported(created=3, updated=0)
    assert await documents(others) == await documents(templates)
    (row,) = [row for row in await templates.every() if row.name == "Welcome"]
    assert len(json.loads(await templates.export_json([row.id]))["templates"]) == 1
    path.write_text('{"name": "x"}', "utf-8")
    with pytest.raises(BadInput, match="Template 1 of 1"):
        await others.import_files(path)


async def test_what_lies_beside_templates_is_passed_by_and_told(templates: Templates, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    for name in ("a.yaml", "in/B.YAML", ".x.yaml", ".git/config", "in/.DS_Store", "README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("message: {title: Hi}\n", "utf-8")
    (folder / "folder.yaml").mkdir()
    found = await templates.import_files(folder)
    assert found == Imported(
        created=2, updated=0, hidden=(".git/", ".x.yaml", "in/.DS_Store"), others=("README.md",)
    )
    assert [(row.folder, row.name) for row in await templates.every()] == [("", "a"), ("in", "B")]
    assert (await templates.import_files(folder)).unchanged == 2


async def test_where_all_is_hidden_it_says_so(templates: Templates, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / ".x.yaml").write_text("message: {}", "utf-8")
    with pytest.raises(BadInput, match=r"There is no template in .* 1 hidden: \.x\.yaml\."):
        await templates.import_files(tmp_path / "files")


async def test_a_mistake_in_a_folder_is_said_with_the_folder(templates: Templates, tmp_path: Path) -> None:
    (tmp_path / "files" / "in").mkdir(parents=True)
    (tmp_path / "files" / "in" / "b.yaml").write_text("message: 5", "utf-8")
    with pytest.raises(BadInput, match=r"^in/b\.yaml: "):
        await templates.import_files(tmp_path / "files")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
async def test_a_pipe_is_not_waited_for(templates: Templates, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    os.mkfifo(tmp_path / "files" / "pipe.yaml")
    (tmp_path / "files" / "a.yaml").write_text("message: {}", "utf-8")
    assert (await templates.import_files(tmp_path / "files")).others == ("pipe.yaml",)
    with pytest.raises(BadInput, match="it is no file"):
        await templates.import_files(tmp_path / "files" / "pipe.yaml")


async def test_a_folder_of_other_things_is_not_searched_for_long(
    templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_reading, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.md").write_text("", "utf-8")
    with pytest.raises(BadInput, match="more than 3 files"):
        await templates.import_files(tmp_path)


async def test_the_longest_name_has_a_file_that_every_disk_takes(
    templates: Templates, others: Templates, tmp_path: Path
) -> None:
    for name in ("日" * LONGEST_NAME, "日" * (LONGEST_NAME - 1) + "a"):
        await templates.save(name, HELLO)
    paths = await templates.export_files(tmp_path / "files")
    assert len(paths) == 2
    await others.import_files(tmp_path / "files")
    assert await documents(others) == await documents(templates)
