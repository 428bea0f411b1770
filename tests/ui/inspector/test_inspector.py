"""The inspector as a widget: attempts arrive, tabs show their texts, copies carry no secret."""

import asyncio
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pushdesk.model.campaign import Attempt, DeliveryState
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow, Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.inspector import DeliveryInspector
from pushdesk.ui.inspector.rebuilt_payload import RebuiltPayload, rebuilt
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.rows import MOMENT, accepted, campaign, delivery, device

NAMED = campaign(message={"title": "{{ name }}"}, shape=PayloadShape.TEXT)


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


async def test_what_the_last_attempt_met_and_how_long_its_steps_took_is_told_once_it_is_read(
    inspector: DeliveryInspector, engine: FakeEngine, context: UiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Attempt(
        delivery_id="d1",
        number=1,
        started_at=MOMENT,
        latency_ms=45,
        status=429,
        request_headers={},
        response_headers={"retry-after": "60"},
        timings={"name": 1.0, "connected": 3.0, "secured": 12.0, "firstByte": 31.0},
    )

    async def attempts(_delivery_id: str) -> list[Attempt]:
        return [made]

    monkeypatch.setattr(engine.desk.sender, "attempts", attempts)
    row = delivery(1, DeliveryState.FAILED, status=429, attempts=1, reason="Too many requests.")
    inspector.show_delivery(campaign(), row)
    await context.bridge.idle()
    assert inspector.explanation.what.text().endswith("was answered 429, with the wish to try later.")
    told = inspector.timeline.lines[-1]
    assert " ".join(told.split()) == "name 1 ms · connected 3 ms · TLS 12 ms · first byte 31 ms"
    (steps,) = [part for part in inspector.timeline.findChildren(QLabel) if part.text() == told]
    assert steps.isVisible()
    assert steps.toolTip() == "When the request reached each step, counted from its start"


async def test_a_delivery_that_the_lab_caught_leads_there_and_any_other_nowhere(
    inspector: DeliveryInspector, engine: FakeEngine, context: UiContext, told: Told
) -> None:
    assert engine.desk.lab is not None
    engine.desk.lab.catch.deliveries = {7: "d1", 9: "d1"}
    for number, there in ((2, False), (1, True)):
        inspector.show_delivery(campaign(), accepted(number))
        assert not inspector.in_lab.isVisible()
        await context.bridge.idle()
        assert inspector.in_lab.isVisible() is there
    assert inspector.in_lab.accessibleName() == "Show in the Lab"
    inspector.in_lab.click()
    assert told.places == [("lab", "9")]
    inspector.show_delivery(campaign(), accepted(2))
    assert not inspector.in_lab.isVisible()


async def test_the_payload_is_rebuilt_in_the_shape_of_the_campaign_with_the_devices_attributes(
    inspector: DeliveryInspector, engine: FakeEngine
) -> None:
    engine.desk.devices.rows.append(device("s1", attributes={"first": "Ada"}))
    sent = campaign(message={"title": "Hello {{ first }}", "body": "Today."}, shape=PayloadShape.TEXT)
    inspector.exchange.tabs.choose(2)
    inspector.show_delivery(sent, accepted(1))
    await until(lambda: inspector.exchange.text.toPlainText() == "Hello Ada\nToday.")
    assert inspector.exchange.note.isVisible()
    assert inspector.exchange.note.text().startswith("Shape: Plain text (the campaign’s).")
    inspector.exchange.tabs.choose(0)
    assert not inspector.exchange.note.isVisible()


async def test_a_change_of_the_device_reaches_the_payload_that_is_shown(
    inspector: DeliveryInspector, engine: FakeEngine, context: UiContext
) -> None:
    engine.desk.devices.rows.append(device("s1", attributes={"first": "Ada"}))
    sent = campaign(message={"title": "{{ first }}"}, shape=PayloadShape.TEXT)
    inspector.exchange.tabs.choose(2)
    inspector.show_delivery(sent, accepted(1))
    await until(lambda: inspector.exchange.text.toPlainText() == "Ada")
    changed = device("s1", attributes={"first": "Grace"})
    context.bridge.changed.emit(Changes(2, subscriptions=(changed, device("s2", attributes={"first": "No"}))))
    await context.bridge.idle()
    assert inspector.exchange.text.toPlainText() == "Grace"


async def test_a_device_that_is_read_too_late_does_not_show_up_in_the_next_delivery(
    inspector: DeliveryInspector, engine: FakeEngine, context: UiContext
) -> None:
    engine.desk.devices.rows += [device("s1", "First"), device("s2", "Second")]
    get, gate = engine.desk.devices.get, asyncio.Event()

    async def slow(identifier: str) -> Subscription:
        if identifier == "s1":
            await gate.wait()
        return await get(identifier)

    engine.desk.devices.get = slow  # type: ignore[method-assign]
    inspector.exchange.tabs.choose(2)
    inspector.show_delivery(NAMED, accepted(1))
    inspector.show_delivery(NAMED, accepted(2))
    await until(lambda: inspector.exchange.text.toPlainText() == "Second")
    gate.set()
    await context.bridge.idle()
    assert inspector.exchange.text.toPlainText() == "Second"


async def test_a_payload_that_is_written_too_late_does_not_replace_a_newer_one(
    inspector: DeliveryInspector, engine: FakeEngine, context: UiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.desk.devices.rows.append(device("s1", "Old name"))
    entered, gate = threading.Event(), threading.Event()

    def slow(sent: CampaignRow, to: Subscription, delivery_id: str) -> RebuiltPayload:
        if to.name == "Old name":
            entered.set()
            gate.wait(10)
        return rebuilt(sent, to, delivery_id)

    monkeypatch.setattr("pushdesk.ui.inspector.inspector.rebuilt", slow)
    inspector.exchange.tabs.choose(2)
    inspector.show_delivery(NAMED, accepted(1))
    await until(entered.is_set)
    context.bridge.changed.emit(Changes(2, subscriptions=(device("s1", "New name"),)))
    await until(lambda: inspector.exchange.text.toPlainText() == "New name")
    gate.set()
    await context.bridge.idle()
    assert inspector.exchange.text.toPlainText() == "New name"


async def test_a_device_that_is_not_there_is_said_in_place_of_the_payload(
    inspector: DeliveryInspector, told: Told
) -> None:
    inspector.exchange.tabs.choose(2)
    inspector.show_delivery(campaign(), accepted(1))
    await until(lambda: inspector.exchange.text.toPlainText() == "There is no device “s1”.")
    assert not inspector.exchange.note.isVisible()
    assert told.refused == []


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
