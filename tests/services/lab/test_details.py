"""What is said of one caught message: checks, claims, header, timeline; its export and its replay."""

import json
from datetime import timedelta
from typing import Any

import pytest

from pushdesk.model import base64url, clock
from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.lab import AgentKind, CaughtState, LabCaught
from pushdesk.services.lab.details import details
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.replaying import REPLAY_HEADER, anonymous
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import Clock
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked
from tests.services.store.building import captured


@pytest.fixture
async def subscription(lab: Lab, desk: DeskStub) -> dict[str, Any]:
    """The subscription of one connected device."""
    (device,) = await lab.ensure_devices(1)
    return device.subscription()


async def said(lab: Lab, number: int = 1) -> list[tuple[bool | None, str]]:
    """The checks."""
    message = await lab.catch.get(number)
    return [(check.ok, check.words) for check in lab.catch.details(message).checks]


async def test_a_message_that_is_right_in_every_way(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any], now: Clock
) -> None:
    await server.push(subscription, tracked("d1"))
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    assert await said(lab) == [
        (True, "Signature valid"),
        (True, "Token ends in 1 h 0 min"),
        (True, "Audience is this service"),
        (True, "Key fits the subscription"),
        (True, "Contact is mailto:qa@pushdesk.dev"),
        (True, "TTL, Urgency, Topic and Content-Encoding are right"),
        (True, "One record, decrypts"),
    ]
    whole = lab.catch.details(await lab.catch.get(1))
    assert whole.claims.audience == lab.addresses.push_service
    assert (whole.claims.expires, whole.claims.key) == ("2026-11-25T13:00:00.000Z", server.public_key)
    assert whole.body is not None
    assert (len(base64url.decode(whole.body.salt, "")), whole.body.record_size) == (16, 4096)
    assert len(base64url.decode(whole.body.key_id, "")) == 65
    assert [(line.words, line.after_ms) for line in whole.timeline] == [
        ("Arrived, answered 201", 0), ("The device got it", 0), ("Shown", 0)
    ]  # fmt: skip
    assert whole.claims.contact == "mailto:qa@pushdesk.dev"


async def test_what_became_of_it_stands_in_the_order_it_happened_in(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any], now: Clock
) -> None:
    await server.push(subscription, tracked("d1"))
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    message = await lab.catch.get(1)
    at = [clock.iso(message.at + timedelta(milliseconds=late)) for late in (26, 23, 186)]
    names = ("acknowledged", "received", "shown")
    message.events = [{"event": name, "at": moment} for name, moment in zip(names, at, strict=True)]
    assert [line.after_ms for line in lab.catch.details(message).timeline] == [0, 23, 26, 186]


@pytest.mark.parametrize(
    ("claims", "last"),
    [
        ({"exp": 1}, (False, "Token has expired")),
        ({"exp": 2**31 * 2}, (False, "Token runs longer than 24 hours")),
        ({"aud": "https://push.example"}, (False, "Audience is another service")),
    ],
)
async def test_a_token_that_is_wrong_is_right_up_to_what_is_wrong(
    lab: Lab, server: AppServer, subscription: dict[str, Any], claims: dict[str, Any], last: tuple[bool, str]
) -> None:
    authorization = server.authorization(lab.addresses.push_service, **claims)
    await server.push(subscription, b"x", headers={"Authorization": authorization})
    checks = await said(lab)
    assert checks[0] == (True, "Signature valid")
    assert last in checks
    assert sum(ok is False for ok, _ in checks) == 1


async def test_what_was_not_looked_at_is_not_called_right(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    await server.post(f"{lab.addresses.push_service}/push/nobody", b"x" * 120)
    await server.push(subscription, b"x", headers={"Authorization": None})
    await server.push(subscription, b"x", headers={"Authorization": "vapid t=a"})
    await server.push(subscription, b"x", headers={"TTL": None})
    await server.push(subscription, b"")
    assert (await said(lab, 1))[0] == (None, "Token not looked at")
    assert (await said(lab, 2))[0] == (False, "No VAPID token, and this subscription asks for one")
    assert (await said(lab, 3))[0] == (False, "The Authorization header cannot be read")
    assert (False, "The TTL header is missing: send the seconds to keep the message") in await said(lab, 4)
    assert (await said(lab, 5))[-1] == (None, "No payload")


async def test_a_body_of_two_records_and_one_for_another_device_are_called_so(
    lab: Lab, server: AppServer, desk: DeskStub, subscription: dict[str, Any]
) -> None:
    body = bytearray(server.encrypt(subscription, b"x" * 300))
    body[16:20] = (100).to_bytes(4)
    await server.post(subscription["endpoint"], bytes(body))
    await server.post(subscription["endpoint"], b"short")
    await server.push(subscription, tracked("d1"))
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    assert [(await said(lab, number))[-1][0] for number in (1, 2, 3)] == [False, False, True]


async def test_a_body_that_was_too_large_to_keep_is_not_judged(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    answer = await server.post(subscription["endpoint"], b"x" * 4153)
    assert answer.status == 413
    assert (None, "The body was not kept, and not judged") in await said(lab)


@pytest.mark.parametrize(
    "text", ["", "vapid", "vapid t=a.b.c", "vapid t=a.bnVsbA.c", "x.W10.y", "vapid t=.e30."]
)
def test_a_token_that_is_none_breaks_nothing(text: str) -> None:
    message = LabCaught(
        number=1, token="t", status=403, state=CaughtState.REFUSED, headers={"Authorization": text}
    )
    assert details(message).checks


async def test_everything_is_exported(lab: Lab, server: AppServer, subscription: dict[str, Any]) -> None:
    await server.push(subscription, b"first", headers={"TTL": None})
    await server.push(subscription, b"second")
    first, second = json.loads(json.dumps(await lab.catch.export()))
    assert (first["number"], first["verdict"], first["messageId"]) == (1, "Refused 400: no TTL", None)
    kept = await lab.catch.get(2)
    assert base64url.decode(second["body"], "body") == kept.body
    assert second["headers"]["TTL"] == "60"
    assert (first["answer"]["status"], second["answer"]["headers"]["TTL"]) == (400, "60")


async def test_a_message_is_replayed_to_another_device_without_its_delivery(
    lab: Lab, server: AppServer, desk: DeskStub
) -> None:
    first, second = await lab.ensure_devices(2)
    await server.push(first.subscription(), tracked("d1"), headers={"Urgency": "low", "TTL": "77"})
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    assert await lab.catch.replay(1, second.id) == 2
    # The copy reports nothing; the device takes messages in their order.
    await server.push(second.subscription(), tracked("d2"))
    await desk.until(lambda: len(desk.of("receipts")) == 4)
    shown, _ = await lab.devices.notifications(second.id)
    assert (shown.title, shown.options["body"], shown.delivery) == ("Hello", "World", None)
    copy = await lab.catch.get(2)
    assert (copy.device, copy.ttl, copy.urgency) == ("Virtual device 2", 77, "low")
    assert copy.headers[REPLAY_HEADER] == "1"
    assert (None, "Sent once more by the lab itself, which needs no token") in await said(lab, 2)
    assert desk.events("d1") == ["received", "shown"]


async def test_what_the_lab_cannot_read_or_reach_is_not_replayed(
    lab: Lab, server: AppServer, database: Database
) -> None:
    (device,) = await lab.ensure_devices(1)
    where = lab.addresses.push_service
    channel = await lab.channels.register(where, "f" * 32, AgentKind.FIREFOX, "c", server.public_key)
    await server.push(device.subscription() | {"endpoint": channel.endpoint}, b"secret")
    await server.push(device.subscription(), b"known", headers={"TTL": None})
    with pytest.raises(BadInput, match="cannot read"):
        await lab.catch.replay(1, device.id)
    with pytest.raises(BadInput, match="keys"):
        await lab.catch.replay(2, "f" * 32)
    with pytest.raises(NotFound):
        await lab.catch.replay(2, "nobody")
    with pytest.raises(NotFound):
        await lab.catch.replay(9, device.id)
    keys = device.keys.subscription_keys()

    def known(session: Any) -> None:
        row, _ = subscriptions.capture(session, captured(channel.endpoint))
        row.p256dh, row.auth = keys["p256dh"], keys["auth"]
        session.add(row)

    await database.write(known)
    assert await lab.catch.replay(2, "f" * 32) == 3
    copy = (await lab.catch.rows())[0]
    # Nobody said a word of it: what it is called is known all the same.
    assert (copy.number, copy.device, copy.title) == (3, "Firefox", "known")
    await lab.devices.unsubscribe(device.id)
    with pytest.raises(BadInput, match="no subscription"):
        await lab.catch.replay(2, device.id)


@pytest.mark.parametrize(
    ("payload", "left"),
    [
        ("plain", "plain"),
        ('{"title": "t"}', '{"title": "t"}'),
        ('{"title": "t", "pushdesk": {"delivery": "d"}}', '{"title": "t"}'),
        ('{"notification": {"data": {"a": 1, "pushdesk": {}}}}', '{"notification": {"data": {"a": 1}}}'),
    ],
)
def test_a_replayed_payload_belongs_to_no_delivery(payload: str, left: str) -> None:
    assert anonymous(payload) == left
