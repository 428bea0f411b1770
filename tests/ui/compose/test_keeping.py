"""Which draft is shown at the start, and that what was typed before there was a desk is one of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from pushdesk import whole_file
from pushdesk.model.draft import Draft
from pushdesk.model.errors import FolderError
from pushdesk.services.early_draft import FOLDER, EarlyDraft, TakenUp, take_up
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.keeping import LEFT_BEHIND, QUICKER
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.compose.stored import to_stored
from pushdesk.ui.context import UiContext
from tests.ui.composing import composing
from tests.ui.fakes import FakeEngine, Told


@pytest_asyncio.fixture
async def screen(context: UiContext) -> AsyncIterator[ComposeScreen]:
    """The screen on its own, without a desk yet."""
    async with composing(context) as made:
        yield made


async def attach(screen: ComposeScreen, context: UiContext, engine: FakeEngine) -> None:
    """Give the screen its desk and wait until it has loaded."""
    screen.attach(engine, engine.desk)
    await context.bridge.idle()


def left_behind(data_dir: Path, *titles: str) -> None:
    """Each of a window of its own, which is gone."""
    for title in titles:
        window = EarlyDraft(data_dir)
        window.keep(to_stored(DraftValue({"title": title})), ["mine"])
        window.leave()


def write(screen: ComposeScreen, title: str) -> None:
    """Another title, as typed."""
    screen.edit(screen.draft.with_option("title", title), "title")


async def brought_back(screen: ComposeScreen, context: UiContext) -> object:
    """The title of the message before."""
    context.actions.get("compose.back").trigger()
    await context.bridge.idle()
    return screen.draft.option("title")


async def test_what_a_killed_window_left_is_shown_at_the_next_start(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told, data_dir: Path
) -> None:
    left_behind(data_dir, "Typed early")
    await attach(screen, context, engine)
    assert screen.draft == DraftValue({"title": "Typed early"})
    assert told.notified == [LEFT_BEHIND]
    assert not context.actions.get("compose.back").isEnabled()
    write(screen, "Typed on")
    await screen.keeper.autosave.flush()
    assert [draft.form["document"]["title"] for draft in engine.desk.drafts.every] == ["Typed on"]


async def test_the_drafts_before_it_can_be_brought_back_each_in_its_turn(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, data_dir: Path, told: Told
) -> None:
    engine.desk.drafts.draft = Draft(id="d1", form=to_stored(DraftValue({"title": "Saved"})), audience=[])
    left_behind(data_dir, "One", "Two")
    await attach(screen, context, engine)
    assert told.notified[0].startswith(LEFT_BEHIND)
    assert "Bring the message before back" in told.notified[0]
    seen = [screen.draft.option("title"), *[await brought_back(screen, context) for _ in range(4)]]
    assert set(seen[:3]) == {"One", "Two", "Saved"}
    assert seen[2] == "Saved"
    assert seen[3:] == seen[:2]


async def test_a_new_message_stands_before_those_that_can_be_brought_back(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine
) -> None:
    await attach(screen, context, engine)
    context.actions.get("compose.new").trigger()
    await context.bridge.idle()
    write(screen, "New")
    assert await brought_back(screen, context) == EXAMPLE.option("title")
    assert await brought_back(screen, context) == "New"
    assert await brought_back(screen, context) == EXAMPLE.option("title")


async def test_who_types_before_the_desk_goes_on_and_what_was_left_behind_is_the_message_before(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told, data_dir: Path
) -> None:
    left_behind(data_dir, "Typed early")
    write(screen, "Typed now")
    await screen.keeper.autosave.flush()
    await attach(screen, context, engine)
    await screen.keeper.autosave.flush()
    assert screen.draft == DraftValue({"title": "Typed now"})
    assert told.notified == [QUICKER]
    assert len(engine.desk.drafts.every) == 2
    assert list((data_dir / FOLDER).iterdir()) == []
    assert await brought_back(screen, context) == "Typed early"


async def test_what_cannot_be_read_is_a_sentence_and_the_draft_is_there(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told, data_dir: Path
) -> None:
    left_behind(data_dir, "Typed early")
    (damaged,) = (data_dir / FOLDER).glob("*.json")
    damaged.write_bytes(b'{"version"')
    await attach(screen, context, engine)
    assert screen.draft == EXAMPLE
    (sentence,) = told.refused
    assert sentence.startswith("A message typed before PushDesk was up cannot be read any more")


async def test_drafts_that_cannot_be_written_are_a_sentence_and_what_was_left_behind_waits(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told, data_dir: Path
) -> None:
    left_behind(data_dir, "Typed early")
    engine.desk.drafts.problem = FolderError("The disk is full.")
    await attach(screen, context, engine)
    assert (screen.draft, told.refused) == (EXAMPLE, ["The disk is full."])
    assert len(list((data_dir / FOLDER).glob("*.json"))) == 1


async def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_text_is_saved_once_there_is_a_desk(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, told: Told, data_dir: Path
) -> None:
    whole_file.replace(data_dir, b"no folder")
    write(screen, "Typed early")
    context.bridge.spawn(screen.keeper.autosave.flush(), "save the draft")
    await context.bridge.idle()
    (sentence,) = told.refused
    assert sentence.startswith("What you type cannot be kept before PushDesk is up: the data folder ")
    await attach(screen, context, engine)
    await screen.keeper.autosave.flush()
    assert [draft.form["document"]["title"] for draft in engine.desk.drafts.every] == ["Typed early"]


async def test_a_kill_after_the_saving_and_before_the_file_is_deleted_makes_no_second_draft(
    screen: ComposeScreen, context: UiContext, engine: FakeEngine, data_dir: Path
) -> None:
    write(screen, "Typed early")
    await screen.keeper.autosave.flush()
    (kept,) = (data_dir / FOLDER).glob("*.json")
    content = kept.read_bytes()
    await attach(screen, context, engine)
    await screen.keeper.autosave.flush()
    whole_file.replace(kept, content)
    assert await take_up(data_dir, engine.desk.drafts.add) == TakenUp(0)
    assert len(engine.desk.drafts.every) == 1
