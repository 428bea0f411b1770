"""Three senders of other authors, each used as its manual says, and what each reports of an answer."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import requests
from pywebpush import WebPushException, webpush

from tests.peers.peers import VapidDetails, run_sender

SECONDS = 20


@dataclass(frozen=True)
class Push:
    """One message to send. `ttl` in seconds."""

    subscription: Mapping[str, Any]
    payload: str
    ttl: int = 60
    urgency: str = "high"
    topic: str = "news"


@dataclass(frozen=True)
class Reported:
    """What a sender says of one push. `status` None: no answer, `error` says why ("" where it never did)."""

    status: int | None
    headers: Mapping[str, str]
    body: str
    error: str = ""


class Sender(Protocol):
    """`needs_tls`: it refuses an endpoint that is not https."""

    @property
    def needs_tls(self) -> bool: ...

    async def send(self, pushes: Sequence[Push], vapid: VapidDetails, ca_file: Path) -> list[Reported]:
        """Send all of them at once."""
        ...


@dataclass(frozen=True)
class NodeSender:
    """A script beside this file that speaks for an npm package."""

    script: str
    node_modules: Path
    needs_tls: bool = True

    async def send(self, pushes: Sequence[Push], vapid: VapidDetails, ca_file: Path) -> list[Reported]:
        """One process for all of them."""
        asked = [
            {
                "subscription": push.subscription,
                "payload": push.payload,
                "vapidDetails": vapid.document(),
                "options": {"TTL": push.ttl, "urgency": push.urgency, "topic": push.topic},
            }
            for push in pushes
        ]
        outcomes = await run_sender(self.script, self.node_modules, asked, ca_file)
        return [_reported(outcome or {"error": ""}) for outcome in outcomes]


def _reported(outcome: Mapping[str, Any]) -> Reported:
    if "error" in outcome:
        return Reported(None, {}, "", outcome["error"])
    headers = {name.lower(): value for name, value in outcome["headers"].items()}
    return Reported(outcome["status"], headers, outcome["body"])


@dataclass(frozen=True)
class PyWebPush:
    """pywebpush's webpush(), in threads because it blocks."""

    needs_tls: bool = False

    async def send(self, pushes: Sequence[Push], vapid: VapidDetails, ca_file: Path) -> list[Reported]:
        """Each with a session of its own."""
        return await asyncio.gather(*(asyncio.to_thread(self._send, push, vapid, ca_file) for push in pushes))

    @staticmethod
    def _send(push: Push, vapid: VapidDetails, ca_file: Path) -> Reported:
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(ca_file)
            try:
                answer = webpush(
                    push.subscription,
                    push.payload,
                    vapid_private_key=vapid.private_key,
                    vapid_claims={"sub": vapid.subject},
                    ttl=push.ttl,
                    timeout=SECONDS,
                    headers={"Urgency": push.urgency, "Topic": push.topic},
                    requests_session=session,
                )
            except WebPushException as problem:
                answer = problem.response
            except requests.RequestException as problem:
                return Reported(None, {}, "", str(problem))
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Reported(answer.status_code, headers, answer.text)
