"""Chromium over real sockets: check-in, registration, messages; and clients that mean no good."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import pytest
from firebase_messaging.proto import mcs_pb2

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import LabAgent
from pushdesk.services.lab import records
from pushdesk.services.lab.gcm import mcs_socket
from pushdesk.services.lab.gcm.frames import VERSION
from pushdesk.services.lab.lab import Lab
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import Clock, OpenLab
from tests.services.lab.gcm.chromium import Chromium, login, switch
from tests.services.lab.sending import AppServer

GOOGLE = "https://jmt17.google.com"


@pytest.fixture
async def chromium(lab: Lab, server: AppServer) -> Chromium:
    """A browser that has checked in."""
    browser = Chromium(lab, server.session)
    assert await browser.check_in() == 200
    return browser


def push_url(lab: Lab, token: str) -> str:
    """The alias of a token's endpoint on the lab."""
    return f"{lab.addresses.push_service}/push/{token}"


async def test_a_browser_keeps_its_identity_and_a_strangers_is_refused(lab: Lab, chromium: Chromium) -> None:
    first = chromium.android_id, chromium.token
    assert await chromium.check_in() == 200
    assert (chromium.android_id, chromium.token) == first
    chromium.token += 1
    assert await chromium.check_in() == 401  # Chromium then starts anew


async def test_the_profile_in_the_address_is_remembered(chromium: Chromium, database: Database) -> None:
    found = await database.read(lambda session: session.get(LabAgent, str(chromium.android_id)))
    assert found is not None
    assert found.profile == "p1"


async def test_a_message_reaches_the_browser_and_is_kept_until_it_is_acknowledged(
    lab: Lab, server: AppServer, chromium: Chromium
) -> None:
    token = await chromium.subscribe(server.public_key)
    async with chromium.logged_in() as stream:
        assert lab.gcm.connected(str(chromium.android_id))
        answer = await server.post(push_url(lab, token), b"body")
        stanza = await stream.next()
        assert (stanza.raw_data, getattr(stanza, "from")) == (b"body", server.public_key)
    async with chromium.logged_in() as stream:
        assert (await stream.next()).persistent_id == stanza.persistent_id
        stream.acknowledge()
        await stream.settled()
    assert (await server.withdraw(answer.headers["Location"])).status == 404
    async with chromium.logged_in() as stream:
        await stream.settled()  # nothing came before


async def test_a_login_acknowledges_what_it_names(lab: Lab, server: AppServer, chromium: Chromium) -> None:
    token = await chromium.subscribe(server.public_key)
    location = (await server.post(push_url(lab, token), b"body")).headers["Location"]
    async with chromium.logged_in(location.rpartition("/")[2]) as stream:
        await stream.settled()


async def test_messages_wait_until_their_ttl_ends_and_a_topic_replaces(
    lab: Lab, server: AppServer, chromium: Chromium, now: Clock
) -> None:
    url = push_url(lab, await chromium.subscribe(server.public_key))
    await server.post(url, b"short", headers={"TTL": "5"})
    await server.post(url, b"never", headers={"TTL": "0"})
    await server.post(url, b"old", headers={"TTL": "500", "Topic": "t"})
    await server.post(url, b"new", headers={"TTL": "500", "Topic": "t"})
    now.move(seconds=6)
    async with chromium.logged_in() as stream:
        assert (await stream.next()).raw_data == b"new"
        await stream.settled()


async def test_everything_survives_a_restart_of_the_lab(open_lab: OpenLab, server: AppServer) -> None:
    async with open_lab() as lab:
        browser = Chromium(lab, server.session)
        await browser.check_in()
        token = await browser.subscribe(server.public_key)
        await server.post(push_url(lab, token), b"body")
    async with open_lab() as browser.lab:
        async with browser.logged_in() as stream:
            assert (await stream.next()).raw_data == b"body"
        assert await browser.subscribe(server.public_key) == token


async def test_a_second_login_replaces_the_first(lab: Lab, server: AppServer, chromium: Chromium) -> None:
    token = await chromium.subscribe(server.public_key)
    async with chromium.logged_in() as older, chromium.logged_in() as newer:
        assert await older.ended() == b""
        await server.post(push_url(lab, token), b"body")
        assert (await newer.next()).raw_data == b"body"


async def test_the_audience_is_googles_or_the_labs_and_nobody_elses(
    lab: Lab, server: AppServer, chromium: Chromium
) -> None:
    url = push_url(lab, await chromium.subscribe(server.public_key))
    statuses = [
        (await server.post(url, b"body", audience=audience)).status
        for audience in (GOOGLE, "https://fcm.googleapis.com", None, "https://push.example")
    ]
    assert statuses == [201, 201, 201, 403]
    device = (await lab.ensure_devices(1))[0]
    assert (await server.post(device.endpoint or "", b"body", audience=GOOGLE)).status == 403


async def test_only_endpoints_made_from_a_token_of_a_chromium_are_the_labs(
    lab: Lab, server: AppServer, chromium: Chromium, database: Database
) -> None:
    token = await chromium.subscribe(server.public_key)
    virtual = (await lab.ensure_devices(1))[0].token
    ours = {
        f"{GOOGLE}/fcm/send/{token}",
        f"https://fcm.googleapis.com/fcm/send/{token}",
        f"https://fcm.googleapis.com/wp/{token}",
        push_url(lab, token),
    }
    others = {
        f"{GOOGLE}/fcm/send/{token}x",
        f"{GOOGLE}/fcm/send/{virtual}",
        f"{GOOGLE}/fcm/send/x/{token}",
        f"{GOOGLE}/fcm/send/{token}?a",
        f"{GOOGLE}/other/{token}",
        f"{GOOGLE}:444/fcm/send/{token}",
        f"http://jmt17.google.com/fcm/send/{token}",
        f"https://updates.push.services.mozilla.com/fcm/send/{token}",
        f"{GOOGLE}/fcm/send/another-token",
    }
    assert set(await database.read(records.owned_endpoints, [*ours, *others])) == ours


async def test_unregistering_ends_the_channel(lab: Lab, server: AppServer, chromium: Chromium) -> None:
    token = await chromium.subscribe(server.public_key)
    assert await chromium.register("*", delete="true", subtype="wp:other#2") == "deleted=org.chromium.linux"
    assert (await server.post(push_url(lab, token), b"body")).status == 201
    assert await chromium.register("*", delete="true") == "deleted=org.chromium.linux"
    assert (await server.post(push_url(lab, token), b"body")).status == 410


async def test_a_registration_that_cannot_be_granted_is_refused_in_chromiums_words(
    server: AppServer, chromium: Chromium
) -> None:
    assert await chromium.register("no key") == "Error=INVALID_PARAMETERS"
    assert await chromium.register("bm8ga2V5") == "Error=INVALID_PARAMETERS"
    assert (await chromium.register("745476177629", subtype="-")).startswith("token=")
    chromium.token += 1
    assert await chromium.register(server.public_key) == "Error=AUTHENTICATION_FAILED"


async def test_the_lab_expires_a_browser_and_says_what_it_cannot_do(
    lab: Lab, server: AppServer, chromium: Chromium
) -> None:
    token, agent_id = await chromium.subscribe(server.public_key), str(chromium.android_id)
    with pytest.raises(Conflict, match="Chromium does not let"):
        await lab.rotate(agent_id)
    with pytest.raises(NotFound, match="no browser profile “p1”"):
        await lab.withdraw_permission(agent_id)
    with pytest.raises(NotFound):
        await lab.expire("nobody")
    await lab.expire(agent_id)
    assert (await server.post(push_url(lab, token), b"body")).status == 410


async def test_a_wrong_identity_is_told_so(chromium: Chromium) -> None:
    async with chromium.connected() as stream:
        stream.send(login(chromium.android_id, chromium.token + 1))
        assert (await stream.next()).error.code == 401
        assert await stream.ended() == b""


@pytest.fixture
async def served(lab: Lab, server: AppServer, chromium: Chromium) -> AsyncIterator[None]:
    """Afterwards a real login still gets its message."""
    yield
    token = await chromium.subscribe(server.public_key)
    async with chromium.logged_in() as stream:
        await server.post(push_url(lab, token), b"still here")
        assert (await stream.next()).raw_data == b"still here"


@pytest.mark.parametrize(
    "bad",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        bytes([7]),
        bytes([VERSION, 2, 3]) + b"abc",
        bytes([VERSION, 2, 255, 255, 255, 255]),
        bytes([VERSION, 0, 0]),
        bytes([VERSION, 2]) + os.urandom(10 * 1024 * 1024),
    ],
    ids=["http", "version", "protobuf", "length", "no login", "10 MB"],
)
@pytest.mark.usefixtures("served")
async def test_a_client_with_bad_bytes_is_sent_away_and_the_lab_goes_on(
    chromium: Chromium, bad: bytes
) -> None:
    async with chromium.connected() as stream:
        stream.writer.write(bad)
        assert await stream.ended() == b""


@pytest.mark.usefixtures("served")
async def test_half_handshakes_and_plain_text_are_sent_away(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcs_socket, "LOGIN_SECONDS", 0.2)
    port = urlsplit(switch(lab, "gcm-mcs-endpoint")).port
    for start in (b"", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(start)
        async with asyncio.timeout(20):
            with suppress(ConnectionError):
                await reader.read()
        writer.transport.abort()
    monkeypatch.undo()


@pytest.mark.usefixtures("served")
async def test_a_login_that_does_not_come_is_not_waited_for(
    chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcs_socket, "LOGIN_SECONDS", 0.3)
    async with chromium.connected() as stream:
        stream.writer.write(bytes([VERSION, 2]))
        assert await stream.ended() == b""
    monkeypatch.undo()


async def test_a_thousand_idle_sockets_push_out_one_another_and_nobody_else(
    lab: Lab, server: AppServer, chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcs_socket, "LOGIN_SECONDS", 600)  # not because their time is over
    token = await chromium.subscribe(server.public_key)
    where = ("127.0.0.1", urlsplit(switch(lab, "gcm-mcs-endpoint")).port)
    idle: list[socket.socket] = []
    async with chromium.logged_in() as before:
        try:
            for _ in range(1000):
                idle.append(socket.socket())
                idle[-1].setblocking(False)
                await asyncio.get_running_loop().sock_connect(idle[-1], where)
            async with asyncio.timeout(20):
                assert await asyncio.get_running_loop().sock_recv(idle[0], 1) == b""
            await server.post(push_url(lab, token), b"one")
            assert (await before.next()).raw_data == b"one"
            before.acknowledge()
            await before.settled()
            async with chromium.logged_in() as after:
                await server.post(push_url(lab, token), b"two")
                assert (await after.next()).raw_data == b"two"
        finally:
            for opened in idle:
                opened.close()


async def test_a_silent_browser_is_asked_and_then_sent_away(
    chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcs_socket, "HEARTBEAT_SECONDS", 0.1)
    async with chromium.logged_in() as stream:
        assert isinstance(await stream.next(), mcs_pb2.HeartbeatPing)
        assert await stream.ended() == b""


async def test_check_in_takes_nothing_but_a_check_in(lab: Lab, server: AppServer) -> None:
    url = switch(lab, "gcm-checkin-url")
    for body, status in ((b"\xff\xff", 400), (b"x" * (1 << 20), 413)):
        async with server.session.post(url, data=body) as response:
            assert response.status == status
    async with server.session.post(url.replace("/p1/", "/%20/"), data=b"") as response:
        assert response.status == 404
    form = aiohttp.FormData({"app": "x" * 100_000})
    async with server.session.post(switch(lab, "gcm-registration-url"), data=form) as response:
        assert response.status == 413
