"""What arrived at the lab, as immutable values with the fields of the control interface (openapi.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Notification:
    """What the device put up. `options` as passed to showNotification(), with `data` as it was sent."""

    id: str
    title: str
    body: str
    options: Mapping[str, Any]
    error: str

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of its buttons."""
        return tuple(button["action"] for button in self.options.get("actions") or ())


@dataclass(frozen=True)
class Answer:
    """What the sender was answered. `how`: whole, late, dripped, reset (half of the body), dropped (none)."""

    status: int
    headers: Mapping[str, str]
    body: str
    how: str


@dataclass(frozen=True)
class Message:
    """One request that reached the lab, refused ones included.

    `status` is what the sender was answered, 0 where the connection was closed without one. `payload` is the
    decrypted payload: JSON read, any other text as it is, None where the lab could not decrypt it. `ttl` in
    seconds. `answer` is None where the lab itself sent it again. `events` are names in order, such as
    received, shown, clicked.
    """

    number: int
    at: datetime
    device: str | None
    state: str
    verdict: str
    status: int
    code: str
    title: str
    payload: Any
    payload_text: str | None
    size: int
    ttl: int | None
    urgency: str | None
    topic: str | None
    sender_key: str | None
    headers: Mapping[str, str]
    fault: str | None
    action: str
    answer: Answer | None
    notification: Notification | None
    events: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """A header of the request, whatever the case of its letters."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)


@dataclass(frozen=True)
class Fault:
    """A fault in force. `device` and `kind` None: for all. `remaining` None: until it is cleared."""

    id: str
    device: str | None
    title: str
    preset: str | None
    remaining: int | None
    kind: str | None = None


def message(document: Mapping[str, Any]) -> Message:
    """A message of the control interface."""
    shown, answer = document["notification"], document["answer"]
    return Message(
        number=document["number"],
        at=datetime.fromisoformat(document["at"]),
        device=document["device"],
        state=document["state"],
        verdict=document["verdict"],
        status=document["status"],
        code=document["code"],
        title=document["title"],
        payload=document["payload"],
        payload_text=document["payloadText"],
        size=document["size"],
        ttl=document["ttl"],
        urgency=document["urgency"],
        topic=document["topic"],
        sender_key=document["senderKey"],
        headers=document["headers"],
        fault=document["fault"],
        action=document["action"],
        answer=answer and Answer(answer["status"], answer["headers"], answer["body"], answer["how"]),
        notification=shown and _notification(shown),
        events=tuple(event["event"] for event in document["events"]),
    )


def _notification(document: Mapping[str, Any]) -> Notification:
    return Notification(
        document["id"], document["title"], document["body"], document["options"], document["error"]
    )


def fault(document: Mapping[str, Any]) -> Fault:
    """A fault of the control interface."""
    return Fault(
        document["id"],
        document["device"],
        document["title"],
        document["preset"],
        document["remaining"],
        document["kind"],
    )
