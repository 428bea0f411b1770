"""Autosave: one save when the typing pauses, never two at once, nothing lost at the end."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer

from pushdesk.model.errors import FolderError
from pushdesk.services.early_draft import EarlyDraft, LeftBehind, take_up
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.autosave import PAUSE_MS, Autosave
from tests.ui.fakes import FakeDesk, FakeEngine, until


class Typing:
    """A form of one word, an autosave on it, and how often it said that it saved."""

    def __init__(self, data_dir: Path) -> None:
        self.word = ""
        self.saved = 0
        self.bridge = Bridge()
        self.owner = QObject()
        self.early = EarlyDraft(data_dir)
        self.autosave = Autosave(self.bridge, self.early, self._read, self._saved, self.owner)

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        return {"word": self.word}, ["mine"]

    def _saved(self) -> None:
        self.saved += 1

    def type(self, word: str) -> None:
        """Another word in the box."""
        self.word = word
        self.autosave.touch()


@pytest.fixture
def typing(qapp: object, data_dir: Path) -> Iterator[Typing]:
    """Not attached to a desk yet."""
    made = Typing(data_dir)
    yield made
    made.early.leave()


async def left_behind(typing: Typing, data_dir: Path) -> list[LeftBehind]:
    """What the next window would find, were this one killed now."""
    found = list[LeftBehind]()

    async def add(every: Sequence[LeftBehind]) -> int:
        found.extend(every)
        return len(found)

    typing.early.leave()
    await take_up(data_dir, add)
    return found


@pytest.fixture
def gate(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Until it is set, a save takes its time."""
    opened, save = asyncio.Event(), desk.drafts.save

    async def slow(*given: Any) -> str:
        await opened.wait()
        return await save(*given)

    monkeypatch.setattr(desk.drafts, "save", slow)
    return opened


async def test_a_burst_of_keystrokes_is_one_save(typing: Typing, engine: FakeEngine, desk: FakeDesk) -> None:
    typing.autosave.attach(engine, desk, None)
    for word in ("H", "He", "Hello"):
        typing.type(word)
    await until(lambda: typing.saved)
    assert desk.drafts.saves == 1
    assert desk.drafts.draft is not None
    assert (desk.drafts.draft.form, desk.drafts.draft.audience) == ({"word": "Hello"}, ["mine"])


async def test_who_types_on_without_a_pause_is_saved_too(
    typing: Typing, engine: FakeEngine, desk: FakeDesk
) -> None:
    typing.autosave.attach(engine, desk, None)
    keys = QTimer(interval=PAUSE_MS // 6)
    keys.timeout.connect(lambda: typing.type(typing.word + "x"))
    keys.start()
    await until(lambda: typing.saved)
    keys.stop()
    await typing.autosave.flush()


async def test_the_next_save_goes_into_the_same_draft(
    typing: Typing, engine: FakeEngine, desk: FakeDesk
) -> None:
    typing.autosave.attach(engine, desk, "d7")
    typing.type("one")
    await typing.autosave.flush()
    typing.type("two")
    await typing.autosave.flush()
    assert desk.drafts.draft is not None
    assert (desk.drafts.draft.id, desk.drafts.saves) == ("d7", 2)


async def test_what_is_typed_during_a_save_is_saved_after_it(
    typing: Typing, engine: FakeEngine, desk: FakeDesk, gate: asyncio.Event
) -> None:
    typing.autosave.attach(engine, desk, None)
    typing.type("one")
    saving = asyncio.create_task(typing.autosave.flush())
    await asyncio.sleep(0)
    typing.type("two")
    gate.set()
    await saving
    assert desk.drafts.draft is not None
    assert desk.drafts.draft.form == {"word": "two"}


async def test_a_flush_waits_for_a_save_that_runs(
    typing: Typing, engine: FakeEngine, desk: FakeDesk, gate: asyncio.Event
) -> None:
    typing.autosave.attach(engine, desk, None)
    typing.type("one")
    first = asyncio.create_task(typing.autosave.flush())
    await asyncio.sleep(0)
    last = asyncio.create_task(typing.autosave.flush())
    await asyncio.sleep(0)
    assert not last.done()
    gate.set()
    await last
    assert desk.drafts.saves == 1
    await first


async def test_before_there_is_a_desk_it_is_saved_in_a_file(
    typing: Typing, desk: FakeDesk, data_dir: Path
) -> None:
    typing.type("one")
    await until(lambda: typing.saved)
    assert desk.drafts.saves == 0
    assert await left_behind(typing, data_dir) == [LeftBehind(typing.early.id, {"word": "one"}, ["mine"])]


async def test_the_file_goes_when_the_desk_has_it(
    typing: Typing, engine: FakeEngine, desk: FakeDesk, data_dir: Path
) -> None:
    typing.type("one")
    await typing.autosave.flush()
    typing.autosave.attach(engine, desk, typing.early.id)
    typing.autosave.touch()
    await typing.autosave.flush()
    assert [(one.id, one.form) for one in desk.drafts.every] == [(typing.early.id, {"word": "one"})]
    assert await left_behind(typing, data_dir) == []


async def test_the_file_stays_where_the_desk_cannot_save(
    typing: Typing, engine: FakeEngine, desk: FakeDesk, data_dir: Path
) -> None:
    typing.type("one")
    await typing.autosave.flush()
    typing.autosave.attach(engine, desk, typing.early.id)
    desk.drafts.problem = FolderError("The disk is full.")
    typing.autosave.touch()
    with pytest.raises(FolderError):
        await typing.autosave.flush()
    assert [one.form for one in await left_behind(typing, data_dir)] == [{"word": "one"}]


async def test_what_could_not_be_saved_is_tried_again_at_the_end(
    typing: Typing, engine: FakeEngine, desk: FakeDesk
) -> None:
    typing.autosave.attach(engine, desk, None)
    desk.drafts.problem = FolderError("The disk is full.")
    typing.type("one")
    with pytest.raises(FolderError):
        await typing.autosave.flush()
    desk.drafts.problem = None
    await typing.autosave.flush()
    assert desk.drafts.draft is not None
    assert desk.drafts.draft.form == {"word": "one"}


async def test_nothing_is_saved_when_nothing_changed(
    typing: Typing, engine: FakeEngine, desk: FakeDesk
) -> None:
    typing.autosave.attach(engine, desk, None)
    await typing.autosave.flush()
    assert desk.drafts.saves == 0
