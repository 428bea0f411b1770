"""PayloadShape: how a Notification becomes the bytes that a service worker expects.

Source of the limit: RFC 8291 section 4 (one record of 4,096 bytes) less 86 bytes of header, one
delimiter and 16 bytes of tag; measured in facts: push-services.md row 14.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pushdesk.model import payload_shapes
from pushdesk.model.errors import BadInput, BugError
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH
from pushdesk.model.notification import Notification

PAYLOAD_LIMIT = 3993


class PayloadShape(StrEnum):
    """pushdesk (our own JSON), declarative (Declarative Web Push), ngsw (Angular), text (title and body),
    raw (the message's own JSON), custom (a template of the user's: services/payload_template.py)."""

    PUSHDESK = "pushdesk"
    DECLARATIVE = "declarative"
    NGSW = "ngsw"
    TEXT = "text"
    RAW = "raw"
    CUSTOM = "custom"


def payload_shape(word: str) -> PayloadShape:
    """The shape of that name; raises BadInput."""
    if word not in set(PayloadShape):
        raise BadInput(f"“{word}” is no payload shape: use {', '.join(PayloadShape)}.")
    return PayloadShape(word)


@dataclass(frozen=True)
class Tracking:
    """How a device reports back: the delivery's id, its receipt token, the receiver's origin."""

    delivery: str
    token: str
    receiver: str

    @classmethod
    def sample(cls, receiver: str) -> "Tracking":
        """One of the length that every delivery has, for measuring before there is one."""
        return cls("0" * DELIVERY_ID_LENGTH, "1" * RECEIPT_TOKEN_LENGTH, receiver)

    def document(self) -> dict[str, str]:
        """The JSON object that a worker reads."""
        return {"delivery": self.delivery, "token": self.token, "receiver": self.receiver}

    def stands_in(self, raw: bytes) -> bool:
        """Whether a worker that gets `raw` can report back: both the id and the token are in it."""
        return self.delivery.encode() in raw and self.token.encode() in raw


def confirms(shape: PayloadShape) -> bool:
    """Whether `shape` has a place for the delivery's id, so that a device can confirm that it showed it.

    A custom shape may have one; its template decides (PayloadWriter.confirms).
    """
    return shape in {PayloadShape.PUSHDESK, PayloadShape.DECLARATIVE, PayloadShape.NGSW}


def carried(shape: PayloadShape) -> frozenset[str] | None:
    """The options that `shape` has a place for; None where it has one for all of them.

    Which of them a custom shape has one for its template decides (PayloadWriter.left_out).
    """
    return frozenset({"title", "body"}) if shape is PayloadShape.TEXT else None


def unconfirmed(shape: PayloadShape) -> str:
    """What a row says of a delivery whose payload has no place for its id."""
    return (
        f"Whether it was shown cannot be confirmed: the payload (shape “{shape.value}”) does not carry the "
        "delivery's id."
    )


def payload(
    notification: Notification, tracking: Tracking, shape: PayloadShape = PayloadShape.PUSHDESK
) -> bytes:
    """The bytes in `shape`, in UTF-8; raises BadInput over the limit or where the shape needs more."""
    return within_limit(payload_unchecked(notification, tracking, shape))


def within_limit(raw: bytes) -> bytes:
    """`raw`, where push services take that many bytes; raises BadInput."""
    if len(raw) > PAYLOAD_LIMIT:
        raise BadInput(
            f"The message makes {len(raw):,} bytes; push services take {PAYLOAD_LIMIT:,}. "
            "Shorten the body or the data."
        )
    return raw


def payload_unchecked(
    notification: Notification, tracking: Tracking, shape: PayloadShape = PayloadShape.PUSHDESK
) -> bytes:
    """The same bytes whatever their number: the byte meter counts beyond the limit, too.

    Raises BadInput where the shape needs more than the notification has.
    """
    options, identity = notification.options(), tracking.document()
    match shape:
        case PayloadShape.PUSHDESK:
            return as_json(payload_shapes.own(options, identity))
        case PayloadShape.DECLARATIVE:
            return as_json(payload_shapes.declarative(options, identity))
        case PayloadShape.NGSW:
            return as_json(payload_shapes.ngsw(options, identity))
        case PayloadShape.TEXT:
            return payload_shapes.text(options).encode()
        case PayloadShape.RAW:
            return as_json(payload_shapes.raw(notification.typed()))
        case PayloadShape.CUSTOM:
            raise BugError("a custom payload is written by services/payload_template.py")


def as_json(document: dict[str, Any]) -> bytes:
    """Compact JSON in UTF-8: every byte counts."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
