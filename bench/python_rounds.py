"""Senders in Python besides PushDesk, each as a process of its own: `python_rounds.py NAME`.

In: a line of JSON {subscriptions, payload, vapid, concurrency, warm}, then a line for each round.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.hazmat.primitives import serialization
from encoders import by_pywebpush
from measuring import serve_rounds
from py_vapid import Vapid02
from pywebpush import webpush_async

from pushdesk.model.endpoint import origin

Send = Callable[[dict[str, Any]], Awaitable[object]]
Errand = dict[str, Any]


def one_session(errand: Errand, key_file: str, session: aiohttp.ClientSession) -> Send:
    """webpush_async with the arguments of its documentation, and one session for all messages."""
    return _webpush(errand, key_file, aiohttp_session=session)


def as_documented(errand: Errand, key_file: str, session: aiohttp.ClientSession) -> Send:
    """webpush_async exactly as its documentation shows it: a session, and a connection, for each message."""
    return _webpush(errand, key_file)


def _webpush(errand: Errand, key_file: str, **more: Any) -> Send:
    return lambda subscription: webpush_async(
        subscription,
        errand["payload"],
        vapid_private_key=key_file,
        vapid_claims={"sub": errand["vapid"]["subject"]},
        ttl=60,
        **more,
    )


def own_request(errand: Errand, key_file: str, session: aiohttp.ClientSession) -> Send:
    """pywebpush encrypts, aiohttp posts, the token is signed once: what a careful author writes by hand."""
    audience = origin(errand["subscriptions"][0]["endpoint"])
    claims = {"aud": audience, "sub": errand["vapid"]["subject"]}
    signed = Vapid02.from_file(key_file).sign(claims)["Authorization"]
    headers = {"Authorization": signed, "TTL": "60", "Content-Encoding": "aes128gcm"}
    payload = errand["payload"].encode()

    async def send(subscription: dict[str, Any]) -> None:
        body = by_pywebpush(payload, subscription["keys"])
        async with session.post(subscription["endpoint"], data=body, headers=headers) as answer:
            await answer.read()
            assert answer.status == 201, answer.status

    return send


SENDERS = {"one_session": one_session, "as_documented": as_documented, "own_request": own_request}


async def send_all(send: Send, subscriptions: list[dict[str, Any]], concurrency: int) -> None:
    """So many at once."""
    waiting: Iterator[dict[str, Any]] = iter(subscriptions)

    async def work() -> None:
        for subscription in waiting:
            await send(subscription)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(concurrency):
            tasks.create_task(work())


def pem(private: str) -> bytes:
    """A private key (32 bytes, base64url) as the file that py_vapid reads."""
    key = Vapid02.from_string(private).private_key
    return bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


async def main(name: str) -> None:
    """Get warm, then serve rounds."""
    errand = json.loads(sys.stdin.readline())
    subscriptions, concurrency = errand["subscriptions"], errand["concurrency"]
    with tempfile.TemporaryDirectory() as folder:
        key_file = Path(folder) / "vapid.pem"
        key_file.write_bytes(pem(errand["vapid"]["privateKey"]))
        async with aiohttp.ClientSession() as session:
            send = SENDERS[name](errand, str(key_file), session)
            await send_all(send, subscriptions[: errand["warm"]], concurrency)
            await serve_rounds(len(subscriptions), lambda: send_all(send, subscriptions, concurrency))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
