"""The catch: every request once, with what became of it."""

import json
from typing import Any

import pytest
from sqlmodel import Session, select

from pushdesk.model.campaign import Delivery
from pushdesk.model.errors import NotFound
from pushdesk.model.lab import CaughtState
from pushdesk.model.views import CaughtRow, verdict
from pushdesk.services.lab.lab import Lab
from pushdesk.services.store import caught_bulk
from tests.services.lab.conftest import Clock
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked
from tests.services.store import building


@pytest.fixture
async def subscription(lab: Lab, desk: DeskStub) -> dict[str, Any]:
    """The subscription of one connected device."""
    (device,) = await lab.ensure_devices(1)
    return device.subscription()


@pytest.fixture
async def away(lab: Lab, subscription: dict[str, Any]) -> dict[str, Any]:
    """The same, the device being away."""
    await lab.devices.set_away(True)
    return subscription


async def only(lab: Lab) -> CaughtRow:
    """The one row there is."""
    (row,) = await lab.catch.rows()
    return row


async def heard(desk: DeskStub, receipts: int) -> None:
    """Wait until the desk got so many receipts: they leave after the catch was written."""
    await desk.until(lambda: len(desk.of("receipts")) >= receipts)


async def test_a_message_is_caught_and_followed_until_it_is_shown(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    headers = {"Urgency": "high", "Topic": "news", "User-Agent": "somebody's backend"}
    await server.push(subscription, tracked("d1"), headers=headers)
    await heard(desk, 2)
    row = await only(lab)
    assert (row.number, row.device, row.title) == (1, "Virtual device 1", "Hello")
    assert (row.status, row.ttl, row.urgency, row.topic, row.fault) == (201, 60, "high", "news", None)
    assert (row.state, verdict(row), row.push_ms) == (CaughtState.SHOWN, "Shown", 0)
    assert row.sender_key == server.public_key
    whole = await lab.catch.get(1)
    assert [event["event"] for event in whole.events] == ["received", "shown"]
    assert json.loads(whole.payload or "")["title"] == "Hello"
    assert (whole.sender_key, whole.size) == (server.public_key, len(whole.body))
    assert whole.headers["User-Agent"] == "somebody's backend"


async def test_the_token_is_kept_without_its_signature(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, b"x")
    sent = server.authorization(lab.addresses.push_service)
    head, _, signature = sent.split(",")[0].rpartition(".")
    kept = (await lab.catch.get(1)).headers["Authorization"]
    assert kept == sent.replace(signature, "…")
    assert kept.startswith(head)


async def test_clicks_and_closing_are_followed(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, tracked("d1"))
    await heard(desk, 2)
    (device,) = await lab.devices.every()
    (shown,) = await lab.devices.notifications(device.id)
    await lab.devices.click(shown.id, "track")
    assert verdict(await only(lab)) == "Clicked · track"
    await lab.devices.close(shown.id)
    assert verdict(await only(lab)) == "Clicked · track"
    events = (await lab.catch.get(1)).events
    assert [event["event"] for event in events] == ["received", "shown", "clicked", "closed"]


async def test_what_cannot_be_decrypted_says_why(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    await server.post(subscription["endpoint"], b"x" * 120)
    await server.push(subscription, tracked("d1"))
    await heard(desk, 2)
    row = (await lab.catch.rows())[1]
    assert row.state is CaughtState.UNDECRYPTABLE
    assert verdict(row) == "Cannot decrypt: not aes128gcm"
    assert row.reason == "The body is no aes128gcm message with a sender's key."


async def test_a_message_that_the_browser_would_refuse_is_not_called_shown(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, tracked("d1", silent=True, vibrate=[1]))
    await heard(desk, 2)
    assert verdict(await only(lab)).startswith("Not shown: TypeError: Silent notifications")


async def test_a_copy_of_a_delivery_says_so(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    await server.push(subscription, tracked("d1"))
    await server.push(subscription, tracked("d1"))
    await server.push(subscription, tracked("d2"))
    await heard(desk, 4)
    states = [(row.state, row.code) for row in reversed(await lab.catch.rows())]
    assert states == [
        (CaughtState.SHOWN, ""), (CaughtState.DELIVERED, "copy"), (CaughtState.SHOWN, "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"TTL": None}, "Refused 400: no TTL"),
        ({"Topic": "a" * 33}, "Refused 400: topic not allowed"),
        ({"Content-Encoding": "aesgcm"}, "Refused 415: not aes128gcm"),
        ({"Authorization": None}, "Refused 401: no VAPID token"),
        ({"Host": "push.example"}, "Refused 403: foreign host name"),
        ({"Origin": "https://shop.example"}, "Refused 403: from a web page"),
    ],
)
async def test_a_refused_request_is_caught_with_its_reason_and_opened(
    lab: Lab,
    server: AppServer,
    subscription: dict[str, Any],
    headers: dict[str, str | None],
    words: str,
) -> None:
    await server.push(subscription, b'{"title": "Why not?"}', headers=headers)
    row = await only(lab)
    assert (verdict(row), row.state) == (words, CaughtState.REFUSED)
    assert (row.device, row.title) == ("Virtual device 1", "Why not?")


async def test_unknown_and_ended_endpoints_and_bodies_too_long_are_caught(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    stranger = AppServer(server.session, server.now)
    await stranger.push(subscription, b"x")
    await server.post(subscription["endpoint"], b"x" * 5000)
    await server.post(f"{lab.addresses.push_service}/push/nobody", b"x" * 120)
    (device,) = await lab.devices.every()
    await lab.devices.unsubscribe(device.id)
    await server.push(subscription, b"x")
    rows = list(reversed(await lab.catch.rows()))
    assert [verdict(row) for row in rows] == [
        "Refused 403: key mismatch",
        "Refused 413: over 4,096 bytes",
        "Refused 404: unknown endpoint",
        "Refused 410: subscription gone",
    ]
    assert [row.size for row in rows[1:3]] == [5000, 120]
    assert [row.title for row in rows] == ["x", "", "", "x"]  # what was not kept is not “without a payload”
    assert [row.device for row in rows] == ["Virtual device 1", "Virtual device 1", "", "Virtual device 1"]


async def test_what_waits_is_opened_and_says_how_it_ended(
    lab: Lab, server: AppServer, away: dict[str, Any], now: Clock
) -> None:
    waiting = await server.push(away, tracked("d1"))
    await server.push(away, tracked("d2"), headers={"Topic": "news"})
    await server.push(away, tracked("d3"), headers={"Topic": "news", "TTL": "600"})
    await server.push(away, tracked("d4"), headers={"TTL": "0"})
    await server.push(away, tracked("d5"), headers={"TTL": "5"})
    await server.withdraw(waiting.headers["Location"])
    now.move(seconds=6)
    await lab.purge()
    rows = list(reversed(await lab.catch.rows()))
    assert [verdict(row) for row in rows] == [
        "Dropped: withdrawn by the sender",
        "Dropped: replaced by a newer one",
        "Waiting",
        "Dropped: away, TTL 0",
        "Dropped: its TTL ended",
    ]
    assert {row.title for row in rows} == {"Hello"}
    (device,) = await lab.devices.every()
    await lab.devices.unsubscribe(device.id)
    assert verdict((await lab.catch.rows())[2]) == "Dropped: the subscription ended"


async def test_ttl_0_that_a_connected_device_never_spoke_of_does_not_wait_for_ever(
    lab: Lab, server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    lab.messages.doorbells = {}  # the connection breaks at this very moment
    await server.push(subscription, b"now or never", headers={"TTL": "0"})
    now.move(seconds=30)
    await lab.purge()
    assert verdict(await only(lab)) == "Waiting"
    now.move(seconds=31)
    await lab.purge()
    assert verdict(await only(lab)) == "Dropped: its TTL ended"


async def test_the_catch_is_read_in_pages_and_cleared_without_giving_a_number_twice(
    lab: Lab, server: AppServer, away: dict[str, Any]
) -> None:
    for number in range(3):
        await server.push(away, tracked(f"d{number}"))
    assert [row.number for row in await lab.catch.rows(limit=2)] == [3, 2]
    assert [row.number for row in await lab.catch.rows(before=3)] == [2, 1]
    assert (await lab.overview()).caught == 3
    await lab.catch.clear()
    assert ((await lab.overview()).caught, (await lab.overview()).caught_from) == (0, 4)
    await server.push(away, tracked("d4"))
    assert [row.number for row in await lab.catch.rows()] == [4]
    with pytest.raises(NotFound):
        await lab.catch.get(1)


async def test_only_the_newest_are_kept(
    lab: Lab, server: AppServer, away: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caught_bulk, "KEPT", 2)
    for number in range(4):
        await server.push(away, tracked(f"d{number}"))
    assert [row.number for row in await lab.catch.rows()] == [4, 3]
    overview = await lab.overview()
    assert (overview.caught, overview.caught_from) == (2, 3)


async def test_what_is_of_a_campaign_is_found_by_its_delivery_and_leads_back(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    def write(session: Session) -> tuple[str, str]:
        building.device(session)
        made = building.campaign(session)
        return made.id, session.exec(select(Delivery.id)).one()

    campaign, delivery = await lab.catch._database.write(write)
    for header in (delivery, delivery, "of another desk", None):
        await server.push(subscription, {"title": "Hello"}, headers={"PushDesk-Delivery": header})
    assert await lab.catch.of_delivery(delivery) == 2
    assert await lab.catch.of_delivery("d9") is None
    links = [await lab.catch.campaign_of(await lab.catch.get(number)) for number in (1, 3, 4)]
    assert links == [campaign, None, None]
