"""The request that a message becomes: its headers as text. Pure functions.

Sources: RFC 8030 section 5 (TTL, Urgency, Topic), RFC 8188 section 2 (Content-Encoding), RFC 8292 section 3
(Authorization).
"""

from pushdesk.model.message import DEFAULT_TTL, Urgency
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import OVERHEAD

NO_KEY = "<public key>"
_WRONG = "–"


def headers_of(value: DraftValue, size: int | None, key: str) -> dict[str, str]:
    """Header by header; `key` is the public VAPID key, `size` the payload's bytes. A dash: not known yet."""
    ttl, urgency, topic = (value.option(name) for name in ("ttl", "urgency", "topic"))
    known = [one.value for one in Urgency]
    found = {
        "TTL": str(DEFAULT_TTL if ttl is None else ttl if type(ttl) is int else _WRONG),
        "Urgency": Urgency.NORMAL.value if urgency is None else urgency if urgency in known else _WRONG,
    }
    if topic is not None:
        found["Topic"] = (
            topic if isinstance(topic, str) and topic.isascii() and topic.isprintable() else _WRONG
        )
    return found | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Content-Length": _WRONG if size is None else str(size + OVERHEAD),
        "Authorization": f"vapid t=<token signed for each push service>, k={key or NO_KEY}",
    }


def request_text(headers: dict[str, str]) -> str:
    """The request's head as it goes over the wire, but for the addresses."""
    lines = ["POST <the device's endpoint> HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    return "\n".join(lines)
