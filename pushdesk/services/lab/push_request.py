"""What a POST to a push resource asks for, read from its headers once (RFC 8030 section 5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from pushdesk.model.errors import KnownError
from pushdesk.model.message import Urgency

BODY_LIMIT = 4096
# As Mozilla's service does (facts: push-services.md, Transport): a longer TTL is cut, and the answer says so.
LONGEST_TTL = 30 * 24 * 60 * 60
ENCODING = "aes128gcm"
# The desk names its own delivery, so that what a real browser's worker reports of it finds its message.
DELIVERY_HEADER = "PushDesk-Delivery"
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_DIGITS = re.compile(r"[0-9]+")


class Refusal(KnownError):
    """An answer other than 201, with `status`; `code` and `sentence` go into its body."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class PushRequest:
    """How a message travels. `ttl` in seconds, at most LONGEST_TTL; `encoding` None only without a body."""

    ttl: int
    urgency: Urgency
    topic: str | None
    encoding: str | None


def parse_push_request(headers: Mapping[str, str]) -> PushRequest:
    """The headers of a push; raises Refusal (400 or 415) with what to correct."""
    return PushRequest(_ttl(headers), _urgency(headers), _topic(headers), _encoding(headers))


def _ttl(headers: Mapping[str, str]) -> int:
    text = headers.get("TTL")
    if text is None:
        raise Refusal(400, "ttl_missing", "The TTL header is missing: send the seconds to keep the message.")
    if not _DIGITS.fullmatch(text):
        raise Refusal(400, "ttl_invalid", "TTL must be a whole number of seconds, 0 or more.")
    # Cut before it becomes a number: Python refuses to read thousands of digits.
    return LONGEST_TTL if len(text.lstrip("0")) > 10 else min(int(text[-10:]), LONGEST_TTL)


def _urgency(headers: Mapping[str, str]) -> Urgency:
    text = headers.get("Urgency", Urgency.NORMAL)
    try:
        return Urgency(text.lower())
    except ValueError:
        raise Refusal(400, "urgency_invalid", f"Urgency must be one of {', '.join(Urgency)}.") from None


def _topic(headers: Mapping[str, str]) -> str | None:
    topic = headers.get("Topic")
    if topic is not None and not _TOPIC.fullmatch(topic):
        raise Refusal(400, "topic_invalid", "Topic must be 1 to 32 characters of A–Z, a–z, 0–9, “-” and “_”.")
    return topic


def _encoding(headers: Mapping[str, str]) -> str | None:
    encoding = headers.get("Content-Encoding")
    if encoding is not None and encoding.strip().lower() != ENCODING:
        raise Refusal(
            415, "encoding_unsupported", f"Content-Encoding must be {ENCODING} (RFC 8291): encrypt with it."
        )
    return ENCODING if encoding is not None else None


def lab_route(token: str, push_service: str) -> str:
    """Where the lab that now listens at `push_service` takes messages for `token`.

    The lab may have come back on another port than the one in the endpoint: connect here, and sign
    for the origin of the endpoint or of this URL; the lab accepts either.
    """
    return urljoin(push_service.rstrip("/") + "/", f"push/{token}")
