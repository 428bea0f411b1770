"""An application server for the tests: pywebpush encrypts, py_vapid signs, aiohttp posts."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher

from pushdesk.model import base64url
from pushdesk.model.endpoint import origin


@dataclass(frozen=True)
class Answer:
    """What the lab said; `code` and `words` of an error's body."""

    status: int
    headers: Mapping[str, str]
    code: str = ""
    words: str = ""


class AppServer:
    """Holds an application server key; `now` is its clock in seconds, which the tests move."""

    def __init__(self, session: aiohttp.ClientSession, now: float) -> None:
        self.session = session
        self.now = now
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public_key(self) -> str:
        """The applicationServerKey."""
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64url.encode(point)

    def authorization(self, audience: str, **claims: Any) -> str:
        """`vapid t=…, k=…` for `audience`; `claims` override exp and sub."""
        wanted = {"aud": audience, "exp": int(self.now) + 3600, "sub": "mailto:qa@pushdesk.dev"} | claims
        header: str = Vapid02(private_key=self._key).sign(wanted)["Authorization"]
        return header

    @staticmethod
    def encrypt(subscription: dict[str, Any], payload: bytes) -> bytes:
        """The body for a subscription."""
        return bytes(WebPusher(subscription).encode(payload, content_encoding="aes128gcm")["body"])

    async def post(
        self,
        url: str,
        body: bytes | AsyncIterator[bytes] | None,
        *,
        audience: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """POST a push; `headers` replace the usual ones, None leaves one out."""
        usual = {
            "TTL": "60",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.authorization(audience or origin(url)),
        }
        sent = {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None}
        async with self.session.post(url, data=body, headers=sent) as response:
            return await _read(response)

    async def push(
        self,
        subscription: dict[str, Any],
        payload: bytes | dict[str, Any],
        *,
        url: str = "",
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Encrypt for `subscription` and post to its endpoint, or to `url` for the endpoint's origin."""
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        endpoint = subscription["endpoint"]
        body = self.encrypt(subscription, raw) if raw else None
        return await self.post(url or endpoint, body, audience=origin(endpoint), headers=headers)

    async def withdraw(self, location: str) -> Answer:
        """DELETE a message."""
        async with self.session.delete(location) as response:
            return await _read(response)


async def _read(response: aiohttp.ClientResponse) -> Answer:
    raw = await response.read()
    error = json.loads(raw)["error"] if response.status >= 400 else {}
    return Answer(response.status, response.headers, error.get("code", ""), error.get("message", ""))


def tracked(delivery: str, **options: Any) -> dict[str, Any]:
    """PushDesk's own payload."""
    identity = {"delivery": delivery, "token": f"token-{delivery}", "receiver": "http://localhost:8765"}
    return {"title": "Hello", "body": "World", **options, "pushdesk": identity}
