"""The two peers work as parts of tests, alone and with each other."""

import base64
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import py_vapid
import pytest
import pywebpush
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.peers.peers import (
    ANSWER_TIMEOUT,
    PeerError,
    PeerSubscription,
    VapidDetails,
    WebPushTesting,
    send_with_web_push,
)

CONTACT = "mailto:tests@example.org"


@pytest.fixture
async def service(node_modules: Path) -> AsyncIterator[WebPushTesting]:
    """A running web-push-testing."""
    async with WebPushTesting(node_modules) as running:
        yield running


@pytest.fixture
def key() -> py_vapid.Vapid02:
    """A fresh VAPID key."""
    vapid = py_vapid.Vapid02()
    vapid.generate_keys()
    return vapid


def base64url(data: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def details(key: py_vapid.Vapid02) -> VapidDetails:
    """The key as web-push takes it."""
    private = key.private_key.private_numbers().private_value.to_bytes(32, "big")
    public = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return VapidDetails(CONTACT, public_key=base64url(public), private_key=base64url(private))


async def post(
    subscription: Any, text: str, key: py_vapid.Vapid02, content_type: str | None
) -> tuple[int, str]:
    """Encrypt with pywebpush, sign with py_vapid, send by hand: the status and body of the answer."""
    body = pywebpush.WebPusher(subscription).encode(text.encode(), content_encoding="aes128gcm")["body"]
    endpoint = subscription["endpoint"]
    headers = key.sign({"aud": "/".join(endpoint.split("/")[:3]), "sub": CONTACT})
    headers |= {"TTL": "60", "Content-Encoding": "aes128gcm"}
    if content_type:
        headers["Content-Type"] = content_type
    async with (
        aiohttp.ClientSession(skip_auto_headers=["Content-Type"], timeout=ANSWER_TIMEOUT) as http,
        http.post(endpoint, data=bytes(body), headers=headers) as response,
    ):
        return response.status, await response.text()


async def test_web_push_testing_decrypts_a_message_from_pywebpush(
    service: WebPushTesting, key: py_vapid.Vapid02
) -> None:
    subscription = await service.subscribe(details(key).public_key)
    assert await service.get_notifications(subscription) == []
    status, _ = await post(subscription.push_subscription, "Grüße ✓", key, "application/octet-stream")
    assert status == 201
    assert await service.get_notifications(subscription) == ["Grüße ✓"]


async def test_web_push_testing_cannot_read_a_message_without_its_content_type(
    service: WebPushTesting, key: py_vapid.Vapid02
) -> None:
    subscription = await service.subscribe(details(key).public_key)
    status, _ = await post(subscription.push_subscription, "unread", key, None)
    assert status == 400
    assert await service.get_notifications(subscription) == []


async def test_web_push_testing_refuses_a_foreign_key_and_an_expired_subscription(
    service: WebPushTesting, key: py_vapid.Vapid02
) -> None:
    foreign = py_vapid.Vapid02()
    foreign.generate_keys()
    subscription = await service.subscribe(details(key).public_key)
    status, reason = await post(subscription.push_subscription, "x", foreign, "application/octet-stream")
    assert (status, "Invalid" in reason) == (400, True)
    await service.expire(subscription)
    status, _ = await post(subscription.push_subscription, "x", key, "application/octet-stream")
    assert status == 410
    assert await service.get_notifications(subscription) == []


async def test_web_push_testing_refuses_a_key_that_is_none(service: WebPushTesting) -> None:
    with pytest.raises(PeerError, match="does not seem to be a valid VAPID key"):
        await service.subscribe("AAAA")


@dataclass
class TlsFront:
    """A service behind TLS: where, the authority to trust, and the headers of each request that came."""

    origin: str
    ca_file: Path
    seen: list[Mapping[str, str]]

    def address(self, subscription: PeerSubscription) -> dict[str, Any]:
        """The same PushSubscription with its endpoint over TLS."""
        plain = subscription.push_subscription
        path = urlsplit(plain["endpoint"]).path
        return {**plain, "endpoint": self.origin + path}


@pytest.fixture
async def tls_front(service: WebPushTesting, tmp_path: Path) -> AsyncIterator[TlsFront]:
    """web-push-testing over TLS, since web-push speaks https only."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    front = TlsFront(origin="", ca_file=tmp_path / "ca.pem", seen=[])

    async def forward(request: web.Request) -> web.Response:
        front.seen.append(request.headers)
        async with (
            aiohttp.ClientSession(service.origin, timeout=ANSWER_TIMEOUT) as http,
            http.post(request.path, data=await request.read(), headers=request.headers) as response,
        ):
            return web.Response(status=response.status, body=await response.read())

    app = web.Application()
    app.router.add_post("/notify/{client}", forward)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(ssl=context)
    try:
        front.origin = f"https://localhost:{server.port}"
        yield front
    finally:
        await server.close()


async def test_web_push_reaches_web_push_testing_over_tls(
    service: WebPushTesting, tls_front: TlsFront, key: py_vapid.Vapid02, node_modules: Path
) -> None:
    subscription = await service.subscribe(details(key).public_key)
    over_tls = tls_front.address(subscription)

    answer = await send_with_web_push(
        node_modules,
        subscription=over_tls,
        payload="Grüße ✓",
        vapid=details(key),
        options={"TTL": 90, "urgency": "high", "topic": "news"},
        ca_file=tls_front.ca_file,
    )

    assert answer.status == 201
    assert await service.get_notifications(subscription) == ["Grüße ✓"]
    (headers,) = tls_front.seen
    assert (headers["TTL"], headers["Urgency"], headers["Topic"]) == ("90", "high", "news")
    assert headers["Authorization"].startswith("vapid t=")


async def test_web_push_tells_what_a_push_service_refused(
    service: WebPushTesting, tls_front: TlsFront, key: py_vapid.Vapid02, node_modules: Path
) -> None:
    subscription = await service.subscribe(details(key).public_key)
    await service.expire(subscription)
    over_tls = tls_front.address(subscription)
    answer = await send_with_web_push(
        node_modules, subscription=over_tls, payload="x", vapid=details(key), ca_file=tls_front.ca_file
    )
    assert (answer.status, "expired" in answer.body) == (410, True)


async def test_web_push_does_not_trust_an_authority_that_it_was_not_told_of(
    service: WebPushTesting, tls_front: TlsFront, key: py_vapid.Vapid02, node_modules: Path
) -> None:
    subscription = await service.subscribe(details(key).public_key)
    over_tls = tls_front.address(subscription)
    with pytest.raises(PeerError, match="unable to verify"):
        await send_with_web_push(node_modules, subscription=over_tls, payload="x", vapid=details(key))
    assert tls_front.seen == []
