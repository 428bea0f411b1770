"""The custom payload: a template beside its live result."""

import time

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication

from pushdesk.model.payload import PayloadShape
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.templates.shape_dialog import EXAMPLE, CustomShape, result
from tests.ui.fakes import Told, until

RECEIVER = "http://localhost:8765"


def opened(compose: ComposeScreen, context: UiContext) -> CustomShape:
    """The dialog, as the command opens it."""
    context.actions.get("compose.shape.custom").trigger()
    dialog = compose.templates.custom
    assert dialog is not None
    return dialog


async def test_the_example_makes_a_payload_that_confirms(compose: ComposeScreen, context: UiContext) -> None:
    dialog = opened(compose, context)
    assert dialog.editor.text() == EXAMPLE
    await context.bridge.idle()
    assert "Your parcel is on its way" in dialog.payload.toPlainText()
    assert dialog.words.text().endswith("bytes.")
    assert compose.draft.shape is PayloadShape.PUSHDESK
    dialog.reject()
    assert compose.templates.custom is None
    assert compose.draft.shape is PayloadShape.PUSHDESK
    assert compose.templates.shape_actions[PayloadShape.PUSHDESK].isChecked()


async def test_the_result_follows_and_using_it_is_a_step_to_undo(
    compose: ComposeScreen, context: UiContext
) -> None:
    dialog = opened(compose, context)
    dialog.editor.show_text("{{ notification.title }}")
    dialog.editor.typed.emit("")
    await until(lambda: dialog.payload.toPlainText() == "Your parcel is on its way")
    assert "cannot be confirmed" in dialog.words.text()
    dialog.do.click()
    assert (compose.draft.shape, compose.draft.template) == (PayloadShape.CUSTOM, "{{ notification.title }}")
    assert compose.templates.shape.text().startswith("Shape: Custom template")
    assert compose.meter.text.startswith("25 of")
    compose.history.undo()
    assert compose.draft.shape is PayloadShape.PUSHDESK


async def test_a_template_that_reaches_too_far_is_a_sentence_and_cannot_be_used(
    compose: ComposeScreen, context: UiContext
) -> None:
    dialog = opened(compose, context)
    await context.bridge.idle()
    shown = dialog.payload.toPlainText()
    dialog.editor.show_text("{{ notification.__class__ }}")
    dialog.editor.typed.emit("")
    await until(lambda: not dialog.do.isEnabled())
    assert "__class__" in dialog.words.text()
    assert dialog.words.property("kind") == "problem"
    assert dialog.payload.toPlainText() == shown
    dialog.reject()


async def test_a_loop_within_loops_is_a_sentence_soon(compose: ComposeScreen) -> None:
    loop = "{% for a in notification.title %}" * 4 + "x" + "{% endfor %}" * 4
    found = result(loop * 3, compose.draft, RECEIVER)
    assert found.problem.endswith(".")


async def test_a_message_that_is_not_ready_says_what_is_missing(compose: ComposeScreen) -> None:
    found = result(EXAMPLE, compose.draft.with_document({}), RECEIVER)
    assert "title" in found.problem


async def test_a_dialog_closed_while_it_works_something_out_says_nothing(
    compose: ComposeScreen, context: UiContext, told: Told
) -> None:
    dialog = opened(compose, context)
    dialog.editor.show_text("{{ notification.body }}")
    dialog.editor.typed.emit("")
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    await context.bridge.idle()
    assert told.refused == []


async def test_the_window_does_not_wait_for_a_template_that_takes_long(
    compose: ComposeScreen, context: UiContext
) -> None:
    dialog = opened(compose, context)
    await context.bridge.idle()
    beats: list[float] = []
    beat = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    beat.timeout.connect(lambda: beats.append(time.perf_counter()))
    beat.start()
    dialog.editor.show_text("{{1+1}}" * 1140)  # compiling that takes far longer than a beat
    dialog.editor.typed.emit("")
    await until(lambda: dialog.payload.toPlainText().startswith("222"))
    assert len(beats) > 5
    beat.stop()
    dialog.reject()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for i in range(10**9) %}x{% endfor %}", "“a call with ( )” cannot be used"),
        ("{% for a in notification.body %}" * 4 + "x" + "{% endfor %}" * 4, "does too much"),
        ("{{" + "(" * 3000 + "1" + ")" * 3000 + "}}", "nested too deeply"),
        (
            "{% for a in notification.body %}" + "a" * 1800 + "{% endfor %}",
            "makes more than 65,536 characters",
        ),
        ("{{ notification.__class__ }}", "Write {{ … }}, {% if %} and {% for %} with"),
        ("{{ " + "9" * 5000 + " }}", "a number that is too long"),
    ],
)
async def test_whatever_a_template_tries_it_ends_with_a_sentence(
    compose: ComposeScreen, context: UiContext, told: Told, text: str, words: str
) -> None:
    dialog = opened(compose, context)
    await context.bridge.idle()
    dialog.editor.show_text(text)
    dialog.editor.typed.emit("")
    await until(lambda: words in dialog.words.text())
    assert dialog.words.text().endswith(".")
    assert not dialog.do.isEnabled()
    assert told.refused == []
    dialog.reject()
