"""Autosave: one save when the typing pauses, never two at once, nothing lost at the end."""

import asyncio
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer

from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.autosave import PAUSE_MS, Autosave
from tests.ui.fakes import FakeDesk, FakeEngine, until


class Typing:
    """A form of one word, an autosave on it, and how often it said that it saved."""

    def __init__(self) -> None:
        self.word = ""
        self.saved = 0
        self.bridge = Bridge()
        self.owner = QObject()
        self.autosave = Autosave(self.bridge, self._read, self._saved, self.owner)

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        return {"word": self.word}, ["mine"]

    def _saved(self) -> None:
        self.saved += 1

    def type(self, word: str) -> None:
        """Another word in the box."""
        self.word = word
        self.autosave.touch()


@pytest.fixture
def typing(qapp: object) -> Typing:
    """Not attached to a desk yet."""
    return Typing()


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
    typing: Typing, engine: FakeEngine, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing.autosave.attach(engine, desk, None)
    gate, save = asyncio.Event(), desk.drafts.save

    async def slow(*given: Any) -> str:
        await gate.wait()
        return await save(*given)

    monkeypatch.setattr(desk.drafts, "save", slow)
    typing.type("one")
    saving = asyncio.create_task(typing.autosave.flush())
    await asyncio.sleep(0)
    typing.type("two")
    gate.set()
    await saving
    assert desk.drafts.draft is not None
    assert desk.drafts.draft.form == {"word": "two"}


async def test_a_flush_waits_for_a_save_that_runs(
    typing: Typing, engine: FakeEngine, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing.autosave.attach(engine, desk, None)
    gate, save = asyncio.Event(), desk.drafts.save

    async def slow(*given: Any) -> str:
        await gate.wait()
        return await save(*given)

    monkeypatch.setattr(desk.drafts, "save", slow)
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


async def test_nothing_is_saved_before_there_is_a_desk(typing: Typing, desk: FakeDesk) -> None:
    typing.type("one")
    await typing.autosave.flush()
    assert desk.drafts.saves == 0


async def test_nothing_is_saved_when_nothing_changed(
    typing: Typing, engine: FakeEngine, desk: FakeDesk
) -> None:
    typing.autosave.attach(engine, desk, None)
    await typing.autosave.flush()
    assert desk.drafts.saves == 0
