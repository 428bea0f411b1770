"""The real window's Lab: a backend of somebody else's pushes, and a fault is what its next push meets.

And the ways between a delivery, what was caught of it, and its device.
"""

import asyncio
import base64
import json

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pywebpush import WebPushException, webpush

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.message import parse_message
from pushdesk.services.lab import fault_reading
from pushdesk.services.parts import Desk
from pushdesk.ui.tables.table import LiveTable
from tests.journeys.test_window import SECONDS, Person, in_window
from tests.ui.fakes import until

pytestmark = pytest.mark.allow_log("no keyring answers")
COLUMNS = ("Device", "Title", "Verdict")
DEVICE = "Device for any backend"


def push(subscription: dict[str, object], title: str) -> requests.Response:
    """What any backend does with pywebpush: a key of its own, nothing of PushDesk's."""
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = webpush(
                subscription,
                json.dumps({"title": title}),
                vapid_private_key=base64.urlsafe_b64encode(key).decode().rstrip("="),
                vapid_claims={"sub": "mailto:backend@example.com"},
                ttl=60,
                timeout=SECONDS,
                requests_session=session,
            )
        except WebPushException as problem:
            answer = problem.response
        assert isinstance(answer, requests.Response)
        return answer


def test_a_foreign_backends_message_is_shown_and_a_preset_is_what_its_next_one_meets(
    qapp: QApplication,
) -> None:
    async def play(person: Person, desk: Desk) -> None:
        person.press("Lab, on")
        person.press("Use from my backend…")
        person.press("Make a device for any backend")
        copy = f"Copy {DEVICE}"
        await until(
            lambda: [b for b in person.window.findChildren(QPushButton) if b.accessibleName() == copy]
        )
        person.press(copy)
        subscription = json.loads(QGuiApplication.clipboard().text())
        person.press("Close")

        answer = await asyncio.to_thread(push, subscription, "From another backend")
        assert answer.status_code == 201
        shown = (DEVICE, "From another backend", "Shown")
        await person.sees(COLUMNS, [shown])

        preset = fault_reading.preset("apple-contact")
        menu = person.window.actions_registry.get("lab.faults").menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        apple = next(inner for inner in menu.findChildren(QMenu) if inner.title() == "Apple (Safari)")
        next(item for item in apple.actions() if item.text() == preset.title).trigger()
        await person.window.idle()
        answer = await asyncio.to_thread(push, subscription, "Refused")
        assert (answer.status_code, answer.text) == (preset.fault.status, preset.fault.body)
        await person.sees(COLUMNS, [(DEVICE, "Refused", f"Fault: {preset.title}"), shown])

    in_window(play, devices=0)


def test_a_delivery_leads_to_what_the_lab_caught_that_to_its_campaign_and_the_device_to_its_card(
    qapp: QApplication,
) -> None:
    async def play(person: Person, desk: Desk) -> None:
        def current() -> str:
            return next(t for t in person.window.findChildren(LiveTable) if t.isVisible()).current_id()

        campaign = await person.engine.call(
            desk.sender.send, parse_message({"title": "Linked"}), [Choice(Selector.ALL)]
        )
        person.window.navigate("campaigns", campaign)
        await person.sees(("Status",), [("Shown",)] * 2)
        QTest.keyClick(person.window.focusWidget(), Qt.Key.Key_Down)
        await person.window.idle()
        second = current()
        person.press("Show in the Lab")
        await until(lambda: person.rows(*COLUMNS) and current())
        assert desk.lab is not None
        message = await person.engine.call(desk.lab.catch.get, int(current()))
        assert (message.delivery, message.title) == (second, "Linked")

        await person.window.idle()
        person.press("Show the campaign")
        await person.sees(("Status",), [("Shown",)] * 2)

        (first, _) = await person.engine.call(desk.devices.every)
        person.window.navigate("devices", first.id)
        await person.window.idle()
        person.press("Show in the Lab")
        await person.sees(("Device", "Title"), [(first.name, "Linked")])
        focused = person.window.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == "What to do with Virtual devices"

    in_window(play, devices=2)
