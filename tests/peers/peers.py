"""Other people's Web Push libraries, as child processes: npm's packages send, web-push-testing receives."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

HERE = Path(__file__).parent
START_SECONDS = 30
ANSWER_TIMEOUT = aiohttp.ClientTimeout(total=20)


class PeerError(Exception):
    """A peer did not start, refused what it was given, or got no answer; the message is its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service answered to web-push: header names are in lower case, the body is text."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class VapidDetails:
    """A VAPID pair as web-push takes it: 65 bytes public, 32 private, both base64url without padding."""

    subject: str
    public_key: str
    private_key: str

    def document(self) -> dict[str, str]:
        """With web-push's own names."""
        return {
            "subject": self.subject,
            "publicKey": self.public_key,
            "privateKey": self.private_key,
        }


@dataclass(frozen=True, slots=True)
class PeerSubscription:
    """Made by web-push-testing: a PushSubscription's JSON, and the name the service knows it by."""

    push_subscription: Mapping[str, Any]
    client_hash: str


async def send_with_web_push(
    node_modules: Path,
    *,
    subscription: Mapping[str, Any],
    payload: str,
    vapid: VapidDetails,
    options: Mapping[str, Any] | None = None,
    ca_file: Path | None = None,
) -> Answer:
    """Send `payload` with npm's web-push, which speaks https only.

    `options` are web-push's own: TTL, urgency, topic, contentEncoding, headers, timeout. `ca_file` (PEM) is
    trusted besides the usual authorities. Raises PeerError when web-push refuses its input or gets no answer.
    """
    request = {
        "subscription": subscription,
        "payload": payload,
        "vapidDetails": vapid.document(),
        "options": dict(options or {}),
    }
    (outcome,) = await run_sender("send_with_web_push.mjs", node_modules, [request], ca_file)
    if outcome is None or "error" in outcome:
        raise PeerError(outcome["error"] if outcome else "web-push never said what became of it")
    return Answer(**outcome)


async def run_sender(
    script: str, node_modules: Path, requests: Sequence[Mapping[str, Any]], ca_file: Path | None
) -> list[dict[str, Any] | None]:
    """What became of each request, as the script's head says. Raises PeerError where it broke off."""
    environment = _node_environment(node_modules)
    if ca_file is not None:
        environment["NODE_EXTRA_CA_CERTS"] = str(ca_file)
    process = await asyncio.create_subprocess_exec(
        *("node", HERE / script),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    out, complaints = await process.communicate(json.dumps(list(requests)).encode())
    if process.returncode != 0:
        raise PeerError(complaints.decode())
    found: list[dict[str, Any] | None] = json.loads(out)
    return found


class WebPushTesting:
    """npm's web-push-testing as a push service on loopback; an async context manager.

    It verifies the VAPID signature and key, decrypts, and keeps the text. A message needs
    `Content-Type: application/octet-stream`; audience, Topic and Urgency are not looked at.
    """

    def __init__(self, node_modules: Path) -> None:
        self._node_modules = node_modules
        self._stack = AsyncExitStack()
        self._http: aiohttp.ClientSession
        self.origin = ""

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            process = await asyncio.create_subprocess_exec(
                *("node", HERE / "serve_web_push_testing.mjs"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_node_environment(self._node_modules),
            )
            stack.push_async_callback(_end, process)
            assert process.stdout is not None
            async with asyncio.timeout(START_SECONDS):
                self.origin = (await process.stdout.readline()).decode().strip()
            if not self.origin:
                raise PeerError("web-push-testing ended before it was ready; its reason is on standard error")
            self._http = await stack.enter_async_context(
                aiohttp.ClientSession(self.origin, timeout=ANSWER_TIMEOUT)
            )
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def subscribe(self, application_server_key: str | None = None) -> PeerSubscription:
        """A new subscription, bound to a VAPID public key (base64url) if one is given. Raises PeerError."""
        options = {"userVisibleOnly": "true"}
        if application_server_key is not None:
            options["applicationServerKey"] = application_server_key
        data = await self._post("/subscribe", options)
        client_hash = data.pop("clientHash")
        return PeerSubscription(push_subscription=data, client_hash=client_hash)

    async def get_notifications(self, subscription: PeerSubscription) -> list[str]:
        """The decrypted payloads that came for it so far, oldest first. Raises PeerError."""
        data = await self._post("/get-notifications", {"clientHash": subscription.client_hash})
        messages: list[str] = data["messages"]
        return messages

    async def expire(self, subscription: PeerSubscription) -> None:
        """From now on a message to it is answered with 410. Raises PeerError."""
        async with self._http.post(f"/expire-subscription/{subscription.client_hash}") as response:
            if response.status != 200:
                raise PeerError(await response.text())

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._http.post(path, json=body) as response:
            answer = await response.json()
        if "error" in answer:
            raise PeerError(answer["error"]["message"])
        data: dict[str, Any] = answer["data"]
        return data


def _node_environment(node_modules: Path) -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(node_modules)}


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a peer that ends with its standard input."""
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()
