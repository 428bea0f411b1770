"""Message: one notification with its delivery options, as a message file and a draft hold it."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pushdesk.model.errors import BadInput
from pushdesk.model.findings import sentence
from pushdesk.model.json_flaws import flaws
from pushdesk.model.notification import Notification
from pushdesk.model.option_words import MAX_TTL as MAX_TTL

DEFAULT_TTL = 4 * 60 * 60
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Urgency(StrEnum):
    """How much a device's battery is worth (RFC 8030 section 5.3)."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


def _topic(text: str) -> str:
    if not _TOPIC.fullmatch(text):
        raise ValueError("must be 1 to 32 characters of A–Z, a–z, 0–9, “-” and “_”")
    return text


class DeliveryOptions(BaseModel):
    """How long a push service keeps the message (seconds), how urgent it is, what it replaces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ttl: Annotated[int, Field(strict=True, ge=0, le=MAX_TTL)] = DEFAULT_TTL
    urgency: Urgency = Urgency.NORMAL
    topic: Annotated[str, AfterValidator(_topic)] | None = None

    def headers(self) -> dict[str, str]:
        """RFC 8030's request headers, sections 5.2 to 5.4."""
        found = {"TTL": str(self.ttl), "Urgency": self.urgency.value}
        return found | ({"Topic": self.topic} if self.topic else {})


class Message(BaseModel):
    """What is sent: the notification and how it travels."""

    model_config = ConfigDict(frozen=True)

    notification: Notification
    delivery: DeliveryOptions = DeliveryOptions()

    def document(self) -> dict[str, Any]:
        """The message file's JSON object: the options as they were typed, `delivery` beside them."""
        return self.notification.typed() | {
            "delivery": self.delivery.model_dump(mode="json", exclude_none=True)
        }


def parse_message(document: object) -> Message:
    """A message file's JSON object as a Message; raises BadInput naming the first thing wrong."""
    if not isinstance(document, dict):
        raise BadInput('A message must be a JSON object such as {"title": "Hello"}.')
    delivery = document.get("delivery", {})
    if not isinstance(delivery, dict):
        raise BadInput('“delivery” must be a JSON object such as {"ttl": 3600}.')
    options = {name: value for name, value in document.items() if name not in {"delivery", "pushdesk"}}
    for flaw in flaws(document):
        raise BadInput(flaw.sentence)
    notification = parse_notification(options)
    try:
        return Message(notification=notification, delivery=DeliveryOptions.model_validate(delivery))
    except ValidationError as problem:
        raise BadInput(sentence(problem)) from None


def parse_notification(options: dict[str, Any]) -> Notification:
    """A JSON object of options as a Notification; raises BadInput naming the first thing wrong."""
    try:
        return Notification.read(options)
    except ValidationError as problem:
        raise BadInput(sentence(problem)) from None
