"""The browser's end of the pipe: whole requests, in order, whatever else is written to it."""

import io
import json
import os
import queue
import subprocess
import sys
from pathlib import Path

import pytest

from pushdesk.model.builtin import Asked, BuiltinOptions, BuiltinReport, BuiltinRequest, Told
from pushdesk.ui.builtin.pipe import Pipe

OPTIONS = BuiltinOptions(folder="folder", receiver="http://localhost:1/", url="http://localhost:1/")
PATIENCE_S = 30


def listened(written: bytes) -> list[BuiltinRequest | None]:
    """What is heard after the first line; None is the end."""
    source, target = os.pipe()
    os.write(target, written)
    os.close(target)
    pipe = Pipe(source, io.BytesIO())
    assert BuiltinOptions.model_validate_json(pipe.first_line()) == OPTIONS
    heard = queue.Queue[BuiltinRequest | None]()
    pipe.listen(heard.put, lambda: heard.put(None))
    found = list(iter(lambda: heard.get(timeout=PATIENCE_S), None))
    os.close(source)
    return [*found, None]


def test_requests_are_heard_in_order_and_then_the_end() -> None:
    first = BuiltinRequest(id=1, ask=Asked.OPEN, url="http://localhost/ä")
    second = BuiltinRequest(id=2, ask=Asked.CLICK, notification="n", action="later")
    assert listened(OPTIONS.line() + first.line() + second.line()) == [first, second, None]


@pytest.mark.allow_log("no request")
@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": 1, "ask": "fly"}', b"\xff\xfe", b""])
def test_a_line_that_is_no_request_is_passed_over(line: bytes) -> None:
    request = BuiltinRequest(id=3, ask=Asked.SHOW)
    assert listened(OPTIONS.line() + line + b"\n" + request.line()) == [request, None]


def test_a_report_is_one_line_of_json() -> None:
    target = io.BytesIO()
    Pipe(0, target).send(BuiltinReport(told=Told.ANSWER, id=7, value="two\nlines"))
    (line,) = target.getvalue().splitlines()
    assert json.loads(line) | {"told": "answer", "id": 7, "value": "two\nlines"} == json.loads(line)


def started(program: str, written: bytes) -> subprocess.CompletedProcess[bytes]:
    """A process that runs `program` and then the browser's main()."""
    code = f"{program}\nfrom pushdesk.ui.builtin.__main__ import main\nsys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}"], input=written, capture_output=True, timeout=PATIENCE_S
    )


def test_where_qtwebengine_cannot_be_loaded_it_says_so_in_a_sentence() -> None:
    done = started("sys.modules['PySide6.QtWebEngineCore'] = None", OPTIONS.line())
    report = BuiltinReport.model_validate_json(done.stdout)
    assert (done.returncode, report.told) == (2, Told.FAILED)
    assert "QtWebEngine cannot be loaded" in report.problem


def test_started_by_hand_it_says_who_starts_it(tmp_path: Path) -> None:
    done = started("", b"hello\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"from the Lab" in done.stderr
