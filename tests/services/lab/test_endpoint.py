"""The push and message resources, over HTTP: every answer the contract names."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from pushdesk.model.errors import FolderError
from pushdesk.services.lab import records
from pushdesk.services.lab.lab import Lab
from tests.services.lab.conftest import Clock, OpenLab
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked

BODY = b"x" * 120


@pytest.fixture
async def subscription(lab: Lab, desk: DeskStub) -> dict[str, Any]:
    """A device's subscription; the device is away, so that messages stay where they are."""
    (device,) = await lab.ensure_devices(1)
    await lab.devices.set_away(True)
    return device.subscription()


async def deliveries(lab: Lab) -> list[str | None]:
    """What the one device has handled, oldest first."""
    (device,) = await lab.devices.every()
    return [row.delivery for row in await lab.devices.notifications(device.id)]


async def test_a_message_is_accepted_with_its_address_and_its_ttl(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    answer = await server.push(subscription, tracked("d1"), headers={"TTL": "9999999"})
    assert answer.status == 201
    assert answer.headers["Location"].startswith(f"{lab.addresses.push_service}/message/")
    assert answer.headers["TTL"] == "2592000"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"TTL": None}, 400, "ttl_missing"),
        ({"TTL": "soon"}, 400, "ttl_invalid"),
        ({"Urgency": "urgent"}, 400, "urgency_invalid"),
        ({"Topic": "a" * 33}, 400, "topic_invalid"),
        ({"Content-Encoding": None}, 400, "encoding_missing"),
        ({"Content-Encoding": "aesgcm"}, 415, "encoding_unsupported"),
        ({"Content-Encoding": "gzip"}, 415, "encoding_unsupported"),
        ({"Authorization": None}, 401, "authorization_missing"),
        ({"Authorization": "vapid t=a.b.c"}, 403, "authorization_malformed"),
    ],
)
async def test_a_wrong_header_is_refused_with_a_sentence(
    server: AppServer,
    subscription: dict[str, Any],
    headers: dict[str, str | None],
    status: int,
    code: str,
) -> None:
    answer = await server.post(subscription["endpoint"], BODY, headers=headers)
    assert (answer.status, answer.code) == (status, code)
    assert answer.words.endswith((".", "”."))


async def test_a_missing_token_is_told_which_scheme_to_use(
    server: AppServer, subscription: dict[str, Any]
) -> None:
    answer = await server.post(subscription["endpoint"], BODY, headers={"Authorization": None})
    assert answer.headers["WWW-Authenticate"] == "vapid"


async def test_tokens_of_the_wrong_time_audience_and_key_are_refused(
    server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    endpoint, there = subscription["endpoint"], "http://" + urlsplit(subscription["endpoint"]).netloc
    stranger = AppServer(server.session, server.now)
    for authorization, code in [
        (server.authorization(there, exp=int(server.now) - 1), "vapid_expired"),
        (server.authorization(there, exp=int(server.now) + 25 * 3600), "vapid_expiry_too_far"),
        (server.authorization("https://push.example"), "vapid_audience"),
        (stranger.authorization(there), "vapid_key_mismatch"),
    ]:
        answer = await server.post(endpoint, BODY, headers={"Authorization": authorization})
        assert (answer.status, answer.code) == (403, code)


async def test_every_present_name_of_the_lab_is_an_audience(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    for audience in (
        lab.addresses.push_service,
        lab.addresses.push_service.replace("127.0.0.1", "localhost"),
        lab.addresses.push_service_tls,
        lab.addresses.push_service_tls.replace("localhost", "127.0.0.1"),
    ):
        answer = await server.post(subscription["endpoint"], BODY, audience=audience)
        assert answer.status == 201, audience


async def test_an_unknown_endpoint_is_404_and_an_ended_one_410(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    unknown = await server.post(f"{lab.addresses.push_service}/push/nobody", BODY)
    assert (unknown.status, unknown.code) == (404, "subscription_unknown")
    (device,) = await lab.devices.every()
    await lab.devices.unsubscribe(device.id)
    gone = await server.post(subscription["endpoint"], BODY)
    assert (gone.status, gone.code) == (410, "subscription_gone")


async def test_the_largest_body_is_taken_and_one_byte_more_is_413(
    server: AppServer, subscription: dict[str, Any]
) -> None:
    assert (await server.post(subscription["endpoint"], b"x" * 4096)).status == 201
    answer = await server.post(subscription["endpoint"], b"x" * 4097)
    assert (answer.status, answer.code) == (413, "payload_too_large")


async def test_a_body_without_a_length_is_refused_while_it_still_comes(
    server: AppServer, subscription: dict[str, Any]
) -> None:
    refused = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while not refused.is_set():
            yield b"x" * 1024
            await asyncio.sleep(0)

    headers = {
        "TTL": "60",
        "Content-Encoding": "aes128gcm",
        "Authorization": server.authorization("http://" + urlsplit(subscription["endpoint"]).netloc),
    }
    async with server.session.post(subscription["endpoint"], data=endless(), headers=headers) as response:
        assert response.status == 413
        refused.set()


async def begun(
    server: AppServer, subscription: dict[str, Any], framing: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A push whose head was sent, with `framing` as the header that says how its body will come."""
    parts = urlsplit(subscription["endpoint"])
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    authorization = server.authorization(f"http://{parts.netloc}")
    writer.write(
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nTTL: 60\r\n{framing}\r\n"
        f"Content-Encoding: aes128gcm\r\nAuthorization: {authorization}\r\n\r\n".encode()
    )
    await writer.drain()
    return reader, writer


async def test_a_sender_that_leaves_in_the_middle_of_a_body_leaves_no_trace(
    lab: Lab, server: AppServer, subscription: dict[str, Any], desk: DeskStub
) -> None:
    _, writer = await begun(server, subscription, "Content-Length: 500")
    writer.write(b"xxx")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await server.push(subscription, tracked("d1"))).status == 201
    await lab.devices.set_away(False)
    await desk.until(lambda: desk.events("d1") == ["received", "shown"])
    (device,) = await lab.devices.every()
    assert len(await lab.devices.notifications(device.id)) == 1


@pytest.mark.allow_log("aiohttp.server: Error handling request")
async def test_a_body_in_broken_chunks_is_refused(server: AppServer, subscription: dict[str, Any]) -> None:
    reader, writer = await begun(server, subscription, "Transfer-Encoding: chunked")
    writer.write(b"zzz\r\n")
    assert b" 400 " in await reader.readline()
    writer.close()


async def test_idle_and_half_spoken_connections_keep_nobody_waiting(
    lab: Lab, server: AppServer, subscription: dict[str, Any]
) -> None:
    parts = urlsplit(lab.addresses.push_service)
    tls = urlsplit(lab.addresses.push_service_tls)
    silent = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(50)]
    silent += [await asyncio.open_connection(tls.hostname, tls.port) for _ in range(50)]
    for _, writer in silent[::2]:
        writer.write(b"POST /push/")
    assert (await server.push(subscription, tracked("d1"))).status == 201
    for _, writer in silent:
        writer.close()


async def test_a_web_page_and_a_foreign_name_are_refused(
    server: AppServer, subscription: dict[str, Any]
) -> None:
    endpoint = subscription["endpoint"]
    page = await server.post(endpoint, BODY, headers={"Origin": "https://evil.example"})
    assert (page.status, page.code) == (403, "foreign_origin")
    rebound = await server.post(endpoint, BODY, headers={"Host": "evil.example"})
    assert (rebound.status, rebound.code) == (403, "foreign_host")


async def test_other_paths_and_methods_answer_in_the_same_shape(lab: Lab, server: AppServer) -> None:
    for method, path, status in [
        ("GET", "/nothing", 404),
        ("PUT", "/push/x", 405),
        ("GET", "/message/x", 405),
    ]:
        async with server.session.request(method, lab.addresses.push_service + path) as response:
            error = (await response.json())["error"]
            assert response.status == status
            assert set(error) == {"code", "message"}


async def test_over_tls_it_is_the_same_service(lab: Lab, desk: DeskStub, server: AppServer) -> None:
    (device,) = await lab.ensure_devices(1)
    trust = ssl.create_default_context(cafile=lab.addresses.ca_file)
    url = (device.endpoint or "").replace(lab.addresses.push_service, lab.addresses.push_service_tls)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        headers = {
            "TTL": "60",
            "Content-Encoding": "aes128gcm",
            "Authorization": server.authorization(lab.addresses.push_service_tls),
        }
        body = server.encrypt(device.subscription(), json.dumps(tracked("d1")).encode())
        async with session.post(url, data=body, headers=headers) as response:
            assert response.status == 201
            assert response.headers["Location"].startswith(lab.addresses.push_service_tls)
    await desk.until(lambda: desk.events("d1") == ["received", "shown"])


async def test_a_withdrawn_message_is_never_delivered(
    lab: Lab, desk: DeskStub, server: AppServer, subscription: dict[str, Any]
) -> None:
    withdrawn = await server.push(subscription, tracked("d1"))
    kept = await server.push(subscription, tracked("d2"))
    assert (await server.withdraw(withdrawn.headers["Location"])).status == 204
    again = await server.withdraw(withdrawn.headers["Location"])
    assert (again.status, again.code) == (404, "message_gone")

    await lab.devices.set_away(False)
    await desk.until(lambda: desk.events("d2") == ["received", "shown"])
    assert await deliveries(lab) == ["d2"]
    assert (await server.withdraw(kept.headers["Location"])).status == 404


async def test_a_topic_replaces_the_undelivered_message_of_the_same_topic_only(
    lab: Lab, desk: DeskStub, server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    for delivery, topic in [("old", "news"), ("other", "mail"), ("none", None), ("new", "news")]:
        answer = await server.push(subscription, tracked(delivery), headers={"Topic": topic})
        assert answer.status == 201
        now.move(seconds=1)
    await lab.devices.set_away(False)
    await desk.until(lambda: desk.events("new") == ["received", "shown"])
    assert await deliveries(lab) == ["other", "none", "new"]


async def test_many_messages_of_one_topic_at_once_leave_one(
    lab: Lab, desk: DeskStub, server: AppServer, subscription: dict[str, Any]
) -> None:
    answers = await asyncio.gather(
        *(server.push(subscription, tracked(f"d{n}"), headers={"Topic": "news"}) for n in range(20))
    )
    assert {answer.status for answer in answers} == {201}
    await lab.devices.set_away(False)
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    (device,) = await lab.devices.every()
    assert len(await lab.devices.notifications(device.id)) == 1


async def test_a_message_outlives_its_ttl_in_no_case(
    lab: Lab, desk: DeskStub, server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    short = await server.push(subscription, tracked("short"), headers={"TTL": "10"})
    await server.push(subscription, tracked("long"), headers={"TTL": "3600"})
    now.move(seconds=11)
    await lab.devices.set_away(False)
    await desk.until(lambda: desk.events("long") == ["received", "shown"])
    assert await deliveries(lab) == ["long"]
    assert (await server.withdraw(short.headers["Location"])).status == 404


async def test_expired_messages_are_purged(
    lab: Lab, server: AppServer, subscription: dict[str, Any], now: Clock
) -> None:
    await server.push(subscription, tracked("d1"), headers={"TTL": "10"})
    (device,) = await lab.devices.every()
    assert len(await lab.messages.waiting_for(device.id)) == 1
    now.move(seconds=10)
    await lab.purge()
    now.move(seconds=-10)
    assert await lab.messages.waiting_for(device.id) == []


async def test_a_ttl_of_zero_is_now_or_never(
    lab: Lab, desk: DeskStub, server: AppServer, subscription: dict[str, Any]
) -> None:
    never = await server.push(subscription, tracked("never"), headers={"TTL": "0"})
    assert (never.status, never.headers["TTL"]) == (201, "0")
    await lab.devices.set_away(False)
    now = await server.push(subscription, tracked("now"), headers={"TTL": "0"})
    assert now.status == 201
    await desk.until(lambda: desk.events("now") == ["received", "shown"])
    assert await deliveries(lab) == ["now"]


async def test_addresses_keep_working_after_the_lab_came_back_on_another_port(
    open_lab: OpenLab, desk: DeskStub, server: AppServer
) -> None:
    async with open_lab() as lab:
        (device,) = await lab.ensure_devices(1)
        await lab.devices.set_away(True)
        assert (await server.push(device.subscription(), tracked("before"))).status == 201
    async with open_lab() as lab:
        old, new = device.endpoint or "", lab.addresses.push_service
        assert not old.startswith(new + "/")
        url = f"{new}/push/{device.token}"
        # Signed for the origin in the endpoint, sent to where the lab is now.
        assert (await server.push(device.subscription(), tracked("after"), url=url)).status == 201
        await lab.devices.set_away(False)
        await desk.until(lambda: desk.events("before") == desk.events("after") == ["received", "shown"])


async def test_a_full_disk_is_503_and_a_sentence(
    server: AppServer, subscription: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FolderError("The disk is full: nothing was written.")

    monkeypatch.setattr(records, "store_messages", full)
    answers = await asyncio.gather(*(server.push(subscription, tracked(f"d{n}")) for n in range(5)))
    assert {(answer.status, answer.code) for answer in answers} == {(503, "data_folder")}
    assert {answer.headers["Retry-After"] for answer in answers} == {"5"}
    monkeypatch.undo()
    assert (await server.push(subscription, tracked("d9"))).status == 201
