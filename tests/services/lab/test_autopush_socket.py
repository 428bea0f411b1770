"""Firefox's connections over a real WebSocket: messages arrive, wait, survive a restart, end."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import pytest

from pushdesk.model import base64url
from pushdesk.model.lab import AgentKind, LabAgent, LabMessage
from pushdesk.services.lab import autopush_socket
from pushdesk.services.lab.autopush_socket import FRAME_LIMIT, PROTOCOL
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.messages import Doorbell
from pushdesk.services.lab.records import Channel
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import Clock, OpenLab
from tests.services.lab.sending import AppServer

BODY = b"\x07" * 130
PATIENCE = 20.0


class Browser:
    """As much of Firefox as its push service sees."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.uaid = ""

    async def ask(self, **frame: Any) -> dict[str, Any]:
        """Send a frame and wait for the next one."""
        await self.socket.send_json(frame)
        return await self.next()

    async def next(self) -> dict[str, Any]:
        """The next frame."""
        found: dict[str, Any] = await self.socket.receive_json(timeout=PATIENCE)
        return found

    async def hello(self, uaid: str | None = None) -> str:
        """Say hello; returns the uaid."""
        given = {"uaid": uaid} if uaid else {}
        answer = await self.ask(messageType="hello", use_webpush=True, broadcasts={}, **given)
        assert (answer["status"], answer["use_webpush"]) == (200, True)
        self.uaid = answer["uaid"]
        return self.uaid

    async def register(self, key: str | None) -> tuple[str, str]:
        """A new channel; returns its id and its endpoint."""
        channel = str(uuid.uuid4())
        frame = {"messageType": "register", "channelID": channel} | ({"key": key + "="} if key else {})
        answer = await self.ask(**frame)
        assert (answer["status"], answer["channelID"]) == (200, channel)
        return channel, answer["pushEndpoint"]

    async def ack(self, frame: dict[str, Any], code: int = 100) -> None:
        """Acknowledge a notification; returns once the lab has done it."""
        update = {"channelID": frame["channelID"], "version": frame["version"], "code": code}
        await self.socket.send_json({"messageType": "ack", "updates": [update]})
        assert await self.ask() == {}

    async def closed(self) -> int | None:
        """Wait for the lab to close; returns the code."""
        async with asyncio.timeout(PATIENCE):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code


@asynccontextmanager
async def browser(lab: Lab, session: aiohttp.ClientSession) -> AsyncIterator[Browser]:
    """A connected one."""
    async with session.ws_connect(lab.addresses.firefox_push, protocols=(PROTOCOL,)) as socket:
        assert socket.protocol == PROTOCOL == "push-notification"
        yield Browser(socket)


@pytest.fixture
async def firefox(lab: Lab, server: AppServer) -> AsyncIterator[Browser]:
    """A browser that has said hello."""
    async with browser(lab, server.session) as opened:
        await opened.hello()
        yield opened


async def test_a_browser_subscribes_gets_a_message_and_acknowledges_it(
    lab: Lab, server: AppServer, firefox: Browser
) -> None:
    channel, endpoint = await firefox.register(server.public_key)
    assert endpoint.startswith(f"{lab.addresses.push_service}/push/")
    answer = await server.post(endpoint, BODY)
    assert answer.status == 201
    frame = await firefox.next()
    assert frame == {
        "messageType": "notification",
        "channelID": channel,
        "version": frame["version"],
        "ttl": 60,
        "data": base64url.encode(BODY),
        "headers": {"encoding": "aes128gcm"},
    }
    await firefox.ack(frame)
    assert (await server.withdraw(answer.headers["Location"])).status == 404


async def test_a_message_without_a_body_arrives_without_data(server: AppServer, firefox: Browser) -> None:
    _, endpoint = await firefox.register(server.public_key)
    assert (await server.post(endpoint, None, headers={"Content-Encoding": None})).status == 201
    assert "data" not in await firefox.next()


async def test_only_the_key_of_the_subscription_may_push(server: AppServer, firefox: Browser) -> None:
    _, restricted = await firefox.register(server.public_key)
    stranger = AppServer(server.session, server.now)
    assert (await stranger.post(restricted, BODY)).status == 403
    _, free = await firefox.register(None)
    assert (await stranger.post(free, BODY)).status == 201
    assert (await stranger.post(free, BODY, headers={"Authorization": None})).status == 201


async def test_the_same_channel_gets_the_same_endpoint_and_another_key_another(
    server: AppServer, firefox: Browser
) -> None:
    channel, endpoint = await firefox.register(server.public_key)
    again = await firefox.ask(messageType="register", channelID=channel, key=server.public_key)
    assert again["pushEndpoint"] == endpoint
    other = await firefox.ask(messageType="register", channelID=channel)
    assert other["pushEndpoint"] != endpoint
    assert (await server.post(endpoint, BODY)).status == 410


async def test_after_unregister_the_endpoint_is_gone(server: AppServer, firefox: Browser) -> None:
    channel, endpoint = await firefox.register(server.public_key)
    answer = await firefox.ask(messageType="unregister", channelID=channel, code=200)
    assert answer == {"messageType": "unregister", "channelID": channel, "status": 200}
    assert (await server.post(endpoint, BODY)).status == 410
    stranger = await firefox.ask(messageType="unregister", channelID=str(uuid.uuid4()), code=200)
    assert stranger["status"] == 200


async def test_messages_wait_for_a_browser_that_is_away_until_their_ttl_ends(
    lab: Lab, server: AppServer, now: Clock
) -> None:
    async with browser(lab, server.session) as first:
        uaid = await first.hello()
        _, endpoint = await first.register(server.public_key)
    await server.post(endpoint, b"short", headers={"TTL": "5"})
    await server.post(endpoint, b"long", headers={"TTL": "500"})
    await server.post(endpoint, b"never", headers={"TTL": "0"})
    now.move(seconds=6)
    async with browser(lab, server.session) as second:
        assert await second.hello(uaid) == uaid
        frame = await second.next()
        assert frame["data"] == base64url.encode(b"long")
        await second.ack(frame, code=101)
    async with browser(lab, server.session) as third:
        await third.hello(uaid)
        assert await third.ask() == {}  # nothing waits any more


async def test_a_message_that_expired_on_its_way_to_the_browser_is_not_sent(
    lab: Lab, server: AppServer, firefox: Browser, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, endpoint = await firefox.register(server.public_key)
    ring = lab.messages.doorbells[AgentKind.FIREFOX]

    def ring_late(channel: Channel, message: LabMessage) -> None:
        ring(channel, message)
        now.move(seconds=6)

    monkeypatch.setitem(cast(dict[AgentKind, Doorbell], lab.messages.doorbells), AgentKind.FIREFOX, ring_late)
    await server.post(endpoint, b"short", headers={"TTL": "5"})
    await server.post(endpoint, b"long", headers={"TTL": "500"})
    assert (await firefox.next())["data"] == base64url.encode(b"long")


async def test_what_was_not_acknowledged_comes_again(lab: Lab, server: AppServer) -> None:
    async with browser(lab, server.session) as first:
        uaid = await first.hello()
        _, endpoint = await first.register(server.public_key)
        await server.post(endpoint, BODY)
        frame = await first.next()
    async with browser(lab, server.session) as second:
        await second.hello(uaid)
        assert await second.next() == frame


async def test_a_browser_and_its_messages_survive_a_restart_of_the_lab(
    open_lab: OpenLab, server: AppServer
) -> None:
    async with open_lab() as lab, browser(lab, server.session) as first:
        uaid = await first.hello()
        channel, endpoint = await first.register(server.public_key)
        await first.socket.close()
        assert (await server.post(endpoint, BODY)).status == 201
    async with open_lab() as lab, browser(lab, server.session) as second:
        assert await second.hello(uaid) == uaid
        assert (await second.next())["channelID"] == channel
        url = f"{lab.addresses.push_service}/push/{endpoint.rpartition('/')[2]}"
        assert (await server.post(url, b"more")).status == 201
        assert (await second.next())["data"] == base64url.encode(b"more")


async def test_a_browser_that_connects_again_replaces_its_older_connection(
    lab: Lab, server: AppServer
) -> None:
    async with browser(lab, server.session) as older, browser(lab, server.session) as newer:
        uaid = await older.hello()
        _, endpoint = await older.register(server.public_key)
        await newer.hello(uaid)
        await older.closed()
        await server.post(endpoint, BODY)
        assert (await newer.next())["messageType"] == "notification"


async def test_a_virtual_device_cannot_be_taken_over_by_its_name(lab: Lab, server: AppServer) -> None:
    (device,) = await lab.ensure_devices(1)
    async with browser(lab, server.session) as thief:
        assert await thief.hello(device.id) != device.id


async def test_a_browser_cannot_delete_what_waits_for_another(lab: Lab, server: AppServer) -> None:
    async with browser(lab, server.session) as owner, browser(lab, server.session) as thief:
        await owner.hello()
        await thief.hello()
        _, endpoint = await owner.register(server.public_key)
        answer = await server.post(endpoint, BODY)
        await thief.ack(await owner.next())
        assert (await server.withdraw(answer.headers["Location"])).status == 204


async def test_a_browser_that_does_not_keep_up_is_sent_away_and_comes_back_for_everything(
    lab: Lab, server: AppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autopush_socket, "INBOX", 1)
    async with browser(lab, server.session) as slow:
        uaid = await slow.hello()
        _, endpoint = await slow.register(server.public_key)
        answers = await asyncio.gather(*(server.post(endpoint, b"%d" % n) for n in range(30)))
        assert {answer.status for answer in answers} == {201}
        assert await slow.closed() == 1013
    monkeypatch.undo()
    async with browser(lab, server.session) as again:
        await again.hello(uaid)
        assert len({(await again.next())["data"] for _ in range(30)}) == 30


async def test_a_client_that_never_says_hello_is_sent_away(
    lab: Lab, server: AppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autopush_socket, "HELLO_SECONDS", 0)
    async with browser(lab, server.session) as silent:
        assert await silent.closed() == 1001


@pytest.mark.parametrize(
    "bad",
    ["no JSON", "[]", '{"messageType":"bye"}', '{"messageType":"hello"}', b"bytes", "x" * (FRAME_LIMIT + 1)],
    ids=["text", "list", "unknown", "second hello", "binary", "too long"],
)
async def test_a_client_with_bad_frames_is_sent_away_and_the_lab_goes_on(
    lab: Lab, server: AppServer, firefox: Browser, bad: str | bytes
) -> None:
    async with browser(lab, server.session) as stranger:
        await stranger.hello()
        if isinstance(bad, bytes):
            await stranger.socket.send_bytes(bad)
        else:
            await stranger.socket.send_str(bad)
        assert await stranger.closed() in {1008, 1009}
    _, endpoint = await firefox.register(server.public_key)
    await server.post(endpoint, BODY)
    assert (await firefox.next())["messageType"] == "notification"


async def test_a_browser_that_is_moved_comes_back_under_another_name(
    lab: Lab, server: AppServer, firefox: Browser
) -> None:
    _, endpoint = await firefox.register(server.public_key)
    await lab.rotate(firefox.uaid)
    await firefox.closed()
    assert (await server.post(endpoint, BODY)).status == 410
    async with browser(lab, server.session) as again:
        assert await again.hello(firefox.uaid) != firefox.uaid


async def test_the_profile_in_the_address_is_remembered(
    lab: Lab, server: AppServer, database: Database
) -> None:
    address = str(lab.firefox_prefs("p1")["dom.push.serverURL"])
    assert address == f"{lab.addresses.firefox_push}firefox/p1"
    async with server.session.ws_connect(address, protocols=(PROTOCOL,)) as socket:
        opened = Browser(socket)
        uaid = await opened.hello()
        await opened.register(server.public_key)
    found = await database.read(lambda session: session.get(LabAgent, uaid))
    assert found is not None
    assert found.profile == "p1"


async def test_when_the_lab_closes_it_says_goodbye(open_lab: OpenLab, server: AppServer) -> None:
    async with asyncio.TaskGroup() as tasks, open_lab() as lab:
        socket = await server.session.ws_connect(lab.addresses.firefox_push, protocols=(PROTOCOL,))
        opened = Browser(socket)
        await opened.hello()
        goodbye = tasks.create_task(opened.closed())
    assert goodbye.result() == 1001


async def test_without_an_upgrade_the_address_says_what_it_is(lab: Lab, server: AppServer) -> None:
    async with server.session.get(lab.addresses.push_service) as response:
        assert response.status == 200
        assert (await response.json())["service"] == "PushDesk lab"


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",)])
async def test_another_websocket_protocol_is_refused(
    lab: Lab, server: AppServer, protocols: tuple[str, ...]
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await server.session.ws_connect(lab.addresses.firefox_push, protocols=protocols)
    assert caught.value.status == 400


async def test_a_web_page_cannot_play_browser(lab: Lab, server: AppServer) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await server.session.ws_connect(
            lab.addresses.firefox_push, protocols=(PROTOCOL,), origin="https://evil.example"
        )
    assert caught.value.status == 403


async def test_a_flood_of_messages_reaches_a_slow_browser_whole(server: AppServer, firefox: Browser) -> None:
    _, endpoint = await firefox.register(server.public_key)
    answers = await asyncio.gather(*(server.post(endpoint, json.dumps(n).encode()) for n in range(200)))
    assert {answer.status for answer in answers} == {201}
    seen = {(await firefox.next())["data"] for _ in range(200)}
    assert len(seen) == 200
