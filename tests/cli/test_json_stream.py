"""A document with a long list in it: the same bytes as in one piece, whole even where the list ends early."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pushdesk.cli import output
from pushdesk.cli.json_stream import Unfinished, print_json_list
from pushdesk.model.errors import FolderError

HEAD: dict[str, Any] = {"id": "c1", "counts": {"shown": 1}, "title": '"rows": []\n}'}
TAIL = {"message": {"title": "Äpfel\n", "data": [1, {"a": None}]}, "audience": []}
ROWS: list[dict[str, Any]] = [
    {"id": "a", "receipts": []},
    {"id": "b\n", "reason": "…"},
    {"id": "c", "x": [1]},
]


async def in_pages(*pages: list[Any], problem: BaseException | None = None) -> AsyncIterator[list[Any]]:
    """These, then `problem`."""
    for page in pages:
        yield page
    if problem is not None:
        raise problem


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("tail", [{}, TAIL])
@pytest.mark.parametrize("pages", [[], [ROWS], [ROWS[:2], ROWS[2:]], [[row] for row in ROWS]])
async def test_it_is_what_one_print_would_be(
    pages: list[list[Any]], tail: dict[str, Any], indent: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    await print_json_list(HEAD, "rows", in_pages(*pages), tail, indent=indent)
    streamed = capsys.readouterr().out
    output.print_json({**HEAD, "rows": [row for page in pages for row in page], **tail}, indent=indent)
    assert streamed == capsys.readouterr().out


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("pages", [[], [ROWS]])
async def test_a_list_that_cannot_be_read_to_its_end_is_closed_and_says_why(
    pages: list[list[Any]], indent: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = in_pages(*pages, problem=FolderError("The disk is gone."))
    with pytest.raises(Unfinished, match=r"The disk is gone\."):
        await print_json_list(HEAD, "rows", reading, TAIL, indent=indent)
    document = json.loads(capsys.readouterr().out)
    assert document["rows"] == [row for page in pages for row in page]
    assert document["error"] == {"code": FolderError.code, "message": "The disk is gone."}
    assert document["message"] == TAIL["message"]


async def test_one_that_is_stopped_is_closed_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Unfinished):
        await print_json_list(HEAD, "rows", in_pages(ROWS, problem=asyncio.CancelledError()))
    document = json.loads(capsys.readouterr().out)
    assert (document["rows"], document["error"]) == (ROWS, {"code": "interrupted", "message": "Stopped."})


async def test_no_more_is_read_where_nobody_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str, **_: Any) -> None:
        if ROWS[0]["id"] in text:
            raise output.OutputLost("The output cannot be written.")

    monkeypatch.setattr(output, "write", refuse)
    with pytest.raises(output.OutputLost):
        await print_json_list({}, "rows", in_pages(ROWS, problem=AssertionError("read on")))
