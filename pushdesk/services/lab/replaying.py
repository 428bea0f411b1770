"""A caught message for another device: the same payload, encrypted anew."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.lab import AgentKind, LabAgent, LabCaught, LabChannel
from pushdesk.model.message import Urgency
from pushdesk.model.subscription import Subscription
from pushdesk.services.delivery.encoding import encrypt
from pushdesk.services.lab import device_keys
from pushdesk.services.lab.arrival import Arrival
from pushdesk.services.lab.push_request import ENCODING, LONGEST_TTL, PushRequest

# Says in the catch which message this is a copy of.
REPLAY_HEADER = "PushDesk-Replay"
# Where a request named no TTL it could be kept by.
_TTL = 60 * 60


@dataclass(frozen=True)
class Target:
    """A live subscription whose public keys are known."""

    token: str
    p256dh: str
    auth: str


def target(session: Session, agent_id: str) -> Target:
    """The subscription of a device; raises NotFound, and BadInput where its keys are not known."""
    agent = session.get(LabAgent, agent_id)
    if agent is None:
        raise NotFound(f"There is no device “{agent_id}” in the lab.")
    tokens = session.exec(
        select(LabChannel.token)
        .where(LabChannel.agent_id == agent_id, col(LabChannel.ended_at).is_(None))
        .order_by(col(LabChannel.created_at).desc())
    ).all()
    if not tokens:
        raise BadInput("That device has no subscription: let it subscribe first.")
    if agent.kind is AgentKind.VIRTUAL:
        keys = device_keys.from_stored(agent.keys).subscription_keys()
        return Target(tokens[0], keys["p256dh"], keys["auth"])
    for token in tokens:
        # A Chromium's endpoint is on a host of Google's, and ends in the token, too.
        found = session.exec(
            select(Subscription).where(col(Subscription.endpoint).endswith(f"/{token}", autoescape=True))
        ).first()
        if found is not None:
            return Target(token, found.p256dh, found.auth)
    raise BadInput("The desk does not know that browser's keys: subscribe it at the receiver page.")


def copy(
    caught: LabCaught, to: Target, now: datetime, written: str | None = None
) -> tuple[PushRequest, Arrival]:
    """The request that brings a caught message's payload to another device.

    `written` is the payload as the desk wrote it, where the message is its own. Raises BadInput where
    neither is known.
    """
    payload = written if caught.payload is None else caught.payload
    if payload is None and caught.size:
        raise BadInput("The lab cannot read this message: only the browser it was for has the key.")
    raw = anonymous(payload or "").encode()
    body = encrypt(raw, to.p256dh, to.auth) if raw else b""
    ttl = min(caught.ttl if caught.ttl is not None else _TTL, LONGEST_TTL)
    urgency = caught.urgency if caught.urgency in list(Urgency) else Urgency.NORMAL
    headers = {"TTL": str(ttl), "Urgency": str(urgency), REPLAY_HEADER: str(caught.number)}
    if body:
        headers["Content-Encoding"] = ENCODING
    request = PushRequest(ttl, Urgency(urgency), None, ENCODING if body else None)
    return request, Arrival(to.token, now, headers, body, len(body), title=caught.title)


def anonymous(payload: str) -> str:
    """`payload` without the delivery it belongs to: another device's receipts must not count for it."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return payload
    if not isinstance(document, dict) or not _strip(document):
        return payload
    return json.dumps(document, ensure_ascii=False)


def _strip(document: dict[str, Any]) -> bool:
    """Take the identity out of every place a worker looks for it; whether there was one."""
    found = document.pop("pushdesk", None) is not None
    for name in ("data", "notification"):
        inner = document.get(name)
        found |= isinstance(inner, dict) and _strip(inner)
    return found
