"""PayloadShape: how a Notification becomes the bytes that a service worker expects.

Source of the limit: RFC 8291 section 4 (one record of 4,096 bytes) less 86 bytes of header, one
delimiter and 16 bytes of tag; measured in facts: push-services.md row 14.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

from pushdesk.model.errors import BadInput
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH
from pushdesk.model.notification import Notification

PAYLOAD_LIMIT = 3993


class PayloadShape(StrEnum):
    """The names of the shapes."""

    PUSHDESK = "pushdesk"


@dataclass(frozen=True)
class Tracking:
    """How a device reports back: the delivery's id, its receipt token, the receiver's origin."""

    delivery: str
    token: str
    receiver: str

    @classmethod
    def sample(cls, receiver: str) -> "Tracking":
        """One of the length that every delivery has, for measuring before there is one."""
        return cls("0" * DELIVERY_ID_LENGTH, "0" * RECEIPT_TOKEN_LENGTH, receiver)


def payload(notification: Notification, tracking: Tracking) -> bytes:
    """The JSON that sw.js reads, in UTF-8; raises BadInput where it is over the limit."""
    raw = payload_unchecked(notification, tracking)
    if len(raw) > PAYLOAD_LIMIT:
        raise BadInput(
            f"The message makes {len(raw):,} bytes; push services take {PAYLOAD_LIMIT:,}. "
            "Shorten the body or the data."
        )
    return raw


def payload_unchecked(notification: Notification, tracking: Tracking) -> bytes:
    """The same bytes whatever their number: the byte meter counts beyond the limit, too."""
    document = notification.options() | {
        "pushdesk": {"delivery": tracking.delivery, "token": tracking.token, "receiver": tracking.receiver}
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
