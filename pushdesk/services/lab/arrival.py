"""A request to a push resource as the catch keeps it: what it asked for, as far as it can be read."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from pushdesk.model import clock
from pushdesk.model.lab import CaughtState
from pushdesk.services.lab.push_request import BODY_LIMIT, DELIVERY_HEADER, Refusal
from pushdesk.services.lab.records import Channel

# A client that begins a body and falls silent does not hold its place for ever.
BODY_SECONDS = 30.0
_HEADERS = 100
_LONGEST_VALUE = 4096
_LONGEST_TOKEN = 200
_LONGEST_WORD = 64
_DIGITS = re.compile(r"[0-9]{1,12}")
_KEY = re.compile(r"(?:^|[\s,;])k\s*=\s*\"?([A-Za-z0-9_-]{40,100}=*)")


@dataclass
class Arrival:
    """One request. `body` is empty where it was too long or broke off: `problem` then says so.

    `title` is known from the start where the lab itself is the sender.
    """

    token: str
    at: datetime
    headers: Mapping[str, str]
    body: bytes
    size: int
    problem: Refusal | None = None
    title: str = ""

    def row(self, channel: Channel | None, status: int, state: CaughtState) -> dict[str, Any]:
        """The columns of a LabCaught."""
        ttl = self.headers.get("TTL", "")
        return {
            "at": self.at,
            "message_id": None,
            "token": clean(self.token)[:_LONGEST_TOKEN],
            "delivery": self._word(DELIVERY_HEADER),
            "agent_id": channel.agent_id if channel else None,
            "device": "",
            "size": self.size,
            "ttl": int(ttl) if _DIGITS.fullmatch(ttl) else None,
            "urgency": self._word("Urgency"),
            "topic": self._word("Topic"),
            "sender_key": self._key(),
            "status": status,
            "state": state,
            "code": "",
            "reason": "",
            "fault": None,
            "title": self.title,
            "payload": None,
            "headers": unsigned(self.headers),
            "body": self.body,
            "events": [],
            "answer": None,
        }

    def refused(self, channel: Channel | None, problem: Refusal) -> dict[str, Any]:
        """The columns of one that was refused."""
        row = self.row(channel, problem.status, CaughtState.REFUSED)
        return row | {"code": problem.code, "reason": clean(problem.sentence)}

    def dropped(self, row: dict[str, Any], code: str, reason: str) -> dict[str, Any]:
        """The columns of one that no device will get."""
        event = {"event": "dropped", "at": clock.iso(self.at)}
        return row | {"state": CaughtState.DROPPED, "code": code, "reason": reason, "events": [event]}

    def _word(self, name: str) -> str | None:
        value = self.headers.get(name)
        return None if value is None else clean(value)[:_LONGEST_WORD]

    def _key(self) -> str | None:
        found = _KEY.search(self.headers.get("Authorization", ""))
        return found[1].rstrip("=") if found else None


async def receive(request: web.Request, token: str, now: datetime) -> Arrival:
    """Read the request to its end, or until its body is too long."""
    body, problem = b"", None
    try:
        body = await read_body(request)
    except Refusal as refusal:
        problem = refusal
    size = len(body) if problem is None else request.content_length or 0
    if problem is not None and problem.status == 413:
        size = max(size, BODY_LIMIT + 1)
    return Arrival(token, now, request.headers, body, size, problem)


async def read_body(request: web.Request) -> bytes:
    """The body, at most BODY_LIMIT bytes; raises Refusal 413 as soon as it is longer, unread.

    One that does not come within BODY_SECONDS is refused with 408.
    """
    too_long = Refusal(
        413, "payload_too_large", f"The encrypted body is over {BODY_LIMIT} bytes (RFC 8291 section 4)."
    )
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_long
    if request.content.is_eof():
        whole = await request.content.read()  # it came with the headers
        if len(whole) > BODY_LIMIT:
            raise too_long
        return whole
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise too_long
    except TimeoutError:
        raise Refusal(408, "body_late", "The body did not come: send it again, at once.") from None
    except (ConnectionError, web.RequestPayloadError):
        raise Refusal(400, "body_incomplete", "The body ended before its end: send it again.") from None
    return bytes(body)


def unsigned(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers for the record; the token without its signature, so that nobody can send with it."""
    kept: dict[str, str] = {}
    for name, value in list(headers.items())[:_HEADERS]:
        text = clean(value)[:_LONGEST_VALUE]
        if name.lower() == "authorization":
            scheme, _, rest = text.partition(".")
            claims, dot, tail = rest.partition(".")
            end = min((at for mark in ",;" if (at := tail.find(mark)) >= 0), default=len(tail))
            text = f"{scheme}.{claims}.…{tail[end:]}" if dot else text
        kept[name] = f"{kept[name]}, {text}" if name in kept else text
    return kept


def clean(text: str) -> str:
    """`text` as a database takes it: bytes that are no UTF-8 become the replacement character."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
