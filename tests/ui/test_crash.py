"""The last door: a sentence for what the environment did, a report for what we did, one at a time."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import BadInput, BugError
from pushdesk.ui.crash import CrashReporter


@pytest.fixture
def refused() -> list[str]:
    """The sentences that went to the banner."""
    return []


@pytest.fixture
def reporter(qtbot: QtBot, refused: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashReporter]:
    """A reporter over an open window; what it passes on goes nowhere."""
    monkeypatch.setattr(sys, "excepthook", lambda *error: None)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = CrashReporter(window, refused.append)
    yield made
    made.restore()


def happen(error: Exception) -> None:
    """The error as if it had escaped from a slot."""
    try:
        raise error
    except Exception as caught:  # noqa: BLE001 - the hook is for every kind
        sys.excepthook(type(caught), caught, caught.__traceback__)


def test_a_mistake_of_ours_opens_a_report_that_can_be_copied(reporter: CrashReporter) -> None:
    happen(BugError("a promise was broken"))
    assert reporter.dialog is not None
    assert reporter.dialog.isVisible()
    copy = next(
        button for button in reporter.dialog.findChildren(QPushButton) if "Copy" in button.accessibleName()
    )
    copy.click()
    assert "BugError: a promise was broken" in QGuiApplication.clipboard().text()


def test_a_second_mistake_opens_no_second_dialog(reporter: CrashReporter) -> None:
    happen(BugError("first"))
    first = reporter.dialog
    happen(BugError("second"))
    assert reporter.dialog is first
    assert first is not None
    first.accept()
    happen(BugError("third"))
    assert reporter.dialog is not first


def test_a_known_error_is_only_its_sentence(reporter: CrashReporter, refused: list[str]) -> None:
    happen(BadInput("The title is empty: write it."))
    assert refused == ["The title is empty: write it."]
    assert reporter.dialog is None
