"""What real browsers say of their messages: acknowledgements, receipts, reports of somebody else's."""

import json
from typing import Any

import pytest
from sqlmodel import Session, select

from pushdesk.model import clock
from pushdesk.model.campaign import Delivery
from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.lab import AgentKind, CaughtState
from pushdesk.model.receipt import ReceiptEvent, ReceiptReport, parse_seen
from pushdesk.model.subscription import LAB_PUSH_SERVICE
from pushdesk.model.views import verdict
from pushdesk.services.lab import device_keys, seen
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.push_request import DELIVERY_HEADER
from pushdesk.services.store import receipts
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import Clock
from tests.services.lab.sending import AppServer
from tests.services.store import building

FIREFOX = "f" * 32


@pytest.fixture
async def subscription(lab: Lab, server: AppServer) -> dict[str, Any]:
    """The subscription of a Firefox that is not connected; the lab does not know its keys."""
    where = lab.addresses.push_service
    channel = await lab.channels.register(where, FIREFOX, AgentKind.FIREFOX, "c1", server.public_key)
    keys = device_keys.generate().subscription_keys()
    return {"endpoint": channel.endpoint, "keys": keys}


async def words(lab: Lab) -> list[str]:
    """What the catch says, oldest first."""
    return [verdict(row) for row in reversed(await lab.catch.rows())]


async def acknowledge(lab: Lab, number: int, code: int, agent_id: str = FIREFOX) -> None:
    """The browser's word on a caught message."""
    message_id = (await lab.catch.get(number)).message_id
    await lab.messages.acknowledge(agent_id, {message_id or "": code})


async def test_a_browsers_acknowledgement_says_what_became_of_a_message(
    lab: Lab, server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    for _ in range(4):
        await server.push(subscription, b"Hello")
    now.move(seconds=0.25)
    for number, code in enumerate((100, 101, 102, 100), 1):
        await acknowledge(lab, number, code)
    await acknowledge(lab, 4, 302)
    assert await words(lab) == [
        "Delivered",
        "Cannot decrypt",
        "Dropped: not taken by the browser",
        "Not shown: its worker failed",
    ]
    row = (await lab.catch.rows())[-1]
    assert (row.device, row.title, row.push_ms) == ("Firefox", "", 250)
    # Code 102 is all of these: with notifications blocked Firefox drops it and keeps its subscription.
    assert (await lab.catch.get(3)).reason == (
        "The browser no longer knew the subscription, had the message already, "
        "or its notifications are blocked."
    )
    assert await lab.messages.waiting_for(FIREFOX) == []


async def test_nobody_acknowledges_for_another(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, b"Hello")
    await acknowledge(lab, 1, 100, "0" * 32)
    assert await words(lab) == ["Waiting"]


async def test_ttl_0_for_a_browser_that_is_not_here_is_dropped(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, b"Hello", headers={"TTL": "0"})
    assert await words(lab) == ["Dropped: away, TTL 0"]


def a_delivery(session: Session, endpoint: str) -> tuple[str, str]:
    """Id and token of a delivery of the desk's to that browser."""
    device = building.device(session, endpoint=endpoint)
    device.push_service = LAB_PUSH_SERVICE
    session.add(device)
    campaign = building.campaign(session)
    delivery = session.exec(select(Delivery).where(Delivery.campaign_id == campaign.id)).one()
    return delivery.id, delivery.token


async def test_the_desks_own_message_is_followed_by_its_receipts(
    lab: Lab, server: AppServer, subscription: dict[str, Any], database: Database
) -> None:
    delivery, token = await database.write(a_delivery, subscription["endpoint"])
    await lab.faults.set(None, "503", times=1)
    for _ in range(2):
        await server.push(subscription, b"Hello", headers={DELIVERY_HEADER: delivery})
    assert [row.title for row in await lab.catch.rows()] == ["Hello", "Hello"], "the campaign's"
    for event, action in (("received", ""), ("shown", ""), ("clicked", "track"), ("closed", "")):
        report = ReceiptReport(delivery, token, ReceiptEvent(event), action, "", clock.now())
        await database.write(receipts.store, report)
    assert await words(lab) == ["Fault: 503, Retry-After 5", "Clicked · track"]
    events = [event["event"] for event in (await lab.catch.get(2)).events]
    assert events == ["received", "shown", "clicked", "closed"]


def report(subscription: dict[str, Any], name: str, event: str, **more: Any) -> Any:
    """A worker's report."""
    return parse_seen({"endpoint": subscription["endpoint"], "id": name, "event": event, **more})


async def test_a_workers_report_goes_to_the_message_whose_size_fits(
    lab: Lab, server: AppServer, subscription: dict[str, Any], database: Database
) -> None:
    for text in ("first", "the second", "third"):
        await server.push(subscription, text.encode())
    second = {"title": "the second", "payload": "the second"}
    assert await database.write(seen.store, report(subscription, "a", "shown", **second))
    assert await database.write(seen.store, report(subscription, "a", "clicked", action="buy"))
    assert await database.write(
        seen.store, report(subscription, "b", "failed", payload="no such size", error="TypeError")
    )
    assert await words(lab) == ["Not shown: TypeError", "Clicked · buy", "Waiting"]
    assert [(row.title, row.state) for row in await lab.catch.rows()][1] == (
        "the second", CaughtState.CLICKED,
    )  # fmt: skip
    assert (await lab.catch.get(2)).payload == "the second"


async def test_reports_of_equal_messages_go_to_one_after_the_other(
    lab: Lab, server: AppServer, subscription: dict[str, Any], database: Database
) -> None:
    for _ in range(2):
        await server.push(subscription, b"same")
    for name in ("a", "b"):
        assert await database.write(seen.store, report(subscription, name, "shown", payload="same"))
    assert await words(lab) == ["Shown", "Shown"]
    assert not await database.write(seen.store, report(subscription, "c", "shown", payload="same"))


async def test_a_report_passes_by_a_message_that_no_worker_ever_spoke_of(
    lab: Lab, server: AppServer, subscription: dict[str, Any], database: Database, now: Clock
) -> None:
    await server.push(subscription, b"same")
    await acknowledge(lab, 1, 100)
    now.move(seconds=60)
    await server.push(subscription, b"same")
    at = clock.iso(now.moment)
    await acknowledge(lab, 2, 100)
    assert await database.write(seen.store, report(subscription, "a", "received", payload="same", at=at))
    assert await database.write(seen.store, report(subscription, "a", "shown", at=at))
    assert await words(lab) == ["Delivered", "Shown"]
    assert await database.write(seen.store, report(subscription, "b", "shown", payload="same", at=at)), (
        "a wrong clock"
    )
    assert await words(lab) == ["Shown", "Shown"]


async def test_a_push_without_a_payload_is_found(
    lab: Lab, server: AppServer, subscription: dict[str, Any], database: Database
) -> None:
    await server.push(subscription, b"Hello")
    await server.push(subscription, b"")
    assert await database.write(
        seen.store, report(subscription, "a", "shown", title="Push without", payload="")
    )
    assert await words(lab) == ["Waiting", "Shown"]


async def test_an_endpoint_of_somebody_else_is_not_found(lab: Lab, database: Database) -> None:
    with pytest.raises(NotFound):
        await database.write(seen.store, report({"endpoint": "https://push.example/x"}, "a", "shown"))


@pytest.mark.parametrize(
    "document",
    [
        7,
        {},
        {"endpoint": "e", "id": "a", "event": "sent"},
        {"endpoint": "", "id": "a", "event": "shown"},
        {"endpoint": "e", "event": "shown"},
        {"endpoint": "e", "id": "a", "event": "shown", "payload": {"title": "t"}},
        {"endpoint": "e", "id": "a", "event": "shown", "at": "yesterday"},
        json.loads('{"endpoint": "e", "id": "a", "event": "shown", "title": "\\ud800"}'),
    ],
)
def test_a_report_that_is_none_is_refused(document: object) -> None:
    with pytest.raises(BadInput):
        parse_seen(document)
