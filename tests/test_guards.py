"""The guards catch what they promise to, judged by running tests under the project's own pytest settings."""

from pathlib import Path

import pytest

from tests.guards import read_known_noise

PROJECT = Path(__file__).parent.parent

CAUGHT = """
import logging
import pytest
from PySide6.QtCore import qWarning

def test_that_logs_a_warning():
    logging.getLogger("somewhere").warning("it went wrong")

def test_that_says_something_through_qt():
    qWarning("a widget went wrong")

def test_that_forgets_an_await():
    async def never_awaited(): pass
    never_awaited()

@pytest.fixture
def closes_badly():
    yield
    logging.getLogger("closing").error("a task was still there")
    qWarning("a thread was still running")

def test_whose_fixture_complains_while_it_closes(closes_badly):
    pass

@pytest.mark.allow_log("something else")
def test_that_allows_another_message_only():
    logging.getLogger("elsewhere").warning("not that one")
"""

LET_THROUGH = """
import logging
import pytest
from PySide6.QtCore import qWarning

@pytest.mark.allow_log("^somewhere: it went wrong, as (planned|meant)$")
def test_that_expects_its_warning():
    logging.getLogger("somewhere").warning("it went wrong, as %s", "planned")

def test_that_logs_what_is_only_information():
    logging.getLogger("somewhere").info("all is well")

def test_that_meets_known_noise():
    qWarning("This plugin does not support raise()")
"""


def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, source: str) -> pytest.RunResult:
    """Run the tests in `source` in a process of their own, with the project's settings and the guards."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    settings = ("-c", PROJECT / "pyproject.toml", "--rootdir", pytester.path)
    return pytester.runpytest_subprocess(*settings, "-p", "tests.guards", pytester.makepyfile(source))


def test_unexpected_logs_qt_messages_and_forgotten_awaits_fail_the_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(pytester, monkeypatch, CAUGHT)
    result.assert_outcomes(failed=4, passed=1, errors=1)
    result.stdout.fnmatch_lines_random(
        [
            "*log WARNING somewhere: it went wrong",
            "*a widget went wrong",
            "*never_awaited* was never awaited*",
            "*log ERROR closing: a task was still there",
            "*Qt QtWarningMsg a thread was still running",
            "*log WARNING elsewhere: not that one",
        ]
    )


def test_expected_and_known_messages_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pytester, monkeypatch, LET_THROUGH).assert_outcomes(passed=3)


def test_known_noise_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.toml"
    path.write_text('[[noise]]\nfrom = "log"\npattern = "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="needs from = log or qt, a pattern and a reason"):
        read_known_noise(path)
