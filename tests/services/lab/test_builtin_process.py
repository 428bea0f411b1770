"""The built-in browser's process from outside, with a stand-in that fails in every way it can."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pushdesk.services.lab.builtin import BuiltinBrowser, BuiltinUnavailable, process
from pushdesk.services.lab.lab import Lab

READY = 'print(\'{"told": "ready"}\', flush=True)'
Standing = Callable[[str], BuiltinBrowser]


@pytest.fixture
def standing(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """The lab's browser, with a program of the test's own for its process."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process, "MODULE", "stand_in")

    def stand(program: str) -> BuiltinBrowser:
        (tmp_path / "stand_in.py").write_text(f"import os, subprocess, sys, time\n{program}\n")
        return lab.builtin

    return stand


async def test_its_own_words_are_said_where_it_cannot_start(standing: Standing) -> None:
    browser = standing('print(\'{"told": "failed", "problem": "No such luck."}\'); sys.exit(2)')
    with pytest.raises(BuiltinUnavailable, match="No such luck"):
        await browser.start()
    assert (browser.state, browser.words, browser.pid) == ("ended", "No such luck.", None)


async def test_chromiums_last_words_are_turned_into_a_sentence(standing: Standing) -> None:
    browser = standing('print("FATAL: No usable sandbox!", file=sys.stderr); os.abort()')
    with pytest.raises(BuiltinUnavailable, match="unprivileged user namespaces"):
        await browser.start()


async def test_without_known_words_the_log_is_named(standing: Standing, data_dir: Path) -> None:
    browser = standing("sys.exit(9)")
    with pytest.raises(BuiltinUnavailable, match="left with status 9") as problem:
        await browser.start()
    assert str(data_dir / "logs" / "builtin-browser.log") in problem.value.sentence


@pytest.mark.parametrize("line", ["no report", '{"told": "fly"}', "[]"])
async def test_one_that_does_not_keep_to_the_protocol_is_ended(standing: Standing, line: str) -> None:
    browser = standing(f"print({line!r}, flush=True); sys.stdin.read()")
    with pytest.raises(BuiltinUnavailable):
        await browser.start()
    assert browser.pid is None


async def test_one_that_does_not_start_in_time_is_ended(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pushdesk.services.lab.builtin.browser.START_SECONDS", 0.5)
    browser = standing("sys.stdin.read()")
    with pytest.raises(BuiltinUnavailable, match="did not start within"):
        await browser.start()
    assert browser.state == "ended"


async def test_one_that_does_not_end_is_made_to_and_its_children_too(
    standing: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "CLOSE_SECONDS", 0.5)
    sleeping = '[sys.executable, "-c", "import time; time.sleep(600)"]'
    browser = standing(f"subprocess.Popen({sleeping})\n{READY}\ntime.sleep(600)")
    await browser.start()
    assert browser.pid is not None
    parent = psutil.Process(browser.pid)
    family = [parent, *parent.children()]
    assert len(family) == 2
    await browser.stop()
    assert (browser.state, browser.words) == ("off", "")
    assert not [one for one in family if one.is_running()]


async def test_a_closed_window_is_no_failure_and_it_starts_again(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = standing(f"{READY}\nsys.exit(0)")
    for _ in range(2):
        changed = asyncio.Event()
        monkeypatch.setattr(browser, "_changed", changed.set)
        await browser.start()
        while browser.pid is not None:
            changed.clear()
            await changed.wait()
        assert (browser.state, browser.words) == ("off", "")


async def test_a_second_start_of_one_that_runs_shows_it_and_opens_the_page(
    standing: Standing, tmp_path: Path
) -> None:
    program = f"""
import json
sys.stdin.readline()
{READY}
for line in sys.stdin:
    asked = json.loads(line)
    print(asked["ask"], asked["url"], file=open({str(tmp_path / "asked")!r}, "a"))
    print(json.dumps({{"told": "answer", "id": asked["id"]}}), flush=True)
"""
    browser = standing(program)
    await browser.start()
    pid = browser.pid
    await browser.start(url="http://localhost:3000/")
    assert browser.pid == pid
    assert (tmp_path / "asked").read_text().split() == ["show", "open", "http://localhost:3000/"]
    await browser.start(real_push=True)
    assert browser.pid != pid
    assert "needs internet" in browser.words


@pytest.mark.skipif(os.name == "nt", reason="there is always a display")
async def test_without_a_display_it_runs_without_a_window_and_says_so(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    browser = standing(f"assert os.environ['QT_QPA_PLATFORM'] == 'offscreen'\n{READY}\nsys.stdin.read()")
    await browser.start()
    assert (browser.state, "no display" in browser.words) == ("on", True)
