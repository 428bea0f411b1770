"""The inspector as a widget: attempts arrive, tabs show their texts, copies carry no secret."""

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from pushdesk.model.campaign import Attempt
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.inspector import DeliveryInspector
from tests.ui.fakes import FakeEngine, until
from tests.ui.rows import MOMENT, accepted, campaign, delivery


@pytest.fixture
def inspector(context: UiContext, engine: FakeEngine, qtbot: QtBot) -> DeliveryInspector:
    made = DeliveryInspector(context)
    qtbot.addWidget(made)
    made.resize(430, 800)
    made.attach(engine, engine.desk)
    made.show()
    return made


async def test_attempts_are_read_when_a_delivery_is_chosen(inspector: DeliveryInspector) -> None:
    inspector.show_delivery(campaign(), accepted(1))
    await until(lambda: len(inspector.timeline.lines) == 3)
    assert inspector.exchange.text.toPlainText().startswith("POST /fcm/send/1 HTTP/1.1\n")
    inspector.exchange.tabs.choose(1)
    assert inspector.exchange.text.toPlainText().startswith("HTTP 201\n")
    inspector.exchange.tabs.choose(2)
    assert '"body": "It arrives today."' in inspector.exchange.text.toPlainText()


async def test_a_delivery_without_a_request_says_so(inspector: DeliveryInspector, engine: FakeEngine) -> None:
    async def none(delivery_id: str) -> list[Attempt]:
        return []

    engine.desk.sender.attempts = none  # type: ignore[method-assign]
    inspector.show_delivery(campaign(), delivery(1))
    await until(lambda: inspector.timeline.lines)
    assert not inspector.exchange.text.isVisible()
    assert not inspector.exchange.copy_curl.isEnabled()


async def test_an_earlier_attempt_can_be_chosen(inspector: DeliveryInspector, engine: FakeEngine) -> None:
    async def two(delivery_id: str) -> list[Attempt]:
        return [attempt(1, 503), attempt(2, 201)]

    engine.desk.sender.attempts = two  # type: ignore[method-assign]
    inspector.show_delivery(campaign(), accepted(1, attempts=2))
    await until(lambda: inspector.exchange.attempt is not None)
    inspector.exchange.tabs.choose(1)
    assert inspector.exchange.text.toPlainText() == "HTTP 201"
    inspector.exchange.which.setCurrentIndex(0)
    assert inspector.exchange.text.toPlainText() == "HTTP 503"


async def test_copy_as_curl_fills_the_clipboard(inspector: DeliveryInspector) -> None:
    inspector.show_delivery(campaign(), accepted(1))
    await until(lambda: inspector.exchange.attempt is not None)
    inspector.exchange.copy_curl.click()
    assert QGuiApplication.clipboard().text().startswith("curl -X POST")


async def test_attempts_of_a_delivery_that_was_left_do_not_show_up_in_the_next(
    inspector: DeliveryInspector, engine: FakeEngine
) -> None:
    inspector.show_delivery(campaign(), accepted(1))
    inspector.show_delivery(campaign(), delivery(2))
    await until(lambda: inspector.exchange.attempt is not None)
    assert inspector.exchange.attempt is not None
    assert inspector.exchange.attempt.delivery_id == "d2"


def attempt(number: int, status: int) -> Attempt:
    return Attempt(
        delivery_id="d1",
        number=number,
        started_at=MOMENT,
        latency_ms=40,
        status=status,
        request_headers={},
        response_headers={},
        body_bytes=1,
    )
