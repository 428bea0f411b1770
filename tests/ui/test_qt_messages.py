"""Qt's messages in the log."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from pushdesk.ui import qt_messages


@pytest.fixture
def handler() -> Iterator[None]:
    """Ours, and afterwards the one that was there before."""
    before = qInstallMessageHandler(None)
    qt_messages.to_log()
    yield
    qInstallMessageHandler(before)


@pytest.mark.allow_log("qt: a real warning")
@pytest.mark.usefixtures("handler")
def test_a_warning_of_qts_is_a_warning_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    qWarning("a real warning")
    assert ("qt", logging.WARNING, "a real warning") in caplog.record_tuples


@pytest.mark.usefixtures("handler")
def test_the_offscreen_platforms_noise_is_not(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    qWarning("This plugin does not support propagateSizeHints()")
    assert [level for name, level, _ in caplog.record_tuples if name == "qt"] == [logging.DEBUG]
