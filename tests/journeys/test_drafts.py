"""What is typed survives a kill: a window is ended with SIGKILL, and the next one has the draft."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from pushdesk.services.drafts import Drafts
from pushdesk.services.parts import Desk
from pushdesk.services.store import database
from pushdesk.services.store.database import Database
from tests.journeys.test_window import Person, in_window

pytestmark = pytest.mark.allow_log("no keyring answers")
START_SECONDS = 60
TITLE = "Typed and then killed"
BROKEN = '{"title": "Half a mess'


def type_and_kill(json: str = "") -> None:
    """Type in a window of its own process, and kill that as soon as it says that it saved."""

    async def run() -> None:
        command = (sys.executable, "-m", "tests.journeys.typing_window", TITLE, json)
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
            _, said = await process.communicate()
        assert line == b"saved\n", said.decode()

    asyncio.run(run())


def test_the_draft_is_in_the_store_after_a_kill(data_dir: Path) -> None:
    type_and_kill()

    async def stored() -> str:
        async with Database(data_dir / database.FILE_NAME) as opened:
            (draft,) = await Drafts(opened).recent(1)
        return str(draft.form["document"]["title"])

    assert asyncio.run(stored()) == TITLE


def test_the_next_window_has_what_was_typed_in_the_form_and_in_the_json(qapp: QApplication) -> None:
    type_and_kill(BROKEN)

    async def play(person: Person, desk: Desk) -> None:
        await person.window.idle()
        title = person.find("Title", QLineEdit)
        assert isinstance(title, QLineEdit)
        assert title.text() == TITLE
        person.press("JSON")
        editor = person.find("The message as JSON", QPlainTextEdit)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText() == BROKEN

    in_window(play, devices=0)
