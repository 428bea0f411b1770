"""Fails a test that causes a log record or a Qt message which nobody expects.

A pytest plugin. Log records from WARNING up count in all three phases of a test, whatever thread they come
from; Qt's messages are pytest-qt's concern up to the end of the test's body (`qt_log_level_fail` in
pyproject.toml) and this plugin's during the teardown, when windows close. What is expected is said in
`known_noise.toml` (platforms, libraries) or by the test: `@pytest.mark.allow_log("pattern", …)`. Un-awaited
coroutines fail through `filterwarnings = error`.
"""

import logging
import re
import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

KNOWN_NOISE = Path(__file__).with_name("known_noise.toml")
QUIET_QT_TYPES = {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}


@dataclass(frozen=True, slots=True)
class Noise:
    """One entry of known_noise.toml: `origin` is "log" or "qt", `pattern` is searched for in the message."""

    origin: str
    pattern: re.Pattern[str]


@cache
def read_known_noise(path: Path = KNOWN_NOISE) -> tuple[Noise, ...]:
    """The entries of `path`. Raises ValueError for an entry with an unknown origin or without a reason."""
    entries = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("noise", []):
        if entry["from"] not in ("log", "qt") or not entry.get("reason"):
            raise ValueError(f"{path.name}: an entry needs from = log or qt, a pattern and a reason: {entry}")
        entries.append(Noise(origin=entry["from"], pattern=re.compile(entry["pattern"])))
    return tuple(entries)


class Listener(logging.Handler):
    """Collects what no pattern allows, as lines fit for a test report; safe from any thread."""

    def __init__(
        self, allowed_logs: Iterable[re.Pattern[str]], allowed_qt: Iterable[re.Pattern[str]]
    ) -> None:
        super().__init__(logging.WARNING)
        self._allowed_logs = tuple(allowed_logs)
        self._allowed_qt = tuple(allowed_qt)
        self.unexpected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging for each record from WARNING up, whatever a test set its logger's level to."""
        line = f"{record.name}: {record.getMessage()}"
        if not any(pattern.search(line) for pattern in self._allowed_logs):
            self.unexpected.append(f"log {record.levelname} {line}")

    def hear_qt(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        """Called by Qt for each of its messages; the signature is qInstallMessageHandler's."""
        if kind not in QUIET_QT_TYPES and not any(pattern.search(message) for pattern in self._allowed_qt):
            self.unexpected.append(f"Qt {kind.name} {message}")


def _listener(item: pytest.Item) -> Listener:
    noise = read_known_noise()
    asked = [re.compile(pattern) for mark in item.iter_markers("allow_log") for pattern in mark.args]
    return Listener(
        allowed_logs=[*asked, *(entry.pattern for entry in noise if entry.origin == "log")],
        allowed_qt=[entry.pattern for entry in noise if entry.origin == "qt"],
    )


@contextmanager
def _nothing_unexpected(item: pytest.Item, *, qt_too: bool = False) -> Iterator[None]:
    """Fails the phase of the test inside it, unless that fails by itself: its own reason goes first."""
    listener = _listener(item)
    root = logging.getLogger()
    root.addHandler(listener)
    previous = qInstallMessageHandler(listener.hear_qt) if qt_too else None
    try:
        yield
    finally:
        root.removeHandler(listener)
        if qt_too:
            qInstallMessageHandler(previous)
    if listener.unexpected:
        lines = "\n".join(f"  {line}" for line in listener.unexpected)
        pytest.fail(f"Unexpected messages (see allow_log, known_noise.toml):\n{lines}", pytrace=False)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker and hands the known noise of Qt to pytest-qt."""
    config.addinivalue_line(
        "markers", "allow_log(pattern, …): expect log records in which a pattern is found ('logger: message')"
    )
    for entry in read_known_noise():
        if entry.origin == "qt":
            config.addinivalue_line("qt_log_ignore", entry.pattern.pattern)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Watches the fixtures being made."""
    with _nothing_unexpected(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watches the test's body."""
    with _nothing_unexpected(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Watches everything being closed, Qt's windows and threads included."""
    with _nothing_unexpected(item, qt_too=True):
        return (yield)
